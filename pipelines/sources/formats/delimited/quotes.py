"""The pairing of quotes in a block of a delimited file: the quotes that open and close its fields.

All quotes are judged at once, by their neighbours and by turns; a loop passes over the misplaced ones alone.
"""

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pipelines.sources.formats.delimited.dialect import Dialect

# After a misplaced quote, the next sound row is searched for within this number of bytes and lines.
LOOK_BYTES, LOOK_LINES = 1 << 16, 100
BLANK, RETURN = ord(" "), ord("\r")

Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]
Positions = np.ndarray[tuple[int], np.dtype[np.int64]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True)
class RawBlock:
    """Bytes that begin with a row.

    content   the bytes as they are
    plain     uint8 [n]: the bytes, but a letter in place of each escape and of what it escapes
    is_end    bool [n]: True at each byte that ends a row unless it is in a quoted field
    is_last   True if the file ends with the block
    n_fields  number of fields of a row; 0 if it is not known
    """

    content: bytes
    plain: Bytes
    is_end: Flags
    is_last: bool
    n_fields: int


@dataclass(frozen=True)
class Quotes:
    """The quotes of a block.

    borders  int64 [n]: positions of quotes that open and close by turns; a doubled quote closes and opens
    faults   int64 [m]: positions of opening quotes whose field has a misplaced quote
    n_stray  number of quotes in fields that do not begin with one: characters like others
    n_sure   number of bytes from the start that no further content of the file changes
    """

    borders: Positions
    faults: Positions
    n_stray: int
    n_sure: int


@dataclass(frozen=True)
class _Candidates:
    """int64 [n] positions of quotes, bool [n] their roles by their neighbours."""

    where: Positions
    starts_field: Flags
    ends_field: Flags

    def list_misplaced(self) -> tuple[Positions, Positions]:
        """Numbers of the quotes that are misplaced if those with an even number open, or those with an odd one."""
        is_double = np.diff(self.where) == 1
        can_open, can_close = self.starts_field.copy(), self.ends_field.copy()
        can_open[1:] |= is_double
        can_close[:-1] |= is_double
        is_even = np.arange(len(self.where)) % 2 == 0
        opens_even, opens_odd = np.where(is_even, can_open, can_close), np.where(is_even, can_close, can_open)
        return np.flatnonzero(~opens_even), np.flatnonzero(~opens_odd)


def pair_quotes(block: RawBlock, dialect: Dialect) -> Quotes:
    """Return the quotes of a block."""
    nothing = np.zeros(0, np.int64)
    where = np.flatnonzero(block.plain == ord(dialect.quote)) if dialect.quote else nothing
    if not len(where):
        return Quotes(nothing, nothing, 0, len(block.plain))
    seek = functools.cache(functools.partial(_find_sound_row, block, dialect))
    return _pair(_judge(block, dialect, where), block, seek)


def _pair(quotes: _Candidates, block: RawBlock, seek: Callable[[int], int | None]) -> Quotes:
    where, n_quotes, n_bytes = quotes.where, len(quotes.where), len(block.plain)
    misplaced, openings, closings = (
        quotes.list_misplaced(),
        *map(np.flatnonzero, (quotes.starts_field, quotes.ends_field)),
    )
    keeps = np.ones(n_quotes, np.bool_)
    faults: list[int] = []
    added: list[int] = []
    n_stray, n_sure = 0, n_bytes
    # The next quote to judge, whether it is in a quoted field, and the opening quote of that field.
    number, is_inside, opening = 0, False, -1
    while True:
        odd = (number + is_inside) % 2
        bad = _next(misplaced[odd], number, n_quotes)
        if bad == n_quotes and (not block.is_last or (bad - number + is_inside) % 2 == 0):
            break
        if bad < n_quotes and bad % 2 == odd:
            number, is_inside = _next(openings, bad, n_quotes), False
            keeps[bad:number] = False
            n_stray += number - bad
            continue
        opening = int(where[bad - 1]) if bad > number else opening
        if not block.is_last and n_bytes - opening < LOOK_BYTES:
            n_sure = opening
            break
        # The row is lost: it ends before the next sound row, or else where the field is closed.
        closing = _next(closings, bad + 1, n_quotes)
        end = seek(opening)
        if end is not None and (closing == n_quotes or end < where[closing]):
            number, is_inside = int(np.searchsorted(where, end)), False
            keeps[bad:number] = False
            added.append(end - 1)
        elif bad == n_quotes:
            break
        else:
            keeps[bad] = False
            number, is_inside = bad + 1, True
        faults.append(opening)
    borders = np.sort(np.concatenate([where[keeps], np.array(added, np.int64)]))
    return Quotes(borders, np.array(faults, np.int64), n_stray, n_sure)


