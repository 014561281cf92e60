"""Articles with another text in two releases, by the hashes of their folded texts in the files of groups."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from pipelines.errors import StorageError
from pipelines.release.comparison.pair_rows import Hashes, find_rows, hash_ids, is_among
from pipelines.release.find import read_manifest
from pipelines.release.layout import GROUPS_FILE
from pipelines.storage.places import Place
from schemas import CARRIED

COLUMNS = ("article_id", "text_hash")


def find_other_texts(before: Place, after: Place, articles: Hashes) -> Hashes | None:
    """uint64, ascending: those of `articles` that have another text in the second release.

    before, after  folders of the releases
    articles       hashes of the ids of articles that both releases have, ascending
    None if a release has no hashes of texts, as those of older versions of Spindle. Raise StorageError for a damaged
    file.
    """
    sums = [_checksum(folder) for folder in (before, after)]
    if None in sums:
        return None
    if sums[0] == sums[1] or not len(articles):
        return np.zeros(0, np.uint64)
    (old_ids, old_texts), (new_ids, new_texts) = (
        read_hashes(folder / GROUPS_FILE, articles) for folder in (before, after)
    )
    partner = find_rows(old_ids, new_ids)
    kept = partner >= 0
    return np.sort(new_ids[kept][old_texts[partner[kept]] != new_texts[kept]])


def read_hashes(path: Place, articles: Hashes) -> tuple[Hashes, Hashes]:
    """uint64 [n] each: the hash of the id, and of the text, of those of `articles` that the file has."""
    try:
        found = [_hash_batch(batch, articles) for batch in _read_batches(path)]
    except (pa.ArrowException, OSError, KeyError) as error:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise StorageError(
            f"expected a table of groups in {path}, but {first}: `spindle verify` names all faults of its release"
        ) from error
    ids, texts = ([np.zeros(0, np.uint64), *(pair[i] for pair in found)] for i in range(2))
    return np.concatenate(ids), np.concatenate(texts)


def _hash_batch(batch: pa.RecordBatch, articles: Hashes) -> tuple[Hashes, Hashes]:
    ids = hash_ids(batch["article_id"])
    wanted = is_among(ids, articles)
    return ids[wanted], hash_ids(batch["text_hash"].filter(pa.array(wanted)))


def _read_batches(path: Place) -> Iterator[pa.RecordBatch]:
    options = pa.ipc.IpcReadOptions(included_fields=[CARRIED.get_field_index(name) for name in COLUMNS])
    with path.open("rb") as file, pa.ipc.open_file(file, options=options) as reader:
        for number in range(reader.num_record_batches):
            yield reader.get_batch(number)


def _checksum(folder: Place) -> str | None:
    return next((entry["sha256"] for entry in read_manifest(folder)["files"] if entry["path"] == GROUPS_FILE), None)
