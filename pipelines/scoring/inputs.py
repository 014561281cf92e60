"""Rows of Parquet and JSON lines, a batch at a time: as they are, with all columns."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import fsspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyarrow.types as pt

from pipelines.errors import ConfigError, InputError, SchemaError
from pipelines.sources.changes import check_unchanged
from pipelines.sources.find import find_input_files
from pipelines.sources.formats.lines import read_lines
from pipelines.sources.inspection import inspect_file, inspect_files
from pipelines.sources.raw.columns import check_first_lines, list_names, quote_name
from pipelines.sources.raw.excerpt import list_few
from pipelines.sources.raw.files import InputFile, open_by_path, reading, ready_compressions
from pipelines.sources.raw.json_lines import load_object, parse_json_lines
from pipelines.storage.arrow_s3 import ready_stores

log = logging.getLogger(__name__)

PARQUET, LINES = "parquet", "lines"
# Format -> its name in messages, where that is not plain.
KINDS = {"json": "JSON that spans lines, or with a broken first line", LINES: "JSON lines"}
# Column of a batch of JSON lines.
LINE = "line"
# Size of a batch of Parquet, unless a row is larger.
BATCH_ROWS, BATCH_BYTES = 1_000, 4 << 20
# JSON lines at the start of a file, one of which at least must have a text.
FIRST_LINES = 1_000


@dataclass(frozen=True)
class RowBatch:
    """Consecutive rows of an input file.

    rows     the columns of Parquet, or the column `line` of JSON lines; a line is null if it is not in the encoding of
             its file, UTF-8 unless a mark says otherwise
    name     of the file
    n_before rows of the file before them; blank lines count too
    read     bytes of the input, as stored, that have been read up to here
    """

    rows: pa.Table
    name: str
    n_before: int
    read: int


@dataclass(frozen=True)
class RowInput:
    """The files of an input, all of one kind.

    kind     "parquet" or "lines"
    column   the one that holds the texts
    n_bytes  of all files, as stored; 0 if the file system does not tell
    """

    kind: str
    column: str
    files: list[InputFile]

    @property
    def n_bytes(self) -> int:
        return sum(_size(file) for file in self.files)

    def read_schema(self) -> pa.Schema | None:
        """The columns of the first Parquet file; None for JSON lines."""
        if self.kind == LINES:
            return None
        with reading(self.files[0].name, "Parquet"), open_by_path(self.files[0]) as file, _open(file) as stream:
            schema = pq.read_schema(stream)
        _check_column(schema, self.files[0].name, self.column)
        return schema

    def read_batches(self) -> Iterator[RowBatch]:
        """Yield all rows, in order; raise InputError for a damaged file, SchemaError for one without the column.

        Warns once of lines that are null.
        """
        n_before, is_warned = 0, False
        for file in self.files:
            found = inspect_file(file)
            if found is not None:
                _check_kind([found], self.kind)
                with reading(found.name, found.format):
                    for batch in (_read_parquet if self.kind == PARQUET else _read_lines)(found, self.column):
                        if self.kind == LINES and not is_warned and batch.rows[LINE].null_count:
                            _warn(batch)
                            is_warned = True
                        yield replace(batch, read=n_before + batch.read)
                check_unchanged(found)
            n_before += _size(file)


def open_rows(uri: str, column: str) -> RowInput:
    """Return the input at a path, a glob or an address: a file or a folder of Parquet or of JSON lines.

    Raises InputError if there is no such file, or if the files are of other kinds or of two.
    """
    ready_stores()
    ready_compressions()
    files = inspect_files(find_input_files(uri))
    _check_kind(files, LINES if files[0].format == LINES else PARQUET)
    return RowInput(files[0].format, column, files)


def _warn(batch: RowBatch) -> None:
    number = pc.index(batch.rows[LINE].is_null(), True).as_py()
    log.warning(
        "%s line %s is not in UTF-8; such lines are left out, for nobody knows what their bytes mean: convert the file "
        "first (iconv -f cp1252 -t utf-8)",
        batch.name,
        f"{batch.n_before + number + 1:,}",
    )


def _check_kind(files: list[InputFile], kind: str) -> None:
    wrong = [f"{file.name} ({KINDS.get(file.format, file.format)})" for file in files if file.format != kind]
    if wrong:
        raise InputError(
            f"expected files of one kind, Parquet or JSON lines, got {list_few(wrong)} too: give the others alone"
            if len(wrong) < len(files)
            else f"expected Parquet or JSON lines, got {list_few(wrong)}: convert the rows to one of them"
        )


def _size(file: InputFile) -> int:
    return int(file.state.get("size") or 0)


def _read_parquet(file: InputFile, column: str) -> Iterator[RowBatch]:
    with open_by_path(file) as opened, _open(opened) as stream, pq.ParquetFile(stream) as source:
        _check_column(source.schema_arrow, file.name, column)
        n_rows, n_before = max(1, source.metadata.num_rows), 0
        for number in range(source.num_row_groups):
            group = source.metadata.row_group(number)
            most = max(1, min(BATCH_ROWS, BATCH_BYTES * group.num_rows // max(1, group.total_byte_size)))
            for batch in source.iter_batches(most, row_groups=[number]):
                read = _size(file) * (n_before + len(batch)) // n_rows
                yield RowBatch(pa.Table.from_batches([batch]), file.name, n_before, read)
                n_before += len(batch)


def _read_lines(file: InputFile, column: str) -> Iterator[RowBatch]:
    watched, tell = _watch(file)
    n_before = 0
    for lines in read_lines(watched, strict=True):
        if not n_before:
            check_first_lines(lines.slice(0, 20).drop_null().to_pylist(), file.name)
            _check_lines(lines.slice(0, FIRST_LINES), file.name, column)
        yield RowBatch(pa.table({LINE: lines}), file.name, n_before, tell())
        n_before += len(lines)


def _watch(file: InputFile) -> tuple[InputFile, Callable[[], int]]:
    """Return a file, and the function that tells how many of its stored bytes have been read."""
    opened: list[BinaryIO] = []

    def open_stored() -> BinaryIO:
        opened.append(_open(file))
        return opened[-1]

    def tell() -> int:
        return opened[-1].tell()

    return replace(file, opener=open_stored), tell


def _open(file: InputFile) -> BinaryIO:
    """Open the stored bytes."""
    # To fsspec.open, a local path a::b is a chain of file systems.
    return Path(file.path).open("rb") if file.path.startswith("/") else fsspec.open(file.path, "rb").open()


def _check_column(schema: pa.Schema, name: str, column: str) -> None:
    """Raise SchemaError unless a file has the column, with strings."""
    _check_once(schema, name)
    if column not in schema.names:
        raise SchemaError(
            f"expected a column {quote_name(column)} with the texts in {name}, found {list_names(schema.names)}: "
            "name the one that holds them with --column"
        )
    kind = schema.field(column).type
    kind = kind.value_type if pt.is_dictionary(kind) else kind
    if not (pt.is_string(kind) or pt.is_large_string(kind) or pt.is_string_view(kind) or pt.is_null(kind)):
        raise SchemaError(
            f"expected strings in the column {quote_name(column)} of {name}, found {str(kind)[:60]}: "
            "name the column that holds the texts with --column"
        )


def _check_once(schema: pa.Schema, name: str) -> None:
    twice = sorted({each for each in schema.names if schema.names.count(each) > 1})
    if twice:
        raise SchemaError(f"expected columns of different names in {name}, found {list_names(twice)} twice: rename one")


def _check_lines(lines: pa.StringArray, name: str, column: str) -> None:
    """Raise InputError if all of the first lines are null, and ConfigError if none has a text."""
    if lines.null_count == len(lines):
        raise InputError(
            f"expected {name} in UTF-8, found other bytes in each of the first {len(lines):,} lines: convert it "
            "(iconv -f cp1252 -t utf-8)"
        )
    filled = lines.filter(pc.match_substring_regex(lines, r"\S"))
    if not len(filled) or parse_json_lines(filled, {"text": column}).columns["text"].null_count < len(filled):
        return
    try:
        there = list(load_object(filled[0].as_py()))
    except ValueError as error:
        raise InputError(
            f"expected a JSON object on each line of {name}, but the first lines have none ({str(error)[:60]}): "
            "repair the file, or give another one"
        ) from error
    raise ConfigError(
        f"expected a text in the field {quote_name(column)} of the lines of {name}, but the first {len(filled):,} have "
        f"none, and the fields {list_names(there)}: name the one that holds the texts with --column"
    )