def _next(numbers: Positions, start: int, end: int) -> int:
    """Return the first of the sorted numbers from `start` on; `end` if there is none."""
    found = int(numbers.searchsorted(start))  # np.searchsorted takes twice as long, and a text may have many quotes
    return int(numbers[found]) if found < len(numbers) else end


def _judge(block: RawBlock, dialect: Dialect, where: Positions) -> _Candidates:
    plain, n_bytes, delimiter = block.plain, len(block.plain), ord(dialect.delimiter)
    before, after = where - 1, where + 1
    if dialect.blanks:
        filled = np.flatnonzero(plain != BLANK)
        rank = np.searchsorted(filled, where)
        before = np.where(rank > 0, filled[np.maximum(rank - 1, 0)], -1)
        after = np.append(filled, n_bytes)[rank + 1]
    first = np.maximum(before, 0)
    starts = (before < 0) | (plain[first] == delimiter) | block.is_end[first]
    return _Candidates(where, starts, _is_border(block, delimiter, after))


def _is_border(block: RawBlock, delimiter: int, where: Positions) -> Flags:
    """True where a field can end: before a delimiter, the end of a row, or the end of the block."""
    n_bytes = len(block.plain)
    at, next_at = np.minimum(where, n_bytes - 1), np.minimum(where + 1, n_bytes - 1)
    is_return = (block.plain[at] == RETURN) & (block.is_end[next_at] | (where + 1 >= n_bytes))
    return (where >= n_bytes) | (block.plain[at] == delimiter) | block.is_end[at] | is_return


def _find_sound_row(block: RawBlock, dialect: Dialect, opening: int) -> int | None:
    """Return the position of the first end of a row after `opening` that a sound row with a quoted field follows."""
    if not block.n_fields:
        return None
    stop = min(opening + LOOK_BYTES, len(block.content))
    ends = np.flatnonzero(block.is_end[opening:stop])[:LOOK_LINES] + opening
    row = _sound_row(dialect, block.n_fields)
    for end in ends.tolist():
        found = row.match(block.content, end + 1, stop)
        if found and dialect.quote.encode() in found[0] and (stop < len(block.content) or _is_whole(found, block)):
            return int(end)
    return None


def _is_whole(found: re.Match[bytes], block: RawBlock) -> bool:
    return bool(found["end"]) or (block.is_last and found.end() == len(block.content))


@functools.cache
def _sound_row(dialect: Dialect, n_fields: int) -> re.Pattern[bytes]:
    """A row of `n_fields` fields without any stray quote."""
    quote, delimiter = (re.escape(each.encode()) for each in (dialect.quote, dialect.delimiter))
    pair = re.escape(dialect.escape.encode()) + b"." if dialect.escape else quote * 2
    plain = b"[^%b]*+" % (quote + re.escape(dialect.escape.encode()))
    blanks = b" *+" if dialect.blanks else b""
    quoted = b"%b%b%b(?:%b%b)*+%b%b" % (blanks, quote, plain, pair, plain, quote, blanks)
    field = b"(?:%b|[^%b%b\r\n]*+)" % (quoted, quote, delimiter)
    return re.compile(b"%b(?:%b%b){%d}(?P<end>\r?\n|\r|)" % (field, delimiter, field, n_fields - 1), re.DOTALL)
