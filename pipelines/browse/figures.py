"""Columns of short values of pairs: profile, source, date of publication, swap rate and number of words.

They come from the digest of a file of pairs, where the release has one: it is as quick to read for a million pairs as
the file itself, in its small row groups, is for a few thousand.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipelines.browse.columns import read_columns
from pipelines.browse.damage import naming_damage
from pipelines.browse.shelf import Shelf
from pipelines.errors import StorageError
from pipelines.release.comparison.digests import read_digest
from pipelines.storage.cache import fetch
from pipelines.storage.places import stamp_of

# Number of cached columns: those of a block of rows, some 16 kB each, and those of all rows of a file, 4 bytes a row.
BLOCKS_KEPT, FILES_KEPT = 6000, 512


def read_figures(shelf: Shelf, file: int, first: int, end: int, columns: Sequence[str]) -> pa.Table:
    """Return columns of the rows from `first` to `end` of a file, by number; each is read once and remembered.

    Strings are dictionaries; a source that is null may be "". Raise StorageError if the file or its digest is damaged.
    """
    return pa.table({column: _read_figure(shelf, file, first, end, column) for column in columns})


def _read_figure(shelf: Shelf, file: int, first: int, end: int, column: str) -> pa.Array:
    if (digest := shelf.digests[file]) is not None:
        path = fetch(digest)
        with naming_damage(digest):
            values = _read_from_digest(path, column, *stamp_of(path))
        if values is not None:
            if len(values) != shelf.rows[file]:
                raise StorageError(
                    f"expected {shelf.rows[file]:,} pairs in {digest}, as the manifest lists, got {len(values):,}: "
                    "`spindle verify` names all faults of its release"
                )
            return values.slice(first, end - first)
    path = fetch(shelf.paths[file])
    with naming_damage(shelf.paths[file]):
        return _read_from_pairs(path, first, end, column, *stamp_of(path))


@lru_cache(maxsize=FILES_KEPT)
def _read_from_digest(path: Path, column: str, *_stamp: int) -> pa.Array | None:
    """All values of a column; None for a digest by another rule."""
    digest = read_digest(path, [column])
    return None if digest is None else digest[column].combine_chunks()


@lru_cache(maxsize=BLOCKS_KEPT)
def _read_from_pairs(path: Path, first: int, end: int, column: str, *_stamp: int) -> pa.Array:
    table, numbers = read_columns(path, np.arange(first, end), [column])
    values = table[column].slice(first - int(numbers[0]), end - first).combine_chunks()
    return values.dictionary_encode() if pa.types.is_string(values.type) else values
