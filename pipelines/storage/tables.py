"""Parquet files: written in row groups cut by content, read as tables of a bounded size."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipelines.storage.cache import fetch
from pipelines.storage.places import Place

Sizes = NDArray[np.int64]

# Maximum rows of a row group, and of a table that `read_tables` returns.
ROW_GROUP_ROWS = 4_096
# Minimum and maximum bytes of strings in a row group, and one row in BORDER_ROWS that may end it in between. Rows that
# arrive change the row groups they fall into and no others, so a store that keeps equal chunks once (Xet) takes only
# these. Of 13,727 pairs with 1 % more articles it takes 4.7 % with row groups of some 95 rows, 9.0 % with 4,096
# (benchmarks/bench_reupload.py).
ROW_GROUP_BYTES = (144 << 10, 1 << 20)
# The same for a file that is read as a whole, and that nobody uploads: each column of each row group has a cost of its
# own. 24,413 articles take .13 and .05 s of CPU to write and read, and .18 and .07 s in the row groups above.
WHOLE_FILE_BYTES = (1 << 20, 4 << 20)
BORDER_ROWS = 32
# Maximum bytes of a table that `read_tables` returns, unless a single row group has more.
TABLE_BYTES = 128 << 20
# Of 3,015 pairs, in MB and seconds of CPU to write: level 1, the default of Arrow, 9.42 and 0.20; level 2 9.14 and
# 0.23; level 3 8.95 and 0.24; level 4 8.88 and 0.31; level 5 8.79 and 0.38. Reading takes 0.13 at any level. Pages of
# 64 KiB to 4 MiB change neither: a column of a row group is smaller than a page. Files that only other stages read are
# written at the least level, which takes two thirds of the time for 6 % more bytes.
COMPRESSION_LEVEL, LEAST_LEVEL = 3, 1
NO_ENCODINGS: Mapping[str, str] = MappingProxyType({})


class TableWriter:
    """Writes tables of one schema to a Parquet file, in row groups that are never empty.

    `cut_row_groups` decides where row groups end, so the bytes do not depend on the size of the tables. The file exists
    as soon as the writer opens, so a part without rows is a file with a schema. Use it inside `committing_folder` or
    `replacing`, which make the result atomic.
    """

    def __init__(
        self,
        path: Path,
        schema: pa.Schema,
        encodings: Mapping[str, str] = NO_ENCODINGS,
        *,
        level: int = COMPRESSION_LEVEL,
        plain: Collection[str] = (),
        row_group_bytes: tuple[int, int] = ROW_GROUP_BYTES,
    ) -> None:
        """Open the file.

        encodings        Parquet encoding of columns without a dictionary and statistics, by path; others are ignored
        level            of zstd
        plain            paths that are not compressed; others are ignored
        row_group_bytes  minimum and maximum bytes of strings in a row group
        """
        self.rows = 0
        self._row_group_bytes = row_group_bytes
        self._waiting = schema.empty_table()
        self._sizes: Sizes = np.zeros(0, np.int64)
        self._writer = pq.ParquetWriter(
            path,
            schema,
            write_page_index=True,
            **_compress(schema, level, plain),
            **_encode(schema, encodings),
        )

    def write(self, table: pa.Table) -> None:
        """Append the rows of `table`; its columns must be exactly those of the schema."""
        self.rows += table.num_rows
        waiting = pa.concat_tables([self._waiting, table.cast(self._waiting.schema)])
        sizes = np.concatenate([self._sizes, _row_bytes(table)])
        start = 0
        for end in cut_row_groups(sizes, self._row_group_bytes):
            self._writer.write_table(waiting.slice(start, end - start))
            start = end
        self._waiting, self._sizes = waiting.slice(start), sizes[start:]

    def close(self) -> None:
        if self._waiting.num_rows:
            self._writer.write_table(self._waiting)
        self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def cut_row_groups(sizes: Sizes, row_group_bytes: tuple[int, int] = ROW_GROUP_BYTES) -> Iterator[int]:
    """Yield the end of each full row group, of rows with these numbers of bytes; the rows after the last end wait.

    A row group ends with the first row that may end it once it has the minimum of bytes, or with the row that completes
    the maximum of bytes or rows. The size of a row alone decides whether it may end a row group, so the ends
    after an added or removed row soon are the former ones.
    """
    ends, (least, most) = np.cumsum(sizes), row_group_bytes
    mixed = sizes.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    borders = np.flatnonzero(mixed >> np.uint64(32) & np.uint64(BORDER_ROWS - 1) == 0)
    start, before = 0, 0
    while True:
        last = min(int(np.searchsorted(ends, before + most)), start + ROW_GROUP_ROWS - 1)
        border = np.searchsorted(borders, np.searchsorted(ends, before + least))
        if border < len(borders):
            last = min(last, int(borders[border]))
        if last >= len(sizes):
            return
        start, before = last + 1, int(ends[last])
        yield start


def only_chunk(column: pa.ChunkedArray) -> pa.Array:
    """Return a column of at most one chunk, as `combine_chunks` leaves it, as an array, without copying it.

    Raise ValueError for further chunks.

    >>> only_chunk(pa.chunked_array([["a"]])).to_pylist(), only_chunk(pa.chunked_array([], pa.string())).to_pylist()
    (['a'], [])
    """
    if column.num_chunks > 1:
        raise ValueError(f"expected a column of one chunk, got {column.num_chunks}: combine its chunks first")
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)


def _row_bytes(table: pa.Table) -> Sizes:
    """int64 [n]: bytes of each row in columns of strings, plus one so that rows without strings count too."""
    strings = [column for column in table.columns if pa.types.is_string(column.type)]
    lengths = [pc.fill_null(pc.binary_length(column), 0).to_numpy() for column in strings]
    return np.sum([*lengths, np.ones(len(table))], axis=0, dtype=np.int64)


def _encode(schema: pa.Schema, encodings: Mapping[str, str]) -> dict[str, Any]:
    """Options of ParquetWriter for columns with an encoding; the other columns have dictionaries and statistics."""
    paths = _leaves(schema)
    others = [path for path in paths if path not in encodings]
    if len(others) == len(paths):
        return {}
    encoded = {path: encodings[path] for path in paths if path in encodings}
    return {"column_encoding": encoded, "use_dictionary": others, "write_statistics": others}


def list_numbers(schema: pa.Schema) -> set[str]:
    """Paths of the leaves that are no strings."""
    return {path for path, kind in _leaves(schema).items() if not pa.types.is_string(kind)}


def _compress(schema: pa.Schema, level: int, plain: Collection[str]) -> dict[str, Any]:
    """Options of ParquetWriter that compress all columns but the plain ones."""
    leaves = _leaves(schema)
    return {
        "compression": {path: "none" if path in plain else "zstd" for path in leaves},
        "compression_level": {path: level for path in leaves if path not in plain},
    }


def _leaves(schema: pa.Schema) -> dict[str, pa.DataType]:
    """Path of each leaf of the columns, as Parquet names it -> its type."""
    return {path: kind for field in schema for path, kind in _leaves_of(field.type, field.name)}


def _leaves_of(kind: pa.DataType, path: str) -> Iterator[tuple[str, pa.DataType]]:
    if pa.types.is_list(kind):
        yield from _leaves_of(kind.value_type, f"{path}.list.element")
    elif pa.types.is_struct(kind):
        for field in kind:
            yield from _leaves_of(field.type, f"{path}.{field.name}")
    else:
        yield path, kind


def read_tables(place: Place, columns: list[str] | None = None) -> Iterator[pa.Table]:
    """Iterate over a Parquet file as tables of consecutive row groups: memory does not grow with the file.

    A table has at most ROW_GROUP_ROWS rows and TABLE_BYTES bytes, or is one row group.
    """
    with open_table(place) as file:
        for groups in _join_row_groups(file.metadata):
            # In row groups of some 100 KB, Arrow's threads and its reading ahead take more time than they save.
            yield file.read_row_groups(groups, columns=columns, use_threads=False)


def _join_row_groups(metadata: pq.FileMetaData) -> Iterator[list[int]]:
    """Yield the row groups of each table, by number."""
    joined: list[int] = []
    rows = n_bytes = 0
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        if joined and (rows + group.num_rows > ROW_GROUP_ROWS or n_bytes + group.total_byte_size > TABLE_BYTES):
            yield joined
            joined, rows, n_bytes = [], 0, 0
        joined.append(number)
        rows, n_bytes = rows + group.num_rows, n_bytes + group.total_byte_size
    if joined:
        yield joined


def read_table(place: Place, columns: list[str] | None = None) -> pa.Table:
    """Read a small Parquet file at once, in half the time of pyarrow's read_table, which prepares a dataset."""
    with open_table(place) as file:
        return file.read(columns=columns)


def open_table(place: Place) -> pq.ParquetFile:
    """Open a Parquet file; an object is copied to the cache first."""
    return pq.ParquetFile(fetch(place), pre_buffer=False)


def cut_batches(table: pa.Table, column: str, n_bytes: int) -> Iterator[pa.Table]:
    """Iterate over slices of a table with about `n_bytes` of the string `column` each, and at least one row."""
    ends = np.cumsum(pc.binary_length(table[column]).to_numpy())
    borders = np.flatnonzero(np.diff(ends // n_bytes, prepend=0))
    for start, stop in zip([0, *borders], [*borders, len(ends)], strict=True):
        if stop > start:
            yield table.slice(start, stop - start)


def cut_evenly(sizes: Sizes, n_bytes: int) -> Iterator[slice]:
    """Iterate over slices of rows with these numbers of bytes: batches of equal size, about `n_bytes` each."""
    ends = np.cumsum(sizes)
    n_batches = min(len(sizes), max(1, round(int(sizes.sum()) / n_bytes)))
    borders = np.searchsorted(ends, np.arange(1, n_batches) * sizes.sum() / n_batches) if n_batches else []
    for start, stop in zip([0, *borders], [*borders, len(ends)], strict=True):
        if stop > start:
            yield slice(start, stop)
