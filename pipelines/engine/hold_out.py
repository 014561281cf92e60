"""Held-out words: only one split may have replacements with them, to test a model on swaps it was never trained on.

A hash of the word in lower case decides, without a seed: every corpus, every profile, Spindle's engine and nlpaug hold
out the same words. A replacement is held out if one of its words is. All passes write whole replacements, so the
replacement of an edit has held-out words only if a held-out replacement was written there. Clean words that stay are
not concerned.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Bools, view_texts
from pipelines.engine.draw import uniform
from pipelines.engine.tokens import Tokens, find_tokens
from pipelines.engine.vocabulary import Vocabulary, describe_words
from pipelines.strings.hashes import hash_strings

# An arbitrary siphash key of 16 bytes, which must never change.
HASH_KEY = "spindle held out"
# Shorter words (of, up, a, an, the, 2) are part of many phrases: holding out `of` would hold out 4,000 candidates, and
# any swap may include a corrected `a` or `an`.
MIN_LETTERS = 4


@dataclass(frozen=True)
class HoldOut:
    """One side of the split of replacements.

    share      share of the words that are held out, 0-1
    is_unseen  True: only replacements with a held-out word are allowed; False: only those without
    """

    share: float
    is_unseen: bool

    def allows(self, texts: pa.StringArray) -> Bools:
        """Bool [n]: the replacement is allowed."""
        return has_held_out(texts, self.share) == self.is_unseen


def has_held_out(texts: pa.StringArray, share: float) -> Bools:
    """Bool [n]: a word of the text is held out.

    share  share of all words, 0-1; a greater share holds out the same words and more
    """
    viewed = view_texts(texts)
    tokens = find_tokens(viewed)
    return find_held_out(tokens, describe_words(viewed, tokens), share)


def find_held_out(tokens: Tokens, vocabulary: Vocabulary, share: float) -> Bools:
    """Bool [n]: as `has_held_out`, of n texts with these tokens."""
    # Swaps of swaps give "colleague's's", where one 's belongs to the token: it counts as the same word without it.
    words = pc.replace_substring_regex(vocabulary.lower, "['\u2019]s$", "")
    is_out = (uniform(hash_strings(words, HASH_KEY)) < share) & (pc.utf8_length(words).to_numpy() >= MIN_LETTERS)
    out_tokens = vocabulary.gather_lower(is_out)
    found: Bools = np.bincount(tokens.text_index[out_tokens], minlength=len(tokens.counts)) > 0
    return found
