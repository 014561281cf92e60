"""Parquet files: written in row groups of one size, read a row group at a time."""

from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

# Rows of a row group: readers stream and browse by row group, and huge ones run out of memory.
ROW_GROUP_ROWS = 4_096
ROW_GROUP_BYTES = 128 << 20


class TableWriter:
    """Writes tables of one schema to a Parquet file, in row groups that are never empty.

    Rows are gathered into row groups of ROW_GROUP_ROWS, so the bytes do not depend on how many come at
    a time; only texts so long that they would fill the memory close a row group early. The file is
    made when the writer opens, so a part without rows is still a file with its schema.
    Use inside `committing_folder` or `replacing`, which give the atomicity.
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


def read_tables(path: Path, columns: list[str] | None = None) -> Iterator[pa.Table]:
    """Iterate over a Parquet file as tables of one row group each: memory does not grow with the file."""
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            yield file.read_row_group(group, columns=columns)
