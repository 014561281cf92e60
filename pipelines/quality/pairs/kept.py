"""What a profile promises to leave alone, found once more in the clean texts and held against the edits.

These rules are not the engine's: they start from an edit and look at the bytes around it, where the engine starts
from the words of a text. Each of them only speaks where the promise is plain, so none of them blames a true row; a
name that is the first word of a sentence, say, is left to the engine.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.quality.pairs.edits import TableEdits, all_in_row, edit_owners, has_bytes, numbers
from pipelines.quality.pairs.glossary import overlaps_glossary
from pipelines.quality.pairs.texts import Flags, Ints

Bytes = NDArray[np.uint8]

DIGITS = np.isin(np.arange(256), np.frombuffer(b"0123456789", np.uint8))
LETTERS = np.isin(np.arange(256), [*range(0x41, 0x5B), *range(0x61, 0x7B)])
SPACES = np.isin(np.arange(256), [*range(9, 14), 32])
OPENING, CLOSING = b"\xe2\x80\x9c", b"\xe2\x80\x9d"


@dataclass(frozen=True)
class Promises:
    """What one profile leaves alone in every text.

    names        capitalised words inside a sentence, and words in ALL CAPS
    known_names  of the former only those that are in this list, in lower case; None: all
    homographs   words, in lower case, that are hit even as names (May 10), unless they are known ones; None: none
    glossary     words and phrases, in any case
    """

    names: bool = False
    known_names: pa.StringArray | None = None
    homographs: pa.StringArray | None = None
    quotations: bool = False
    numbers: bool = True
    hyphenated: bool = False
    headline: bool = False
    glossary: tuple[str, ...] = ()


def find_kept(
    pairs: pa.Table, edits: TableEdits, promises: Mapping[str, Promises], headlines: Ints
) -> dict[str, Flags]:
    """Which rows keep what their profile promises: a rule's name -> bool [n].

    headlines  int64 [n]: code points of the headline at the start of each clean text, 0 for none
    A profile that is not among `promises` promises nothing; `profile_known` says so.
    """
    names = pa.array(promises, pa.string())
    profile = numbers(pc.index_in(pairs["profile"], value_set=names))
    given = [*promises.values(), Promises(numbers=False)]  # the last for the index -1 of an unknown one
    rules: dict[str, Callable[[], Flags]] = {
        "names_kept": lambda: _hits_names(edits, given, profile),
        "quotations_kept": lambda: _in_quotation(edits) & _asked(given, "quotations", profile, edits),
        "glossary_kept": lambda: _hits_glossary(pairs, edits, given, profile),
        "numbers_kept": lambda: (
            has_bytes(edits.originals.distinct, DIGITS)[edits.originals.ids] & _asked(given, "numbers", profile, edits)
        ),
        "hyphenated_kept": lambda: _touches_hyphen(edits) & _asked(given, "hyphenated", profile, edits),
        "headline_kept": lambda: (
            (numbers(pc.struct_field(edits.flat, "clean_start")) < headlines[edits.owners])
            & _asked(given, "headline", profile, edits)
        ),
    }
    nothing = np.zeros(len(edits), bool)
    found = {
        rule: find() if any(getattr(each, rule.removesuffix("_kept")) for each in given) else nothing
        for rule, find in rules.items()
    }
    found["addresses_kept"] = _in_address(edits) & (profile >= 0)[edits.owners]  # every profile promises that
    kept = {rule: all_in_row(~broken, edits.owners, edits.n_rows) for rule, broken in found.items()}
    return {"profile_known": profile >= 0, **kept}


def _asked(given: list[Promises], promise: str, profile: Ints, edits: TableEdits) -> Flags:
    """Bool [e]: does the profile of the edit's row promise it?"""
    return np.array([bool(getattr(each, promise)) for each in given])[profile][edits.owners]


def _hits_names(edits: TableEdits, given: list[Promises], profile: Ints) -> Flags:
    broken = np.zeros(len(edits), bool)
    inside = _goes_on(edits)
    for number, each in enumerate(given):
        if each.names:
            shouted, first, later = (found[edits.originals.ids] for found in _find_names(edits, each))
            broken |= (shouted | (first & inside) | later) & (profile == number)[edits.owners]
    return broken


