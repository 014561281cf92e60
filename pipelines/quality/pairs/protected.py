"""Edits that touch a protected span: a number, a quotation, a hyphenated word or an address.

These rules are independent of the engine: they start from an edit and look at the bytes around it, where the engine
starts from the words of a text. They report only plain cases, so that no correct row fails. Rules on positions ignore
edits whose offsets are not a span.
"""

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.engine import kernels
from pipelines.quality.pairs.edits import TableEdits, has_bytes
from pipelines.quality.pairs.texts import LETTERS, Flags, Ints, last_before
from pipelines.strings.spaces import find_white_space

Bytes = NDArray[np.uint8]

DIGITS = np.isin(np.arange(256), np.frombuffer(b"0123456789", np.uint8))
# Hyphens in UTF-8: the one of ASCII, those of U+2010 and U+2011, the small and the wide one.
HYPHENS = (b"-", b"\xe2\x80\x90", b"\xe2\x80\x91", b"\xef\xb9\xa3", b"\xef\xbc\x8d")
OPENING, CLOSING = b"\xe2\x80\x9c", b"\xe2\x80\x9d"


def swaps_number(edits: TableEdits) -> Flags:
    """Bool [e]: the original has a digit."""
    return has_bytes(edits.originals.distinct, DIGITS)[edits.originals.ids]


def touches_quotation(edits: TableEdits) -> Flags:
    """Bool [e]: a quotation is open where the edit begins or ends; an unclosed one ends with its line."""
    data, offsets = edits.clean.data[: edits.clean.offsets[-1]], edits.clean.offsets
    straight = edits.find_byte('"')
    opening, closing = _find_mark(data, OPENING), _find_mark(data, CLOSING)
    if not len(straight) and not len(opening):
        return np.zeros(len(edits), bool)
    lines = np.flatnonzero((data == ord("\n")) | (data == ord("\r")))
    quoted = np.zeros(len(edits), bool)
    for at in (edits.starts, edits.ends):
        line = np.maximum(last_before(lines, at), offsets[edits.owners] - 1)
        quoted |= (np.searchsorted(straight, at) - np.searchsorted(straight, line, side="right")) % 2 == 1
        opened = last_before(opening, at)
        quoted |= (opened > line) & (opened > last_before(closing, at))
    return quoted & (edits.starts < edits.ends)


def touches_hyphen(edits: TableEdits) -> Flags:
    """Bool [e]: a hyphen is inside the edit, or directly before or after it."""
    offsets = edits.clean.offsets
    hyphen = f"[{''.join(mark.decode() for mark in HYPHENS)}]"
    has_hyphen = pc.match_substring_regex(edits.originals.distinct, hyphen).to_numpy(zero_copy_only=False)
    touched = has_hyphen[edits.originals.ids]
    for mark in HYPHENS:
        room = edits.starts - offsets[edits.owners] >= len(mark)
        touched |= room & _stands_at(edits.clean.data, edits.starts - len(mark), mark)
        room = offsets[edits.owners + 1] - edits.ends >= len(mark)
        touched |= room & _stands_at(edits.clean.data, edits.ends, mark)
    return touched & (edits.starts < edits.ends)


def _stands_at(data: Bytes, at: Ints, mark: bytes) -> Flags:
    """Bool [len(at)]: these bytes begin at the position."""
    found = data.take(at, mode="clip") == mark[0]
    few = np.flatnonzero(found)
    for step in range(1, len(mark)):
        found[few] &= data.take(at[few] + step, mode="clip") == mark[step]
    return found


def touches_address(edits: TableEdits) -> Flags:
    """Bool [e]: the edit overlaps a run without white space that has @, # or :/, or a full stop between letters."""
    data, offsets = edits.clean.data, edits.clean.offsets
    dots, slashes, *signs = (edits.find_byte(sign) for sign in ".:@#")
    # The bytes before and after a mark must belong to the same text.
    start, end = _texts_of(dots, offsets)
    dots = dots[(dots > start) & (dots < end - 1)]
    dots = dots[LETTERS[data[dots - 1]] & LETTERS[data[dots + 1]]]
    slashes = slashes[slashes < _texts_of(slashes, offsets)[1] - 1]
    slashes = slashes[data[slashes + 1] == ord("/")]
    marks = np.sort(np.concatenate([*signs, dots, slashes]))
    if not len(marks):
        return np.zeros(len(edits), bool)
    lows, highs = _find_runs(data, offsets, marks)
    before_end = np.searchsorted(lows, edits.ends) - 1
    return (before_end >= 0) & (highs[before_end] > edits.starts) & (edits.starts < edits.ends)


def _texts_of(positions: Ints, offsets: Ints) -> tuple[Ints, Ints]:
    """The start and the end of the text of each position."""
    text = np.searchsorted(offsets, positions, side="right") - 1
    return offsets[text], offsets[text + 1]


def _find_runs(data: Bytes, offsets: Ints, marks: Ints) -> tuple[Ints, Ints]:
    """The white space before each mark, or the start of its text, and that behind it, or the end of its text."""
    if kernels.is_compiled():
        lows, highs = np.empty((2, len(marks)), np.int64)
        kernels.run("find_runs", len(marks), data, marks, *_texts_of(marks, offsets), lows, highs)
        return lows, highs
    first, last = offsets[[0, -1]]
    is_border = np.append(find_white_space(data[first:last]), False)
    is_border[offsets - first] = True
    borders = np.flatnonzero(is_border) + first
    runs = np.searchsorted(borders, marks, side="right")
    return borders[runs - 1], borders[runs]


def _find_mark(data: Bytes, mark: bytes) -> Ints:
    """int64: positions of a mark of three bytes."""
    at = np.flatnonzero(data == mark[0])
    at = at[at < len(data) - 2]
    return at[(data[at + 1] == mark[1]) & (data[at + 2] == mark[2])]
