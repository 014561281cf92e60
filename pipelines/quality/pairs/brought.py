"""What spinning brought into a text that has no place there, judged by the words of the edits alone.

Outside the edits the texts are the same (the replay proves it), so whatever is new stands in a replacement.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.lexicon.lists import read_list
from pipelines.quality.pairs.edits import TableEdits, all_in_row, count_matches, edit_owners
from pipelines.quality.pairs.texts import Flags, Ints

CONTROL = r"[\p{Cc}\x{FEFF}\x{FFFD}]"
# The bytes of UTF-8 that such a character begins with, or is: without them there is none.
CONTROL_BYTES = np.isin(np.arange(256), [*range(0x20), 0x7F, 0xC2, 0xEF])
# Tags, comments, entities; and what is left of an entity that lost its ampersand, as in "Fed#39;s".
MARKUP = r"</?[A-Za-z!][^<>]*>|&(?:[A-Za-z][A-Za-z0-9]+|#[0-9]+|#[xX][0-9A-Fa-f]+);|#[0-9]{2,5};|<!--|-->"
MARKUP_BYTES = np.isin(np.arange(256), np.frombuffer(b"<>&#", np.uint8))
# A letter of another script: English is written with Latin ones. From U+0370 on, so from the byte 0xCD.
FOREIGN = r"[^\P{L}\p{Latin}]"
FOREIGN_BYTES = np.arange(256) >= 0xCD


def find_brought(edits: TableEdits, n_words: Ints) -> dict[str, Flags | NDArray[np.float64]]:
    """What holds for each row: a rule's name -> bool [n], or the figure itself.

    no_control_characters   no replacement has more of them than its original
    no_markup               nor more tags and entities
    no_foreign_letters      nor more letters that are not Latin
    function_words_lost     share of the row's words that were function words (the, of, and) and are none any more,
                            less those that are new: what makes English English goes where a text is put into another
                            language
    """
    rules = {
        "no_control_characters": (CONTROL, CONTROL_BYTES),
        "no_markup": (MARKUP, MARKUP_BYTES),
        "no_foreign_letters": (FOREIGN, FOREIGN_BYTES),
    }
    lost = np.bincount(edits.owners, _count_function_words(edits), minlength=edits.n_rows)
    held = {rule: all_in_row(~_brings(edits, *found), edits.owners, edits.n_rows) for rule, found in rules.items()}
    return held | {"function_words_lost": lost / np.maximum(1, n_words)}


def _brings(edits: TableEdits, pattern: str, sought: Flags) -> Flags:
    """Bool [e]: the replacement has more matches than the original."""
    found = count_matches(edits.replacements.distinct, pattern, sought)
    if not found.any():
        return np.zeros(len(edits), bool)
    before = count_matches(edits.originals.distinct, pattern, sought)
    return found[edits.replacements.ids] > before[edits.originals.ids]


def _count_function_words(edits: TableEdits) -> Ints:
    """int64 [e]: function words of the original less those of the replacement."""
    before, after = (_of_each(words.distinct)[words.ids] for words in (edits.originals, edits.replacements))
    return before - after


def _of_each(strings: pa.StringArray) -> Ints:
    words = pc.split_pattern(pc.utf8_lower(strings), " ")
    listed = pc.is_in(words.flatten(), value_set=read_list("function_words")).to_numpy(zero_copy_only=False)
    return np.bincount(edit_owners(words)[listed], minlength=len(strings))
