"""Rows of a single file by the names of their columns, in any format that news are read in: samples of a spinner.

The readers of news know columns of articles only. Of CSV, those are lent to the columns asked for, and JSON keeps its
lines, so that all that holds for news (compressions, dialects of CSV, UTF-16, arrays of JSON) holds for samples.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.config.ingest import COLUMNS, IngestArticles
from pipelines.errors import InputError
from pipelines.sources.archives import read_members
from pipelines.sources.find import compression_of, format_of
from pipelines.sources.formats.arrow import MAGIC
from pipelines.sources.formats.look import look_at
from pipelines.sources.formats.registry import BY_PATH, READERS
from pipelines.sources.input_table import InputTable, list_columns
from pipelines.sources.raw.columns import list_names
from pipelines.sources.raw.excerpt import excerpt
from pipelines.sources.raw.files import ARCHIVES, InputFile, open_by_path, reading, ready_compressions

# Columns of news that are lent to those of CSV, where all are strings; and all columns of news, switched off.
LENT = ("text", "title", "source", "url", "license")
NOTHING: dict[str, str | None] = dict.fromkeys(COLUMNS)
# Formats whose rows stay lines of JSON, formats with types, and formats of whole articles, which have no columns.
JSON, COLUMNAR, ARTICLES = ("lines", "json"), ("parquet", "arrow"), ("text", "story", "warc", "xml")
BROKEN = "broken_json"
# Rows of Parquet that are read at once.
BATCH_ROWS = 1_000


@dataclass(frozen=True)
class NamedRow:
    """A row of a file.

    place    of the row in its file: "line 3", "row 3", "object 3"
    content  column -> value, or what stands in JSON instead of an object; None for a row that cannot be read
    columns  names of all columns of the row
    reason   why it cannot be read, in a word; None for others
    fault    the same for a message: what was expected where, and what was found
    """

    place: str
    content: Any
    columns: Sequence[str] = ()
    reason: str | None = None
    fault: str = ""


def read_rows(path: Path, name: str, columns: Sequence[str]) -> Iterator[NamedRow]:
    """Yield the rows of a file, in order, with the columns that it has of `columns`, at most LENT of them.

    path     of its content
    name     tells the format, as far as the content does not: without an ending, JSON lines
    Raises InputError for a missing, damaged or empty file, for one that is not in UTF-8 or UTF-16 with a mark, and for
    a table without any of the columns.
    """
    ready_compressions()
    if not path.is_file():
        raise InputError(
            f"expected a file at {name}, found {'a folder' if path.is_dir() else 'none'}: correct the path"
        )
    form = format_of(name)
    file = InputFile(str(path.absolute()), name, "lines" if form in ("", *ARTICLES) else form, compression_of(name))
    yield from _read_file(file, columns)


def _read_file(file: InputFile, columns: Sequence[str]) -> Iterator[NamedRow]:
    found = look_at(file)
    if found is None:
        return
    if not found.is_utf8:
        raise InputError(f"expected {file.name} in UTF-8, found other bytes: convert it (iconv -f cp1252 -t utf-8)")
    with reading(found.name, found.format):
        if found.format in ARCHIVES.values():
            for member in read_members(found):
                yield from _read_file(member, columns)
            return
        with open_by_path(found) if found.format in BY_PATH else nullcontext(found) as opened:
            if found.format in JSON:
                yield from _read_json(opened)
            else:
                yield from (_read_columnar if found.format in COLUMNAR else _read_table)(opened, columns)


def _read_json(file: InputFile) -> Iterator[NamedRow]:
    for table in READERS[file.format](file, IngestArticles()):
        for place, line in zip(_places(table, file), table["line"].to_pylist(), strict=True):
            try:
                content = json.loads(line)
            except (ValueError, RecursionError):
                fault = f"expected an object of JSON in {place} of {file.name}, got '{excerpt(line.strip())}'"
                yield NamedRow(place, None, reason=BROKEN, fault=fault)
            else:
                yield NamedRow(place, content, list(content) if isinstance(content, dict) else ())


def _read_columnar(file: InputFile, columns: Sequence[str]) -> Iterator[NamedRow]:
    """Values keep their types: to the readers of news, true and false are no text."""
    number = 0
    with pa.memory_map(file.path) as stored:
        there, batches = _open_columnar(file, stored)
        names = _choose(columns, there, file)
        for batch in batches:
            for content in batch.select(names).to_pylist():
                number += 1
                yield NamedRow(f"row {number}", content, there)


def _open_columnar(file: InputFile, stored: pa.NativeFile) -> tuple[list[str], Iterator[pa.RecordBatch]]:
    """Return the names of the columns, and the rows."""
    if file.format == "parquet":
        source = pq.ParquetFile(stored)
        return source.schema_arrow.names, source.iter_batches(BATCH_ROWS)
    is_file = stored.read(len(MAGIC)) == MAGIC
    stored.seek(0)
    reader = pa.ipc.open_file(stored) if is_file else pa.ipc.open_stream(stored)
    return reader.schema.names, map(reader.get_batch, range(reader.num_record_batches)) if is_file else iter(reader)


def _read_table(file: InputFile, columns: Sequence[str]) -> Iterator[NamedRow]:
    reads = partial(READERS[file.format], file)
    there = list_columns(InputTable(file.name, reads), IngestArticles())
    lent = dict(zip(LENT, _choose(columns, there, file), strict=False))
    settings = IngestArticles(columns=NOTHING | lent)
    for table in reads(settings):
        read = table.select([*lent, "reason", "detail"]).rename_columns([*lent.values(), "reason", "detail"])
        for place, row in zip(_places(table, file), read.to_pylist(), strict=True):
            reason, detail = row.pop("reason"), row.pop("detail")
            fault = f"{detail} in {place} of {file.name}" if reason else ""
            yield NamedRow(place, None if reason else row, there, reason, fault)


def _choose(columns: Sequence[str], there: Sequence[str], file: InputFile) -> list[str]:
    """Return those of the columns that are there; raises InputError for none, or for one that is there twice."""
    names = [name for name in columns if name in there]
    if not names or any(there.count(name) > 1 for name in names):
        raise InputError(
            f"expected columns among {', '.join(columns)} in {file.name}, each once, found {list_names(there)}: "
            "rename them"
        )
    return names


def _places(table: pa.Table, file: InputFile) -> list[str]:
    return [place.removeprefix(f"{file.name} ") for place in table["place"].to_pylist()]
