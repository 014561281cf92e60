"""The rows and fields of a block of a delimited file, cut at all of its delimiters at once."""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from pipelines.sources.formats.delimited.dialect import LETTERS, Dialect
from pipelines.sources.formats.delimited.quotes import (
    BLANK,
    RETURN,
    Bytes,
    Flags,
    Positions,
    Quotes,
    RawBlock,
    pair_quotes,
)

# Stands for escapes and what they escape while the structure is read.
NEUTRAL = ord("x")
ESCAPE = ord("\\")
# Faults of a row; two are those of a character that the sample did not decide.
SOUND, MISPLACED_QUOTE, UNCLEAR_ESCAPE, DOUBTFUL_QUOTE, DOUBTFUL_ESCAPE, CUT_OFF = range(6)
# Byte after an escape -> the byte that it stands for, in files without quoting.
MEANING = np.arange(256, dtype=np.uint8)
MEANING[[ord(letter) for letter in LETTERS]] = [ord(value) for value in LETTERS.values()]
IS_LETTER = np.arange(256) != MEANING


@dataclass(frozen=True)
class Fields:
    """f fields.

    data       uint8: the block without the quotes and escapes that are no part of a text
    starts     int64 [f]: first byte in `data`
    ends       int64 [f]: end in `data`; equal to the start for an empty field
    is_quoted  bool [f]
    """

    data: Bytes
    starts: Positions
    ends: Positions
    is_quoted: Flags

    def take(self, numbers: Positions) -> pa.StringArray:
        """Return the fields with these numbers; null for an empty field and for a number below 0."""
        # Fields and the bytes between them by turns, so that the offsets need no copy of the data.
        offsets = np.stack([self.starts, self.ends], axis=1).ravel().astype(np.int32)
        buffers = [None, pa.py_buffer(offsets), pa.py_buffer(self.data)]
        both = pa.Array.from_buffers(pa.string(), max(len(offsets) - 1, 0), buffers)
        is_null = (numbers < 0) | (self.starts[numbers] == self.ends[numbers])
        return both.take(pa.array(2 * numbers, mask=is_null))


@dataclass(frozen=True)
class Records:
    """n rows, and the structure of the block that they are cut from.

    fields      of all rows
    first       int64 [n]: number of the first field of each row
    n_fields    int64 [n]
    starts      int64 [n]: first byte of each row in the block
    ends        int64 [n]: end of each row in the block
    fault       uint8 [n]: SOUND, MISPLACED_QUOTE, ...
    quotes      of the block
    n_bytes     number of bytes of the block that the rows take, with blank lines
    n_inner_ends  number of row ends in these rows that are part of a quoted field
    open_quote    position of the quote that opens a field which the block does not close; None for none
    """

    fields: Fields
    first: Positions
    n_fields: Positions
    starts: Positions
    ends: Positions
    fault: Bytes
    quotes: Quotes
    n_bytes: int
    n_inner_ends: int
    open_quote: int | None

    def filter(self, is_kept: Flags) -> "Records":
        """Return these rows alone."""
        of_rows = ("first", "n_fields", "starts", "ends", "fault")
        return replace(self, **{name: getattr(self, name)[is_kept] for name in of_rows})

    def hold_last(self) -> "Records":
        """Return all rows but the last, if there are several."""
        n_kept = len(self.first) - 1
        if n_kept < 1:
            return self
        return replace(self.filter(np.arange(n_kept + 1) < n_kept), n_bytes=int(self.starts[n_kept]))

    def mark_cut(self, n_fields: int) -> "Records":
        """Mark sound rows as cut off whose last field, without quotes, may go on in the next line.

        This line has too few fields, because the text has a line break that nothing protects.
        """
        is_short = (self.n_fields < n_fields) & (self.fault == SOUND)
        before = np.flatnonzero(is_short[1:] & (self.n_fields[:-1] == n_fields) & (self.fault[:-1] == SOUND))
        before = before[~self.fields.is_quoted[self.first[before] + n_fields - 1]]
        fault = self.fault.copy()
        fault[before] = CUT_OFF
        return replace(self, fault=fault)


