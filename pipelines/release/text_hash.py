"""Articles with another text in two releases, by the hashes of their folded texts in the files of groups."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipelines.errors import StorageError
from pipelines.release.carried import FILE
from pipelines.release.find import read_manifest
from pipelines.release.pair_rows import Hashes, find_rows, hash_ids
from schemas import CARRIED

COLUMNS = ("article_id", "text_hash")


def find_other_texts(before: Path, after: Path) -> Hashes | None:
    """uint64: hashes of the ids of the articles that have another text in the second release.

    before, after  folders of the releases
    None if one of them has no hashes: releases of older versions of Spindle do not. Raise StorageError for a damaged
    file.
    """
    sums = [_checksum(folder) for folder in (before, after)]
    if None in sums:
        return None
    if sums[0] == sums[1]:
        return np.zeros(0, np.uint64)
    (old_ids, old_texts), (new_ids, new_texts) = (read_hashes(folder / FILE) for folder in (before, after))
    partner = find_rows(old_ids, new_ids)
    kept = partner >= 0
    return new_ids[kept][old_texts[partner[kept]] != new_texts[kept]]


def read_hashes(path: Path) -> tuple[Hashes, Hashes]:
    """uint64 [n] each: the hash of each article's id, and of its text."""
    try:
        found = [tuple(hash_ids(batch[name]) for name in COLUMNS) for batch in _read_batches(path)]
    except (pa.ArrowException, OSError, KeyError) as error:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise StorageError(
            f"expected a table of groups in {path}, but {first}: `spindle verify` names all faults of its release"
        ) from error
    ids, texts = ([np.zeros(0, np.uint64), *(pair[i] for pair in found)] for i in range(2))
    return np.concatenate(ids), np.concatenate(texts)


def _read_batches(path: Path) -> Iterator[pa.Table]:
    options = pa.ipc.IpcReadOptions(included_fields=[CARRIED.get_field_index(name) for name in COLUMNS])
    with path.open("rb") as file, pa.ipc.open_file(file, options=options) as reader:
        for number in range(reader.num_record_batches):
            yield reader.get_batch(number)


def _checksum(folder: Path) -> str | None:
    return next((entry["sha256"] for entry in read_manifest(folder)["files"] if entry["path"] == FILE), None)
