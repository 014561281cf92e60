"""Edits that swap a name: a capitalised word inside a sentence, or a word in ALL CAPS.

Independent of the engine, as the rules of `protected`: a name that begins a sentence is left to the engine.
"""

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.engine import kernels
from pipelines.quality.pairs.edits import TableEdits, edit_owners, has_bytes
from pipelines.quality.pairs.texts import Flags, Ints, view_bytes

UPPER = np.isin(np.arange(256), range(0x41, 0x5B))
# Capitals of A-Z, and the bytes of all characters above ASCII.
MAY_BE_UPPER = UPPER | (np.arange(256) >= 0x80)
LETTERS = UPPER | np.isin(np.arange(256), range(0x61, 0x7B))
# Longer words: headlines leave shorter ones in lower case.
MIN_LETTERS, TITLE_WORDS = 4, 4
# Apostrophes between letters are parts of a word (Won't), a final 's is not.
LETTER = r"[^\W\d_]"
FINAL_S = re.compile(rf"(?<={LETTER})['\u2019][sS](?!['\u2019]?{LETTER})")
LONGER_WORD = re.compile(rf"{LETTER}(?:['\u2019]?{LETTER}){{{MIN_LETTERS - 1},}}")


@dataclass(frozen=True)
class Capitals:
    """The c capitalised words of d strings.

    words       string [c], in lower case
    owners      int64 [c]: the string of each, ascending
    is_first    bool [c]: the first word of its string
    is_later    bool [c]: after a word that ends in a letter
    is_shouted  bool [d]: the string has a word in ALL CAPS
    """

    words: pa.StringArray
    owners: Ints
    is_first: Flags
    is_later: Flags
    is_shouted: Flags


def find_capitals(strings: pa.StringArray) -> Capitals:
    """Return the capitalised words of strings, which are separated by single spaces."""
    likely = np.flatnonzero(has_bytes(strings, MAY_BE_UPPER))
    words = pc.split_pattern(strings.take(pa.array(likely)), " ")
    owners, flat = likely[edit_owners(words)], words.flatten()
    at = np.flatnonzero(_begins_with_capital(flat))
    capitalised = flat.take(pa.array(at))
    is_first = (at == 0) | (owners[at] != owners[at - 1])
    is_later = ~is_first
    is_later[is_later] = _match(flat.take(pa.array(at[is_later] - 1)), r"\pL$")
    is_shouted = np.zeros(len(strings), bool)
    is_shouted[owners[at[_match(capitalised, r"^\p{Lu}{2,}$")]]] = True
    return Capitals(pc.utf8_lower(capitalised), owners[at], is_first, is_later, is_shouted)


def swaps_name(
    edits: TableEdits,
    capitals: Capitals,
    asked: Flags,
    *,
    known_names: pa.StringArray | None = None,
    homographs: pa.StringArray | None = None,
) -> Flags:
    """Bool [e]: the original has a word in ALL CAPS, or a name inside a sentence.

    capitals     of the distinct originals
    asked        bool [e]: the edits to judge; others swap nothing
    known_names  the only words that are names, in lower case; None: all capitalised words are, but for those of lines
                 in Title Case
    homographs   without `known_names`, the capitalised words that are not names, in lower case; None: none
    """
    is_name = np.ones(len(capitals.words), bool)
    if known_names is not None:
        is_name = _is_in(capitals.words, known_names)
    elif homographs is not None:
        is_name = ~_is_in(capitals.words, homographs)
    first, later = np.zeros((2, len(capitals.is_shouted)), bool)
    first[capitals.owners[is_name & capitals.is_first]] = True
    later[capitals.owners[is_name & capitals.is_later]] = True
    swapped = np.zeros(len(edits), bool)
    at = np.flatnonzero(asked)
    ids = edits.originals.ids[at]
    swapped[at] = capitals.is_shouted[ids]
    likely = (first | later)[ids]
    at, ids = at[likely], ids[likely]
    at = at[later[ids] | (first[ids] & _continues_sentence(edits, at))]
    if known_names is None:
        at = at[~_in_title_lines(edits, at)]
    swapped[at] = True
    return swapped


def _begins_with_capital(words: pa.StringArray) -> Flags:
    viewed = view_bytes(words)
    is_some = np.diff(viewed.offsets) > 0
    begin = viewed.data.take(viewed.offsets[:-1], mode="clip") if len(viewed.data) else np.zeros(len(words), np.uint8)
    begins = UPPER[begin] & is_some
    others = np.flatnonzero((begin >= 0x80) & is_some)
    begins[others] = _match(words.take(pa.array(others)), r"^\p{Lu}")
    return begins


def _continues_sentence(edits: TableEdits, at: Ints) -> Flags:
    """Bool [len(at)]: a letter and one space precede the edit, so it does not begin a sentence."""
    data, starts = edits.clean.data, edits.starts[at]
    inner = starts - edits.clean.offsets[edits.owners[at]] >= 2
    starts = np.where(inner, starts, 2)
    return inner & (data.take(starts - 1, mode="clip") == ord(" ")) & LETTERS[data.take(starts - 2, mode="clip")]


def _in_title_lines(edits: TableEdits, at: Ints) -> Flags:
    """Bool [len(at)]: most of the longer words in the line of the edit have a capital, as in a headline."""
    if not len(at):
        return np.zeros(0, bool)
    data, borders = edits.clean.data[: edits.clean.offsets[-1]], edits.line_borders
    place = np.searchsorted(borders, edits.starts[at], side="right")
    lines, line_of = np.unique(place, return_inverse=True)
    starts, ends = borders[lines - 1], borders[np.minimum(lines, len(borders) - 1)]
    n_words, n_capitals = count_longer_words(data, starts, ends)
    return ((n_words >= TITLE_WORDS) & (2 * n_capitals > n_words))[line_of]


def count_longer_words(data: NDArray[np.uint8], starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """int64 [n] each: the words of MIN_LETTERS letters or more in each of n lines, and those with a capital."""
    n_words, n_capitals, is_counted = np.zeros(len(starts), np.int64), np.zeros(len(starts), np.int64), None
    if kernels.is_compiled():
        is_counted = np.empty(len(starts), bool)
        lines = (len(starts), data, starts, ends)
        kernels.run("count_longer_words", *lines, MIN_LETTERS, n_words, n_capitals, is_counted)
    # A loop over the lines with letters beyond ASCII, or over all lines.
    for line in range(len(starts)) if is_counted is None else np.flatnonzero(~is_counted).tolist():
        text = data[starts[line] : ends[line]].tobytes().decode(errors="replace")
        longer = LONGER_WORD.findall(FINAL_S.sub(" ", text))
        n_words[line], n_capitals[line] = len(longer), sum(word[0].isupper() for word in longer)
    return n_words, n_capitals


def _is_in(words: pa.StringArray, listed: pa.StringArray) -> Flags:
    found = pc.is_in(pc.utf8_lower(words), value_set=listed)
    return np.array(found.to_numpy(zero_copy_only=False), bool)


def _match(strings: pa.StringArray, pattern: str) -> Flags:
    return np.array(pc.match_substring_regex(strings, pattern).to_numpy(zero_copy_only=False), bool)
