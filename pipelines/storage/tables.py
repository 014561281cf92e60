"""Parquet files: written in row groups of one size, read a row group at a time."""

from collections.abc import Iterator
from pathlib import Path
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.storage.cache import fetch
from pipelines.storage.places import Place

# Rows in a row group. Readers stream and browse by row group; huge row groups exhaust their memory.
ROW_GROUP_ROWS = 4_096
ROW_GROUP_BYTES = 128 << 20


class TableWriter:
    """Writes tables of one schema to a Parquet file, in row groups that are never empty.

    Row groups have ROW_GROUP_ROWS rows, so the bytes do not depend on the size of the tables; only texts that would
    fill the memory close a row group early. The file exists as soon as the writer opens, so a part without rows is a
    file with a schema. Use it inside `committing_folder` or `replacing`, which make the result atomic.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.rows = 0
        self._waiting: list[pa.Table] = []
        self._schema = schema
        self._writer = pq.ParquetWriter(path, schema, compression="zstd", write_page_index=True)

    def write(self, table: pa.Table) -> None:
        """Append the rows of `table`; its columns must be exactly those of the schema."""
        self.rows += table.num_rows
        self._waiting.append(table.cast(self._schema))
        waiting = pa.concat_tables(self._waiting)
        while waiting.num_rows >= ROW_GROUP_ROWS:
            self._writer.write_table(waiting.slice(0, ROW_GROUP_ROWS))
            waiting = waiting.slice(ROW_GROUP_ROWS)
        if waiting.nbytes >= ROW_GROUP_BYTES:
            self._writer.write_table(waiting)
            waiting = waiting.slice(waiting.num_rows)
        self._waiting = [waiting]

    def close(self) -> None:
        for table in self._waiting:
            if table.num_rows:
                self._writer.write_table(table)
        self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read_tables(place: Place, columns: list[str] | None = None) -> Iterator[pa.Table]:
    """Iterate over a Parquet file as tables of one row group each: memory does not grow with the file."""
    with open_table(place) as file:
        for group in range(file.num_row_groups):
            yield file.read_row_group(group, columns=columns)


def open_table(place: Place) -> pq.ParquetFile:
    """Open a Parquet file; an object is copied to the cache first."""
    return pq.ParquetFile(fetch(place))


def cut_batches(table: pa.Table, column: str, n_bytes: int) -> Iterator[pa.Table]:
    """Iterate over slices of a table with about `n_bytes` of the string `column` each, and at least one row."""
    ends = np.cumsum(pc.binary_length(table[column]).to_numpy())
    borders = np.flatnonzero(np.diff(ends // n_bytes, prepend=0))
    for start, stop in zip([0, *borders], [*borders, len(ends)], strict=True):
        if stop > start:
            yield table.slice(start, stop - start)
