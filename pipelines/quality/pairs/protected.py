"""Edits that touch a protected span: a name, a quotation, a hyphenated word or an address.

These rules are independent of the engine: they start from an edit and look at the bytes around it, where the engine
starts from the words of a text. They report only plain cases, so that no correct row fails; a name that is the first
word of a sentence, for example, is left to the engine. Rules on positions ignore edits whose offsets are not a span.
"""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.quality.pairs.edits import TableEdits, all_in_row, edit_owners, has_bytes
from pipelines.quality.pairs.texts import Flags, Ints, look_up

Bytes = NDArray[np.uint8]

DIGITS = np.isin(np.arange(256), np.frombuffer(b"0123456789", np.uint8))
LETTERS = np.isin(np.arange(256), [*range(0x41, 0x5B), *range(0x61, 0x7B)])
SPACES = np.isin(np.arange(256), [*range(9, 14), 32])
# Words of four letters or more: headlines leave shorter ones in lower case.
LONGER_WORD, TITLE_WORDS = re.compile(r"[^\W\d_]{4,}"), 4
OPENING, CLOSING = b"\xe2\x80\x9c", b"\xe2\x80\x9d"


def swaps_name(
    edits: TableEdits, known_names: pa.StringArray | None = None, homographs: pa.StringArray | None = None
) -> Flags:
    """Bool [e]: the original has a word in ALL CAPS, or a name inside a sentence.

    known_names  the only words that are names, in lower case; None: all capitalised words are, but for those of lines
                 in Title Case
    homographs   without `known_names`, the capitalised words that are not names, in lower case; None: none
    """
    shouted, first, later = (found[edits.originals.ids] for found in _find_names(edits, known_names, homographs))
    named = (first & _continues_sentence(edits)) | later
    if known_names is None:
        at = np.flatnonzero(named)
        named[at] = ~_in_title_lines(edits, at)
    return shouted | named


def swaps_number(edits: TableEdits) -> Flags:
    """Bool [e]: the original has a digit."""
    return has_bytes(edits.originals.distinct, DIGITS)[edits.originals.ids]


def touches_quotation(edits: TableEdits) -> Flags:
    """Bool [e]: a quotation is open where the edit begins or ends; an unclosed one ends with its line."""
    data, offsets = edits.clean.data[: edits.clean.offsets[-1]], edits.clean.offsets
    straight = np.flatnonzero(data == ord('"'))
    opening, closing = _find_mark(data, OPENING), _find_mark(data, CLOSING)
    if not len(straight) and not len(opening):
        return np.zeros(len(edits), bool)
    lines = np.flatnonzero((data == ord("\n")) | (data == ord("\r")))
    quoted = np.zeros(len(edits), bool)
    for at in (edits.starts, edits.ends):
        line = np.maximum(_last(lines, at), offsets[edits.owners] - 1)
        quoted |= (np.searchsorted(straight, at) - np.searchsorted(straight, line, side="right")) % 2 == 1
        opened = _last(opening, at)
        quoted |= (opened > line) & (opened > _last(closing, at))
    return quoted & (edits.starts < edits.ends)


def touches_hyphen(edits: TableEdits) -> Flags:
    """Bool [e]: a hyphen is inside the edit, or directly before or after it."""
    data, offsets = edits.clean.data, edits.clean.offsets
    before = (edits.starts > offsets[edits.owners]) & (data.take(edits.starts - 1, mode="clip") == ord("-"))
    behind = (edits.ends < offsets[edits.owners + 1]) & (data.take(edits.ends, mode="clip") == ord("-"))
    inside = has_bytes(edits.originals.distinct, np.arange(256) == ord("-"))[edits.originals.ids]
    return (before | behind | inside) & (edits.starts < edits.ends)


