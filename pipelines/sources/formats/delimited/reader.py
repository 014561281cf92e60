"""CSV and TSV: every field is the text that was written, to the letter."""

import codecs
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.config.ingest import Csv, IngestArticles
from pipelines.errors import InputError, SchemaError
from pipelines.sources.formats.delimited.detect import SETTING, detect_dialect
from pipelines.sources.formats.delimited.dialect import Dialect
from pipelines.sources.formats.delimited.evidence import FileStart, Reading
from pipelines.sources.formats.delimited.records import (
    CUT_OFF,
    DOUBTFUL_ESCAPE,
    DOUBTFUL_QUOTE,
    MISPLACED_QUOTE,
    SOUND,
    UNCLEAR_ESCAPE,
    Records,
    cut_records,
)
from pipelines.sources.raw.columns import find_columns, list_names, name_columns, number_places, quote_name, to_raw
from pipelines.sources.raw.files import MAX_ROW_BYTES, InputFile, open_bytes
from pipelines.sources.raw.paths import list_paths

FORMATS = {".csv": "csv", ".tsv": "tsv", ".tab": "tsv"}
SEPARATORS = {"csv": ",", "tsv": "\t"}
# A block fits the cache with its masks and has a few hundred rows of news; the dialect is detected in the first one.
BLOCK_BYTES = 1 << 20
# Bytes of a faulty row that its reject shows.
SHOWN_BYTES = 1_000
# First line of some files of Excel: the delimiter, or nothing.
SEPARATOR_LINE = re.compile(rb'"?sep=([^"\r\n])?"?(?:\r\n|\r|\n)', re.IGNORECASE)
LOOKS_LIKE_DATA = re.compile(r"[\d.,:/ -]*\d[\d.,:/TZ -]*|https?://.*|.{61,}", re.DOTALL)
BROKEN_ROW = "broken_row"
FAULTS = {
    MISPLACED_QUOTE: "expected quotes in a quoted field to be doubled or escaped, got one that is not",
    UNCLEAR_ESCAPE: "expected a backslash to escape a character, got one whose meaning is unclear",
    CUT_OFF: "expected the last field to end with its line, but the next line has too few fields and may belong to it",
    DOUBTFUL_QUOTE: f"the start of the file does not show whether quotes are part of the text: set {SETTING}.quote",
    DOUBTFUL_ESCAPE: f"the start of the file does not show whether backslashes are escapes: set {SETTING}.escape",
}


@dataclass(frozen=True)
class TableLayout:
    """The common structure of the rows of a file.

    name       of the file
    dialect    of the file
    n_fields   number of columns
    positions  our name of a column -> its number in the file
    """

    name: str
    dialect: Dialect
    n_fields: int
    positions: dict[str, int]

    @property
    def may_cut(self) -> bool:
        """True if a line break in the text may look like the end of a row."""
        return not self.dialect.escape and self.n_fields > 1 and self.n_fields - 1 == self.positions["text"]


def read(file: InputFile, settings: IngestArticles) -> Iterator[pa.Table]:
    """Yield a row a record; the first record has the names of the columns.

    A record with another number of fields, or with a misplaced quote, is rejected as broken_row.
    Raises InputError for an unclosed quote, a row above MAX_ROW_BYTES, or an unclear dialect; SchemaError for columns.
    """
    with open_bytes(file) as stream:
        blocks = _decode(stream, settings.csv.encoding or file.encoding)
        sample, asked = _skip_separator_line(_read_sample(blocks, file.name), settings.csv)
        reading = detect_dialect(sample, asked, SEPARATORS[file.format], _text_names(settings))
        yield from _read_rows(sample, blocks, _find_layout(reading, settings))