def _goes_on(edits: TableEdits) -> Flags:
    """Bool [e]: nothing but one space stands between the edit and a letter before it, so no sentence begins there."""
    data, starts = edits.clean.data, edits.starts
    inner = starts - edits.clean.offsets[edits.owners] >= 2
    at = np.where(inner, starts, 2)
    return inner & (data.take(at - 1, mode="clip") == ord(" ")) & LETTERS[data.take(at - 2, mode="clip")]


def _find_names(edits: TableEdits, promised: Promises) -> tuple[Flags, Flags, Flags]:
    """Bool [d] each: of a distinct original, any word is in ALL CAPS; the first is a name; a later one is."""
    originals = edits.originals.distinct
    words = pc.split_pattern(originals, " ")
    owners, flat = edit_owners(words), words.flatten()
    is_name = _match(flat, r"^\p{Lu}")
    if promised.known_names is not None:
        is_name &= _is_in(flat, promised.known_names)
    elif promised.homographs is not None:
        is_name &= ~_is_in(flat, promised.homographs)
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


def _in_quotation(edits: TableEdits) -> Flags:
    """Bool [e]: a mark is open where the edit begins or ends; a mark left open ends with its line."""
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


def _last(marks: Ints, at: Ints) -> Ints:
    """int64: where the last of the marks before each position is, -1 without one."""
    return np.append(marks, -1)[np.searchsorted(marks, at) - 1]


def _find_mark(data: Bytes, mark: bytes) -> Ints:
    at = np.flatnonzero(data == mark[0])
    at = at[at < len(data) - 2]
    return at[(data[at + 1] == mark[1]) & (data[at + 2] == mark[2])]


def _touches_hyphen(edits: TableEdits) -> Flags:
    data, offsets = edits.clean.data, edits.clean.offsets
    before = (edits.starts > offsets[edits.owners]) & (data.take(edits.starts - 1, mode="clip") == ord("-"))
    behind = (edits.ends < offsets[edits.owners + 1]) & (data.take(edits.ends, mode="clip") == ord("-"))
    inside = has_bytes(edits.originals.distinct, np.arange(256) == ord("-"))[edits.originals.ids]
    return (before | behind | inside) & (edits.starts < edits.ends)


def _in_address(edits: TableEdits) -> Flags:
    """Bool [e]: between two spaces, with some of the edit, stands an @, a #, :// or a full stop between letters."""
    offsets = edits.clean.offsets
    first, last = offsets[[0, -1]]
    text = edits.clean.data[first:last]
    dots = np.flatnonzero(text[1:-1] == ord(".")) + 1
    dots = dots[LETTERS[text[dots - 1]] & LETTERS[text[dots + 1]]]
    slashes = np.flatnonzero(text[:-1] == ord(":"))
    slashes = slashes[text[slashes + 1] == ord("/")]
    is_border = np.zeros(len(text) + 1, bool)
    is_border[offsets - first] = True
    # What is before and behind them must be of the same text.
    dots, slashes = dots[~is_border[dots] & ~is_border[dots + 1]], slashes[~is_border[slashes + 1]]
    marks = np.concatenate([np.flatnonzero((text == ord("@")) | (text == ord("#"))), dots, slashes])
    if not len(marks):
        return np.zeros(len(edits), bool)
    is_border[:-1] |= SPACES[text]
    borders = np.flatnonzero(is_border)
    chunks = np.sort(np.searchsorted(borders, marks, side="right"))
    lows, highs = borders[chunks - 1] + first, borders[chunks] + first
    before_end = np.searchsorted(lows, edits.ends) - 1
    return (before_end >= 0) & (highs[before_end] > edits.starts) & (edits.starts < edits.ends)


def _hits_glossary(pairs: pa.Table, edits: TableEdits, given: list[Promises], profile: Ints) -> Flags:
    broken = np.zeros(len(edits), bool)
    for number, each in enumerate(given):
        if each.glossary:
            broken |= overlaps_glossary(pairs["clean"], edits, each.glossary, profile == number)
    return broken
