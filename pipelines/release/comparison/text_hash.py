"""Articles with another text in two releases, by the hashes of their folded texts.

They are in the file of groups, and as numbers, which take a tenth of the time to read, in the digest beside it.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipelines.errors import StorageError
from pipelines.release.comparison.id_hashes import Hashes, hash_ids
from pipelines.release.comparison.pair_rows import DAMAGED, find_rows, is_among
from pipelines.release.find import read_manifest
from pipelines.release.layout import GROUPS_DIGEST, GROUPS_FILE
from pipelines.storage.cache import fetch
from pipelines.storage.places import Place
from schemas import CARRIED

COLUMNS = ("article_id", "text_hash")
# Name of the digest in the part of the groups.
NAME_OF_DIGEST = GROUPS_DIGEST.rpartition("/")[2]
# hash_ids of COLUMNS, of each article.
TEXTS = pa.schema([("article", pa.uint64()), ("text", pa.uint64())])


def find_other_texts(before: Place, after: Place, articles: Hashes) -> Hashes | None:
    """uint64, ascending: those of `articles` that have another text in the second release.

    before, after  folders of the releases
    articles       hashes of the ids of articles that both releases have, ascending
    None if a release has no hashes of texts, as those of older versions of Spindle. Raise StorageError for a damaged
    file.
    """
    listed = [_list_sums(folder) for folder in (before, after)]
    sums = [found.get(GROUPS_FILE) for found in listed]
    if None in sums:
        return None
    if sums[0] == sums[1] or not len(articles):
        return np.zeros(0, np.uint64)
    (old_ids, old_texts), (new_ids, new_texts) = (
        read_digest(folder / GROUPS_DIGEST) if GROUPS_DIGEST in found else read_hashes(folder / GROUPS_FILE)
        for folder, found in zip((before, after), listed, strict=True)
    )
    partner = find_rows(old_ids, new_ids)
    kept = partner >= 0
    others = np.sort(new_ids[kept][old_texts[partner[kept]] != new_texts[kept]])
    return others[is_among(others, articles)]


def write_digest(groups: Path, path: Path) -> None:
    """Write the digest of a file of groups."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with pa.ipc.new_file(str(path), TEXTS, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
        for batch in _read_batches(groups):
            writer.write_batch(pa.record_batch(_hash_batch(batch), schema=TEXTS))


def read_digest(place: Place) -> tuple[Hashes, Hashes]:
    """uint64 [n] each: the hash of the id, and of the text, of each article of a digest."""
    try:
        with pa.OSFile(str(fetch(place))) as file, pa.ipc.open_file(file) as reader:
            table = reader.read_all().select(TEXTS.names).cast(TEXTS)
    except DAMAGED as error:
        raise _damaged("a digest of groups", place, error) from error
    return table["article"].to_numpy(), table["text"].to_numpy()


def read_hashes(path: Place) -> tuple[Hashes, Hashes]:
    """uint64 [n] each: the hash of the id, and of the text, of each article of a file of groups."""
    try:
        found = [_hash_batch(batch) for batch in _read_batches(path)]
    except DAMAGED as error:
        raise _damaged("a table of groups", path, error) from error
    ids, texts = ([np.zeros(0, np.uint64), *(pair[i] for pair in found)] for i in range(2))
    return np.concatenate(ids), np.concatenate(texts)


def _damaged(expected: str, path: Place, error: Exception) -> StorageError:
    first = (str(error).splitlines() or [type(error).__name__])[0]
    return StorageError(f"expected {expected} in {path}, but {first}: `spindle verify` names all faults of its release")


def _hash_batch(batch: pa.RecordBatch) -> list[Hashes]:
    return [hash_ids(batch[name]) for name in COLUMNS]


def _read_batches(path: Place) -> Iterator[pa.RecordBatch]:
    options = pa.ipc.IpcReadOptions(included_fields=[CARRIED.get_field_index(name) for name in COLUMNS])
    with path.open("rb") as file, pa.ipc.open_file(file, options=options) as reader:
        for number in range(reader.num_record_batches):
            yield reader.get_batch(number)


def _list_sums(folder: Place) -> dict[str, str]:
    """Path of each file of the release -> SHA-256."""
    return {entry["path"]: entry["sha256"] for entry in read_manifest(folder)["files"]}