def touches_address(edits: TableEdits) -> Flags:
    """Bool [e]: the edit overlaps a run of non-spaces with an @, a #, a :/ or a full stop between two letters."""
    offsets = edits.clean.offsets
    first, last = offsets[[0, -1]]
    text = edits.clean.data[first:last]
    dots = np.flatnonzero(text[1:-1] == ord(".")) + 1
    dots = dots[LETTERS[text[dots - 1]] & LETTERS[text[dots + 1]]]
    slashes = np.flatnonzero(text[:-1] == ord(":"))
    slashes = slashes[text[slashes + 1] == ord("/")]
    is_border = np.zeros(len(text) + 1, bool)
    is_border[offsets - first] = True
    # The bytes before and after a mark must belong to the same text.
    dots, slashes = dots[~is_border[dots] & ~is_border[dots + 1]], slashes[~is_border[slashes + 1]]
    marks = np.concatenate([np.flatnonzero((text == ord("@")) | (text == ord("#"))), dots, slashes])
    if not len(marks):
        return np.zeros(len(edits), bool)
    is_border[:-1] |= look_up(SPACES, text)
    borders = np.flatnonzero(is_border)
    runs = np.sort(np.searchsorted(borders, marks, side="right"))
    lows, highs = borders[runs - 1] + first, borders[runs] + first
    before_end = np.searchsorted(lows, edits.ends) - 1
    return (before_end >= 0) & (highs[before_end] > edits.starts) & (edits.starts < edits.ends)


def _continues_sentence(edits: TableEdits) -> Flags:
    """Bool [e]: a letter and one space precede the edit, so it does not begin a sentence."""
    data, starts = edits.clean.data, edits.starts
    inner = starts - edits.clean.offsets[edits.owners] >= 2
    at = np.where(inner, starts, 2)
    return inner & (data.take(at - 1, mode="clip") == ord(" ")) & LETTERS[data.take(at - 2, mode="clip")]


def _in_title_lines(edits: TableEdits, at: Ints) -> Flags:
    """Bool [len(at)]: most of the longer words in the line of the edit have a capital, as in a headline.

    A loop over the lines with such edits, one for each article with a headline in Title Case.
    """
    data, offsets = edits.clean.data[: edits.clean.offsets[-1]], edits.clean.offsets
    borders = np.unique(np.append(np.flatnonzero((data == ord("\n")) | (data == ord("\r"))), offsets))
    place = np.searchsorted(borders, edits.starts[at], side="right")
    lines, line_of = np.unique(place, return_inverse=True)
    found = []
    for line in lines.tolist():
        text = data[borders[line - 1] : borders[min(line, len(borders) - 1)]].tobytes().decode(errors="replace")
        longer = LONGER_WORD.findall(text)
        found.append(len(longer) >= TITLE_WORDS and 2 * sum(word[0].isupper() for word in longer) > len(longer))
    return np.array(found, bool)[line_of]


def _find_names(
    edits: TableEdits, known_names: pa.StringArray | None, homographs: pa.StringArray | None
) -> tuple[Flags, Flags, Flags]:
    """Bool [d] each, of the distinct originals: any word is in ALL CAPS; the first is a name; a later one is."""
    originals = edits.originals.distinct
    words = pc.split_pattern(originals, " ")
    owners, flat = edit_owners(words), words.flatten()
    is_name = _match(flat, r"^\p{Lu}")
    if known_names is not None:
        is_name &= _is_in(flat, known_names)
    elif homographs is not None:
        is_name &= ~_is_in(flat, homographs)
    is_first = np.append(True, owners[1:] != owners[:-1])[: len(owners)]
    follows = np.append(False, _match(flat, r"\pL$")[:-1])[: len(owners)] & ~is_first

    def any_of(found: Flags) -> Flags:
        return ~all_in_row(~found, owners, len(originals))

    return any_of(_match(flat, r"^\p{Lu}{2,}$")), any_of(is_name & is_first), any_of(is_name & follows)


def _is_in(words: pa.StringArray, listed: pa.StringArray) -> Flags:
    found = pc.is_in(pc.utf8_lower(words), value_set=listed)
    return np.array(found.to_numpy(zero_copy_only=False), bool)


def _match(strings: pa.StringArray, pattern: str) -> Flags:
    return np.array(pc.match_substring_regex(strings, pattern).to_numpy(zero_copy_only=False), bool)


def _last(marks: Ints, at: Ints) -> Ints:
    """int64: the last mark before each position, -1 without one."""
    return np.append(marks, -1)[np.searchsorted(marks, at) - 1]


def _find_mark(data: Bytes, mark: bytes) -> Ints:
    """int64: positions of a mark of three bytes."""
    at = np.flatnonzero(data == mark[0])
    at = at[at < len(data) - 2]
    return at[(data[at + 1] == mark[1]) & (data[at + 2] == mark[2])]
