"""Columns of some rows of a Parquet file, read from no more row groups than hold one of them."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipelines.browse.damage import naming_damage
from pipelines.browse.paging import open_file
from pipelines.release.layout import FORMER_ORIGIN, ORIGIN, name_origins
from pipelines.storage.cache import fetch
from pipelines.storage.places import Place, stamp_of

Ints = NDArray[np.int64]
EDIT = "edits.list.element."
# Number of cached borders of row groups.
BORDERS_KEPT = 1024


def read_columns(place: Place, rows: Ints, columns: Sequence[str]) -> tuple[pa.Table, Ints]:
    """Return columns of all row groups that hold one of `rows`, ascending, and their numbers in the file, int64 [rows].

    Raise StorageError if the file is damaged.
    """
    with naming_damage(place):
        file, borders = open_file(place), row_group_borders(place)
        groups = np.unique(np.searchsorted(borders, rows, side="right") - 1)
        table = file.read_row_groups(groups.tolist(), columns=_paths(file, columns), use_threads=False)
        numbers = [np.arange(borders[group], borders[group + 1]) for group in groups]
        return name_origins(table), np.concatenate([np.zeros(0, np.int64), *numbers])


def read_edits(place: Place, rows: Ints, fields: Sequence[str]) -> tuple[pa.ListArray, Ints]:
    """Return some fields of the edits, as read_columns does, and the numbers of the rows, int64 [rows]."""
    table, numbers = read_columns(place, rows, [EDIT + field for field in fields])
    with naming_damage(place):
        edits: pa.ListArray = table["edits"].combine_chunks()
        return edits, numbers


def row_group_borders(place: Place) -> Ints:
    """int64 [row groups + 1]: the numbers of the first rows of all row groups, and the number of all rows."""
    path = fetch(place)
    return _borders(path, *stamp_of(path))


@lru_cache(maxsize=BORDERS_KEPT)
def _borders(path: Path, *_stamp: int) -> Ints:
    with naming_damage(path):
        metadata = open_file(path).metadata
        sizes = [metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)]
        return np.cumsum([0, *sizes], dtype=np.int64)


def _paths(file: pq.ParquetFile, columns: Sequence[str]) -> list[str]:
    """The columns as the file names them: `origin` has its former name in releases of format 1."""
    there = {file.schema.column(number).path for number in range(len(file.schema))}
    former = {EDIT + ORIGIN: EDIT + FORMER_ORIGIN} if EDIT + ORIGIN not in there else {}
    return [former.get(column, column) for column in columns]