def cut_records(content: bytes, dialect: Dialect, *, n_fields: int = 0, is_last: bool = True) -> Records:
    """Return the whole rows at the start of `content`, without blank lines.

    n_fields  number of fields of a sound row; 0 if it is not known
    is_last   True if the file ends here: the last row then needs no end
    """
    raw = np.frombuffer(content, np.uint8)
    escapes = _find_escapes(raw, dialect)
    plain = _hide_escaped(raw, escapes) if len(escapes) else raw
    block = RawBlock(content, plain, _find_ends(plain, dialect.newline), is_last, n_fields)
    quotes = pair_quotes(block, dialect)
    marks, row_marks = _find_marks(block, dialect, quotes)
    fields = _cut_fields(plain, marks, row_marks, dialect)
    records = _cut_rows(fields, marks, row_marks, block, quotes)
    faulty = _find_faults(raw, records, dialect, escapes, marks)
    drops, data = _find_doubled(quotes), raw
    if len(escapes):
        drops, data = _unescape(raw, drops, escapes, dialect)
    if dialect.escape:
        fields = _empty_nulls(raw, fields)
    if len(drops):
        starts, ends = (where - np.searchsorted(drops, where) for where in (fields.starts, fields.ends))
        data, fields = np.delete(data, drops), replace(fields, starts=starts, ends=ends)
    is_blank = (records.n_fields == 1) & (records.starts == records.ends)
    return replace(records, fields=replace(fields, data=data), fault=faulty).filter(~is_blank)


def _find_ends(plain: Bytes, newline: str) -> Flags:
    is_end: Flags = plain == ord(newline[-1])
    if newline == "\r\n" and len(plain):
        is_end[1:] &= plain[:-1] == RETURN
        is_end[0] = False
    return is_end


def _find_escapes(raw: Bytes, dialect: Dialect) -> Positions:
    """Positions of the escapes that escape a byte; in files with quoting only quotes and escapes can be escaped."""
    if not dialect.escape:
        return np.zeros(0, np.int64)
    where = np.flatnonzero(raw == ord(dialect.escape))
    number = np.arange(len(where))
    is_run_start = np.diff(where, prepend=-2) != 1
    number -= np.maximum.accumulate(np.where(is_run_start, number, 0))
    active = where[(number % 2 == 0) & (where + 1 < len(raw))]
    if dialect.quote:
        after = raw[active + 1]
        active = active[(after == ord(dialect.quote)) | (after == ord(dialect.escape))]
    return active


def _hide_escaped(raw: Bytes, escapes: Positions) -> Bytes:
    plain = raw.copy()
    plain[escapes] = NEUTRAL
    plain[escapes + 1] = NEUTRAL
    returns = escapes[raw[escapes + 1] == RETURN] + 2
    returns = returns[returns < len(raw)]
    plain[returns[raw[returns] == ord("\n")]] = NEUTRAL
    return plain


def _find_marks(block: RawBlock, dialect: Dialect, quotes: Quotes) -> tuple[Positions, Positions]:
    """Positions of the delimiters and row ends outside of quotes, up to the last row end; numbers of the row ends."""
    n_bytes = len(block.plain)
    marks = np.flatnonzero(block.is_end | (block.plain == ord(dialect.delimiter)))
    if len(quotes.borders):
        marks = marks[np.searchsorted(quotes.borders, marks) % 2 == 0]
    is_row = block.is_end[marks]
    if block.is_last and n_bytes and not (len(marks) and marks[-1] == n_bytes - 1 and is_row[-1]):
        marks, is_row = np.append(marks, n_bytes), np.append(is_row, True)
    rows = np.flatnonzero(is_row)
    if quotes.n_sure < n_bytes:
        rows = rows[: np.searchsorted(marks[rows], quotes.n_sure)]
    return marks[: rows[-1] + 1 if len(rows) else 0], rows


def _cut_fields(plain: Bytes, marks: Positions, row_marks: Positions, dialect: Dialect) -> Fields:
    starts, ends = np.zeros_like(marks), marks.copy()
    starts[1:] = marks[:-1] + 1
    last = row_marks[ends[row_marks] > starts[row_marks]]
    if dialect.newline != "\r":
        ends[last] -= plain[ends[last] - 1] == RETURN
    is_quoted = np.zeros(len(marks), np.bool_)
    if dialect.quote and len(marks):
        first, end = (starts, ends) if not dialect.blanks else _strip_blanks(plain, starts, ends)
        is_quoted = (first < ends) & (plain[np.minimum(first, len(plain) - 1)] == ord(dialect.quote))
        starts = np.where(is_quoted, first + 1, starts)
        is_closed = is_quoted & (end > starts) & (plain[np.maximum(end - 1, 0)] == ord(dialect.quote))
        ends = np.where(is_quoted, end - is_closed, ends)
    return Fields(plain, starts, ends, is_quoted)


def _strip_blanks(plain: Bytes, starts: Positions, ends: Positions) -> tuple[Positions, Positions]:
    filled = np.flatnonzero(plain != BLANK)
    after = np.append(filled, len(plain))[np.searchsorted(filled, starts)]
    before = np.insert(filled, 0, -1)[np.searchsorted(filled, ends)] + 1
    return after, before


