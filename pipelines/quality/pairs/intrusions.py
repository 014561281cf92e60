"""Intrusions: control characters, markup and foreign letters that a swap adds, and function words that swaps remove.

The words of the edits suffice for that: outside the edits both texts are the same, as the replay proves.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.lexicon.lists import read_list
from pipelines.quality.pairs.edits import (
    DistinctStrings,
    TableEdits,
    all_in_row,
    count_matches,
    edit_owners,
    has_bytes,
)
from pipelines.quality.pairs.texts import Flags, Ints

# Control characters, invisible ones (zero width, soft hyphens, marks of direction, ends of lines), those of private
# use, U+FFFD, and the numbers that Unicode keeps free of characters.
CONTROL = r"[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}\x{FFFD}-\x{FFFF}\x{FDD0}-\x{FDEF}]"
# The first bytes of these characters in UTF-8: a string without them has none of the characters.
CONTROL_BYTES = np.isin(np.arange(256), [*range(0x20), 0x7F, 0xC2, *range(0xD8, 0xF5)])
# Tags, comments, entities, and entities that lost their ampersand, as in "Fed#39;s".
MARKUP = r"</?[A-Za-z!][^<>]*>|&(?:[A-Za-z][A-Za-z0-9]+|#[0-9]+|#[xX][0-9A-Fa-f]+);|#[0-9]{2,5};|<!--|-->"
MARKUP_BYTES = np.isin(np.arange(256), np.frombuffer(b"<>&#", np.uint8))
# Letters of scripts other than Latin, all from U+0370 on, so from the first byte 0xCD.
FOREIGN = r"[^\P{L}\p{Latin}]"
FOREIGN_BYTES = np.arange(256) >= 0xCD
SPACE = np.arange(256) == ord(" ")


def find_intrusions(edits: TableEdits, n_words: Ints) -> dict[str, Flags | NDArray[np.float64]]:
    """Return, for each row, whether a rule holds, or the figure itself: a rule's name -> bool or float64 [n].

    no_control_characters  no replacement has more control and invisible characters than its original
    no_markup              no replacement has more tags and entities than its original
    no_foreign_letters     no replacement has more letters of other scripts than its original
    function_words_lost    function words (the, of, and) removed by the swaps, less those added, as a share of the row's
                           words: high where a text was translated into another language

    n_words  int64 [n]: words of each clean text
    """
    rules = {
        "no_control_characters": (CONTROL, CONTROL_BYTES),
        "no_markup": (MARKUP, MARKUP_BYTES),
        "no_foreign_letters": (FOREIGN, FOREIGN_BYTES),
    }
    lost = np.bincount(edits.owners, _count_function_words(edits), minlength=edits.n_rows)
    held = {rule: all_in_row(~_adds(edits, *found), edits.owners, edits.n_rows) for rule, found in rules.items()}
    return held | {"function_words_lost": lost / np.maximum(1, n_words)}


def _adds(edits: TableEdits, pattern: str, first_bytes: Flags) -> Flags:
    """Bool [e]: the replacement has more matches than the original."""
    found = count_matches(edits.replacements.distinct, pattern, first_bytes)
    if not found.any():
        return np.zeros(len(edits), bool)
    before = count_matches(edits.originals.distinct, pattern, first_bytes)
    return found[edits.replacements.ids] > before[edits.originals.ids]


def _count_function_words(edits: TableEdits) -> Ints:
    """int64 [e]: function words of the original less those of the replacement."""
    before, after = (_function_words(each)[each.ids] for each in (edits.originals, edits.replacements))
    return before - after


def _function_words(strings: DistinctStrings) -> Ints:
    """int64 [d]: function words of each distinct string; only phrases are split."""
    counts = _are_listed(strings.lower).astype(np.int64)
    phrases = np.flatnonzero(has_bytes(strings.distinct, SPACE))
    words = pc.split_pattern(strings.lower.take(pa.array(phrases)), " ")
    counts[phrases] = np.bincount(edit_owners(words)[_are_listed(words.flatten())], minlength=len(phrases))
    return counts


def _are_listed(words: pa.StringArray) -> Flags:
    listed: Flags = pc.is_in(words, value_set=read_list("function_words")).to_numpy(zero_copy_only=False)
    return listed
