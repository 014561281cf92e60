"""Sentences and paragraphs, at the same places in both texts of a pair.

They are found in the clean text. Outside edits both texts are identical, so a border there is one of the spun text too;
a border inside an edit is dropped, and its two neighbours stay one segment.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa

from pipelines.training.code_points import TABLE_SIZE, CodePoints, Flags, Ints, class_table, cut_strings, trim
from pipelines.training.edit_spans import EditSpans

Unit = Literal["paragraph", "sentence"]

STOPS = np.array([ord(sign) for sign in ".!?…"], np.uint32)
CLOSERS = np.array([ord(sign) for sign in "\"')]\u201d\u2019\u00bb"], np.uint32)
LAST_MARKS = np.zeros(TABLE_SIZE + 1, bool)
LAST_MARKS[np.concatenate([STOPS, CLOSERS])] = True
# Closing quotes and brackets between the end of a sentence and the next space.
MOST_CLOSERS = 3
# Words before a full stop that seldom end a sentence. One too many joins two sentences; one too few cuts one in two.
ABBREVIATIONS = """
mr mrs ms dr prof sen rep gov gen col lt sgt capt adm rev hon st mt ft jr sr vs no inc ltd co corp
jan feb mar apr jun jul aug sep sept oct nov dec
""".split()  # noqa: SIM905 - 39 quoted words would hide the list
LONGEST = max(map(len, ABBREVIATIONS))


@dataclass(frozen=True)
class Segments:
    """s sentences or paragraphs of both texts.

    row          int64 [s]: row of the pair
    clean, spun  string [s], without white space at their ends
    """

    row: Ints
    clean: pa.StringArray
    spun: pa.StringArray


def cut_segments(clean: CodePoints, spun: CodePoints, edits: EditSpans, unit: Unit) -> Segments:
    """Cut the texts of pairs into segments; raise InputError for texts that differ outside their edits."""
    spans = edits.of("clean", clean.offsets)
    edits.of("spun", spun.offsets)
    edits.check_gaps(np.diff(clean.offsets), np.diff(spun.offsets))
    borders = np.unique(np.concatenate([find_borders(clean, unit), clean.offsets[:-1][np.diff(clean.offsets) > 0]]))
    row = np.searchsorted(clean.offsets, borders, side="right") - 1
    after = np.searchsorted(spans[:, 1], borders, side="right")  # the first edit that ends behind the border
    is_outside = np.append(spans[:, 0], np.iinfo(np.int64).max)[after] >= borders
    is_first = borders == clean.offsets[row]
    kept = is_outside | is_first
    borders, row, before, is_first = borders[kept], row[kept], after[kept] - 1, is_first[kept]
    shifts = np.append(edits.spun[:, 1] - edits.clean[:, 1], 0)
    in_row = ~is_first & (np.append(edits.row, -1)[before] == row)  # else the edit before is one of another row
    shift = np.where(in_row, shifts[before], 0)
    others = borders - clean.offsets[row] + spun.offsets[row] + shift
    return Segments(row, _cut_at(clean, borders, row), _cut_at(spun, others, row))


def _cut_at(texts: CodePoints, borders: Ints, row: Ints) -> pa.StringArray:
    """Return the strings from each border to the next, or to the end of the text."""
    ends = np.append(borders[1:], 0)
    ends = np.where(np.append(row[1:], -1) == row, ends, texts.offsets[row + 1])
    return cut_strings(texts, *trim(texts, borders, ends))


def find_borders(texts: CodePoints, unit: Unit) -> Ints:
    """Return the sorted positions of the first characters of segments, the first of a text at its start.

    A paragraph begins after a line break. A sentence does so too, and after a full stop, question or exclamation mark
    with white space behind it, unless a small letter follows, or an abbreviation or initial came before.
    """
    white = texts.has(class_table(str.isspace))
    is_head = np.zeros(len(white) + 1, bool)
    is_head[texts.offsets] = True
    solid = np.concatenate([[False], ~white, [False]])
    starts = np.flatnonzero(solid[1:-1] & (~solid[:-2] | is_head[:-1]))
    ends = np.flatnonzero(solid[1:-1] & (~solid[2:] | is_head[1:])) + 1
    if not len(starts):
        return starts
    lines = np.concatenate([[0], np.cumsum(texts.points == ord("\n"))])
    row = np.searchsorted(texts.offsets, starts, side="right") - 1
    opens_text = np.diff(row, prepend=-1) > 0
    begins = opens_text.copy()
    begins[1:] |= lines[starts[1:]] > lines[ends[:-1]]
    if unit == "sentence":
        follows = np.flatnonzero(_end_sentences(texts, starts[:-1], ends[:-1])) + 1
        begins[follows] |= ~class_table(str.islower).take(texts.points[starts[follows]], mode="clip")
    return np.where(opens_text, texts.offsets[row], starts)[begins]


def _end_sentences(texts: CodePoints, starts: Ints, ends: Ints) -> Flags:
    """Bool [w]: a run of other characters than white space ends as a sentence does."""
    points = texts.points
    found = np.zeros(len(starts), bool)
    # Few runs end in a mark.
    marked = np.flatnonzero(LAST_MARKS.take(points[ends - 1], mode="clip"))
    starts, at = starts[marked], ends[marked] - 1
    for _ in range(MOST_CLOSERS):
        at = np.where(np.isin(points[at], CLOSERS) & (at > starts), at - 1, at)
    found[marked] = np.isin(points[at], STOPS) & ~_abbreviates(texts, starts, at)
    return found


def _abbreviates(texts: CodePoints, starts: Ints, stops: Ints) -> Flags:
    """Bool [w]: the run from its start to the mark at its stop is an abbreviation, or ends in an initial."""
    points = texts.points
    before, second = np.maximum(stops - 1, starts), np.maximum(stops - 2, starts)
    is_letter = class_table(str.isalpha).take(points[before], mode="clip")
    is_initial = (stops > starts) & is_letter & ((stops - 1 == starts) | (points[second] == ord(".")))
    keys = np.zeros(len(starts), np.uint64)
    for i in range(LONGEST + 1):
        place = np.minimum(starts + i, np.maximum(len(points) - 1, 0))
        lower = np.minimum(points[place] | 0x20, 0xFF).astype(np.uint64)
        keys |= np.where(starts + i < stops, lower, 0).astype(np.uint64) << np.uint64(8 * i)
    is_known = np.isin(keys, [int.from_bytes(word.encode(), "little") for word in ABBREVIATIONS])
    return (points[stops] == ord(".")) & (is_initial | (is_known & (stops - starts <= LONGEST)))