def _cut_rows(fields: Fields, marks: Positions, row_marks: Positions, block: RawBlock, quotes: Quotes) -> Records:
    first, n_bytes = np.zeros_like(row_marks), len(fields.data)
    first[1:] = row_marks[:-1] + 1
    starts, ends = np.zeros_like(row_marks), marks[row_marks].copy()
    starts[1:] = ends[:-1] + 1
    n_used = min(int(ends[-1]) + 1, n_bytes) if len(ends) else 0
    filled = np.flatnonzero(ends > starts)
    ends[filled] -= (fields.data[ends[filled] - 1] == RETURN) & ~fields.is_quoted[row_marks[filled]]
    return Records(
        fields,
        first,
        row_marks - first + 1,
        starts,
        ends,
        np.zeros(len(first), np.uint8),
        quotes,
        n_used,
        int(np.count_nonzero(block.is_end[:n_used])) - int(np.count_nonzero(marks[row_marks] < n_bytes)),
        int(quotes.borders[-1]) if len(quotes.borders) % 2 else None,
    )


def _find_faults(raw: Bytes, records: Records, dialect: Dialect, escapes: Positions, marks: Positions) -> Bytes:
    """uint8 [n]: the fault of each row."""
    fault, is_quoted = records.fault, records.fields.is_quoted

    def say(where: Positions, reason: int) -> None:
        rows = np.searchsorted(records.ends, where)
        rows = rows[rows < len(fault)]
        fault[rows[fault[rows] == SOUND]] = reason

    say(records.quotes.faults, MISPLACED_QUOTE)
    if len(escapes):
        say(escapes[_is_unclear(raw, records.fields, dialect, escapes, marks)], UNCLEAR_ESCAPE)
    if "quote" in dialect.doubt:
        say(marks[is_quoted] - 1, DOUBTFUL_QUOTE)
    if "escape" in dialect.doubt:
        where = np.flatnonzero(raw[:-1] == ESCAPE)
        say(where[IS_LETTER[raw[where + 1]] | (raw[where + 1] == ESCAPE)], DOUBTFUL_ESCAPE)
    return fault


def _is_unclear(raw: Bytes, fields: Fields, dialect: Dialect, escapes: Positions, marks: Positions) -> Flags:
    """True for the escapes that the writers of this dialect disagree about, or that none of them writes."""
    after = raw[escapes + 1]
    if dialect.quote:
        number = np.minimum(np.searchsorted(marks, escapes), max(len(marks) - 1, 0))
        is_quoted = fields.is_quoted[number] if len(marks) else np.zeros(len(escapes), np.bool_)
        return (after == ord(dialect.escape)) & ~is_quoted
    structure = [ord(each) for each in (dialect.escape, dialect.delimiter, "\n", "\r")]
    return ~(IS_LETTER[after] | np.isin(after, structure) | _is_null(raw, fields, escapes))


def _is_null(raw: Bytes, fields: Fields, escapes: Positions) -> Flags:
    """True for the escapes that are, with an N, a whole field: null in MySQL and PostgreSQL."""
    number = np.minimum(np.searchsorted(fields.starts, escapes), max(len(fields.starts) - 1, 0))
    if not len(fields.starts):
        return np.zeros(len(escapes), np.bool_)
    is_whole = (fields.starts[number] == escapes) & (fields.ends[number] == escapes + 2)
    return is_whole & (raw[escapes + 1] == ord("N"))


def _empty_nulls(raw: Bytes, fields: Fields) -> Fields:
    r"""Make fields empty that are \N as a whole."""
    short = np.flatnonzero((fields.ends - fields.starts == 2) & ~fields.is_quoted)
    starts = fields.starts[short]
    nulls = short[(raw[starts] == ESCAPE) & (raw[starts + 1] == ord("N"))]
    ends = fields.ends.copy()
    ends[nulls] = fields.starts[nulls]
    return replace(fields, ends=ends)


def _find_doubled(quotes: Quotes) -> Positions:
    """Positions of the first of two quotes that stand for one."""
    closing, opening = quotes.borders[1::2], quotes.borders[2::2]
    return closing[: len(opening)][opening - closing[: len(opening)] == 1]


def _unescape(raw: Bytes, drops: Positions, escapes: Positions, dialect: Dialect) -> tuple[Positions, Bytes]:
    """Return the positions to drop, with those of the escapes, and the bytes with the meaning of escaped letters."""
    data = raw
    if not dialect.quote:
        data = raw.copy()
        data[escapes + 1] = MEANING[raw[escapes + 1]]
    return np.union1d(drops, escapes), data
