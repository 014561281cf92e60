"""Words that are held out: replacements that one split alone may have, to test a model on swaps that it never saw.

Whether a word is held out follows from the word alone, whatever its case, and from no seed: the same words are held out
in every corpus, for every profile, and for Spindle's own engine and nlpaug alike. A replacement counts as held out if
any of its words is. Spun text is built of whole replacements, in all passes, so one without such a word can only come
from candidates without one, and one with such a word only from a candidate that has it.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Bools, view_texts
from pipelines.engine.draw import uniform
from pipelines.engine.tokens import find_tokens
from pipelines.engine.vocabulary import describe_words

# Siphash keys are 16 bytes; any will do, for ever.
HASH_KEY = "spindle held out"
# Shorter words (of, up, a, an, the, 2) are what many phrases are made of: to hold out `of` would take 4,000 candidates
# with it, and a mended article may stand in any swap.
MIN_LETTERS = 4


@dataclass(frozen=True)
class HoldOut:
    """Which replacements may be used: those with a word of the held-out share (0-1), or those without."""

    share: float
    is_unseen: bool

    def allows(self, texts: pa.StringArray) -> Bools:
        """Bool [n]: may each of the texts be put?"""
        return has_held_out(texts, self.share) == self.is_unseen


def has_held_out(texts: pa.StringArray, share: float) -> Bools:
    """Bool [n]: is any word of each text held out? `share` is that of all words, 0-1; a greater one holds out more."""
    viewed = view_texts(texts)
    tokens = find_tokens(viewed)
    vocabulary = describe_words(viewed, tokens)
    # Swaps in swaps make "colleague's's", where one 's belongs to the token: it must not make another word of it.
    words = pc.replace_substring_regex(vocabulary.lower, "['\u2019]s$", "")
    bits = pd.util.hash_array(words.to_numpy(zero_copy_only=False), hash_key=HASH_KEY, categorize=False)
    is_out = (uniform(bits) < share) & (pc.utf8_length(words).to_numpy() >= MIN_LETTERS)
    out_tokens = is_out[vocabulary.lower_ids][vocabulary.ids]
    found: Bools = np.bincount(tokens.text_index[out_tokens], minlength=len(texts)) > 0
    return found
