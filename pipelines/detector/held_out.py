"""Words that count as held out while a detector is trained, so that it learns to judge words it has no habits of.

In the split test_unseen each replacement has a word that no replacement of another split has. Training rows are made
like that by leaving the habits of such a word out: for each edit its longest word, and some words of the other text.
"""

import numpy as np

from pipelines.detector.word_stream import WordStream, mix
from pipelines.engine.buffers import Bools, Ints

# Shorter words are never held out, as in the engine.
MIN_LETTERS = 4
# Share of the texts that are treated so. More helps on test_unseen and harms on test.
TEXT_SHARE = 0.5
# Share of the distinct words outside edits that are treated so: a tenth is held out by default.
WORD_SHARE = 0.125
STEPS = 2**16


def hide_words(words: WordStream, edits: Ints, is_concerned: Bools, seed: int) -> Bools:
    """Bool [n]: the word counts as held out.

    edits         int64 [n]: number of the edit that the word is in, -1 for none
    is_concerned  bool [m]: texts in which words are held out
    """
    drawn = (mix(words.keys + np.uint64(seed + 1)) >> np.uint64(48)).astype(np.int64) < WORD_SHARE * STEPS
    can_hide = (words.n_bytes >= MIN_LETTERS) & is_concerned[words.text]
    hidden = drawn & can_hide & (edits < 0)
    at = np.flatnonzero(can_hide & (edits >= 0))
    at = at[np.lexsort((at, -words.n_bytes[at], edits[at]))]
    is_first = np.diff(edits[at], prepend=-1) != 0
    hidden[at[is_first]] = True
    return hidden
