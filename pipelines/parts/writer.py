"""The output of a stage while it computes a part: tables, rejected rows, statistics."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.parts.part import Part
from pipelines.storage.folders import FolderDraft
from pipelines.storage.tables import (
    COMPRESSION_LEVEL,
    LEAST_LEVEL,
    ROW_GROUP_BYTES,
    WHOLE_FILE_BYTES,
    TableWriter,
    list_numbers,
)
from schemas import ENCODINGS, FEW_VALUES, REASONS, REJECTS, SPLITS

REJECTS_FILE = "rejects.parquet"
# Texts of raw rows and articles: few are equal, so a dictionary costs time and bytes.
TEXT_ENCODINGS = {"line": "PLAIN", "text": "PLAIN"}


class PartWriter:
    """The output of a stage while it computes a part: tables, rejected rows, statistics, other files in `folder`."""

    def __init__(self, stage: str, draft: FolderDraft) -> None:
        self.statistics: dict[str, Any] = {}
        self.folder = draft.local
        self.sums: dict[str, str] = {}  # of the files that other parts have written
        self._draft = draft
        self._stage = stage
        self._tables: dict[str, TableWriter] = {}
        self._adopted: dict[str, int] = {}
        self._rejected: dict[str, int] = {}

    def write(self, name: str, table: pa.Table, schema: pa.Schema) -> None:
        """Append `table` to the file `name`.parquet of the part; an empty table creates the file too."""
        if name not in self._tables:
            # A release holds the files of splits, and pages show some rows of rejects.
            level = COMPRESSION_LEVEL if name in SPLITS else LEAST_LEVEL
            sizes = ROW_GROUP_BYTES if name in {*SPLITS, "rejects"} else WHOLE_FILE_BYTES
            self._tables[name] = TableWriter(
                self.folder / f"{name}.parquet",
                schema,
                ENCODINGS | TEXT_ENCODINGS,
                level=level,
                plain=list_numbers(schema) | FEW_VALUES,
                row_group_bytes=sizes,
            )
        self._tables[name].write(table)

    def adopt(self, part: Part, name: str) -> None:
        """Take over the Parquet file `name` of another part: a link to it, or a copy in its store."""
        self.take(part, f"{name}.parquet")
        self._adopted[name] = part.rows[name]

    def take(self, part: Part, file: str) -> None:
        """Take over another file of a part, such as results.json, as `adopt` does."""
        self._draft.add(file, part.place / file)
        self.sums[file] = part.sums[file]

    def reject(
        self,
        reason: str | pa.Array,
        *,
        place: pa.Array,
        article_id: pa.Array | None = None,
        row: pa.Array | None = None,
        detail: str | pa.Array | None = None,
    ) -> None:
        """Write rows to the rejects file, with one reason of REASONS for all of them or one for each.

        Raises ValueError for any other reason.
        """
        n_rows = len(place)
        if not n_rows:
            return

        def column(value: str | pa.Array | None) -> pa.Array:
            if value is None:
                return pa.nulls(n_rows, pa.string())
            return pa.repeat(value, n_rows) if isinstance(value, str) else value

        columns = [column(self._stage), column(reason), column(detail), column(place)]
        table = pa.table([*columns, column(article_id), column(row)], schema=REJECTS)
        self.write("rejects", table, REJECTS)
        for entry in pc.value_counts(table["reason"]).to_pylist():  # one for each reason, not for each row
            if entry["values"] not in REASONS:
                raise ValueError(f"expected a reason of schemas.REASONS, got {entry['values']!r}: add it there")
            self._rejected[entry["values"]] = self._rejected.get(entry["values"], 0) + entry["counts"]

    def close(self) -> None:
        for writer in self._tables.values():
            writer.close()

    def counts(self) -> tuple[dict[str, int], dict[str, int]]:
        rows = {name: writer.rows for name, writer in self._tables.items() if name != "rejects"}
        return rows | self._adopted, dict(sorted(self._rejected.items()))