def _decode(stream: BinaryIO, encoding: str) -> Iterator[bytes]:
    """Yield blocks of the content as UTF-8, without a mark; bytes that are invalid become U+FFFD."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    is_start = True
    while block := stream.read(BLOCK_BYTES):
        if text := decoder.decode(block):
            yield (text.removeprefix("\ufeff") if is_start else text).encode(errors="replace")
            is_start = False
    if text := decoder.decode(b"", final=True):
        yield text.encode(errors="replace")


def _take(blocks: Iterator[bytes], n_bytes: int) -> bytes:
    """Return the next blocks, of about `n_bytes`; nothing at the end of the file only."""
    return b"".join(itertools.islice(filter(None, blocks), -(-n_bytes // BLOCK_BYTES)))


def _read_sample(blocks: Iterator[bytes], name: str) -> FileStart:
    """Return the first block, and more until a line ends."""
    content, more = b"", b" "
    while more and (len(content) < BLOCK_BYTES // 2 or not re.search(rb"[\r\n]", content.lstrip(b"\r\n"))):
        more = _take(blocks, max(len(content), 1))
        content += more
        if len(content) > MAX_ROW_BYTES:
            raise InputError(_describe_long_row(name, 1))
    if not content.strip():
        raise InputError(f"expected the names of columns in the first row of {name}, got an empty file: leave it out")
    return FileStart(content, not more, name)


def _skip_separator_line(sample: FileStart, asked: Csv) -> tuple[FileStart, Csv]:
    """Take the delimiter from a first line such as sep=; and return the sample without it."""
    line = SEPARATOR_LINE.match(sample.content)
    if not line:
        return sample, asked
    delimiter = asked.delimiter or (line[1] and line[1].decode())
    return replace(sample, content=sample.content[line.end() :]), asked.model_copy(update={"delimiter": delimiter})


def _find_layout(reading: Reading, settings: IngestArticles) -> TableLayout:
    name, records = reading.sample.name, reading.records
    if not reading.n_fields:
        raise InputError(_describe_open_quote(name, 0))
    written = [each or "" for each in records.fields.take(np.arange(reading.n_fields)).to_pylist()]
    header = [each if each in settings.columns.values() else each.strip() for each in written]
    if _text_names(settings).isdisjoint(header) and any(map(LOOKS_LIKE_DATA.fullmatch, header)):
        raise SchemaError(
            f"expected the names of the columns in the first row of {name}, got data: {list_names(header[:3])}: "
            "add a first row with names, such as id,title,text"
        )
    schema = pa.schema([(each, pa.string()) for each in dict.fromkeys(header)])
    found = find_columns(schema, name, settings.columns)
    for each in found.values():
        if header.count(each) > 1:
            raise SchemaError(
                f"expected one column {quote_name(each)} in {name}, got {header.count(each)}: rename or drop the others"
            )
    return TableLayout(
        name, reading.dialect, len(header), {ours: header.index(theirs) for ours, theirs in found.items()}
    )


def _text_names(settings: IngestArticles) -> set[str]:
    """Return the names that the column of texts may have; none if it is switched off."""
    text = name_columns(settings.columns).get("text")
    return {path[0] for path in list_paths(text)} if text else set()


def _read_rows(sample: FileStart, blocks: Iterator[bytes], layout: TableLayout) -> Iterator[pa.Table]:
    """Yield the rows below the first one."""
    content, is_last, n_before = sample.content, sample.is_whole, -1
    while True:
        records = cut_records(content, layout.dialect, n_fields=layout.n_fields, is_last=is_last)
        if layout.may_cut:
            records = records.mark_cut(layout.n_fields)
            records = records if is_last else records.hold_last()
        n_rows = len(records.first)
        if is_last and records.open_quote is not None:
            raise InputError(_describe_open_quote(layout.name, n_before + n_rows))
        table = _to_raw(records, content, layout, n_before)
        yield table.slice(1) if n_before < 0 else table
        if is_last:
            return
        n_before += n_rows
        content = content[records.n_bytes :]
        if len(content) > MAX_ROW_BYTES:
            raise InputError(_describe_long_row(layout.name, n_before + 1, is_open=records.open_quote is not None))
        more = _take(blocks, max(len(content), BLOCK_BYTES))
        content, is_last = content + more, not more


def _to_raw(records: Records, content: bytes, layout: TableLayout, n_before: int) -> pa.Table:
    """Return rows of RAW; a faulty row has its reason, and its start as text."""
    is_sound = (records.n_fields == layout.n_fields) & (records.fault == SOUND)
    columns = {
        ours: records.fields.take(np.where(is_sound, records.first + position, -1))
        for ours, position in layout.positions.items()
    }
    faulty = np.flatnonzero(~is_sound).tolist()
    if faulty:
        where, nothing = pa.array(~is_sound), pa.nulls(len(is_sound), pa.string())
        parts = [
            content[records.starts[row] : min(records.ends[row], records.starts[row] + SHOWN_BYTES)] for row in faulty
        ]
        shown = pa.array([part.decode(errors="ignore") for part in parts], pa.string())
        details = pa.array([_describe_fault(records, row, layout.n_fields) for row in faulty], pa.string())
        columns["text"] = pc.replace_with_mask(columns["text"], where, shown)
        columns["detail"] = pc.replace_with_mask(nothing, where, details)
        columns["reason"] = pc.if_else(where, BROKEN_ROW, nothing)
    return to_raw(columns, number_places(f"{layout.name} row", n_before, len(is_sound)))


def _describe_fault(records: Records, row: int, n_fields: int) -> str:
    if records.fault[row] != SOUND:
        return FAULTS[int(records.fault[row])]
    return f"expected {n_fields} fields, as in the first row, got {records.n_fields[row]}"


def _describe_open_quote(name: str, row: int) -> str:
    where = f"row {row:,}" if row else "the row of names"
    return (
        f"expected every quoted field in {name} to be closed, but the quote that opens one in {where} has no end: "
        f'close it, or if quotes are part of the text, set {SETTING}={{quote: ""}}'
    )


def _describe_long_row(name: str, row: int, *, is_open: bool = False) -> str:
    quote = f', or if its quote is part of the text, set {SETTING}={{quote: ""}}' if is_open else ""
    return (
        f"expected rows of at most {MAX_ROW_BYTES >> 20} MB in {name}, got a longer one at row {row:,}: "
        f"shorten it or leave it out{quote}"
    )
