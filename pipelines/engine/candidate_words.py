"""The words of the lexicon's candidates, found once: later passes need them to swap words of replacements."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipelines.engine.analysis import Analysis
from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.engine.casings import find_rising, is_small_word
from pipelines.engine.indefinite import indefinite_codes
from pipelines.engine.masks import is_contraction, is_number
from pipelines.engine.phrases import PhraseTable, find_token_words


@dataclass(frozen=True)
class CandidateWords:
    """w words of t candidates, in order.

    offsets       int64 [t + 1]: the words of candidate i are offsets[i] : offsets[i + 1]
    starts, ends  int64 [w]: bytes within the candidate, half-open
    words         int64 [w]: word id of the lexicon's phrases, or -1
    n_letters     int64 [w]: length in code points
    indefinite    int8 [w]: code of an indefinite article, see `indefinite`
    is_allowed    bool [w]: may be swapped in turn, unlike words with a digit and the first half of it's
    is_linked     bool [w]: one space between it and the next; of a last word: it ends the candidate
    begins        bool [t]: the candidate begins with a word
    rising        int8 [w]: when it gets a capital behind the first word, see `casings.find_rising`
    """

    offsets: Ints
    starts: Ints
    ends: Ints
    words: Ints
    n_letters: Ints
    indefinite: Array
    is_allowed: Bools
    is_linked: Bools
    begins: Bools
    rising: Array

    @cached_property
    def counts(self) -> Ints:
        """int64 [t]: words of each candidate."""
        return np.diff(self.offsets)

    @cached_property
    def packed(self) -> Array:
        """int32 [w, 4]: all of a word together, to be fetched from memory at once.

        Its id, start and end; then its letters times 64, its rising times 16, its code times 4, 2 if it is linked and
        1 if it is allowed.
        """
        bits = self.n_letters << 6 | self.rising.astype(np.int64) << 4 | self.indefinite.astype(np.int64) << 2
        bits |= self.is_linked << 1 | self.is_allowed
        return np.stack([self.words, self.starts, self.ends, bits], axis=1).astype(np.int32)


def split_candidates(analysis: Analysis, table: PhraseTable) -> CandidateWords:
    """Find the words of each candidate, from the analysis of their texts; `table` has the lexicon's units."""
    texts, tokens, vocabulary = analysis.texts, analysis.tokens, analysis.vocabulary
    text_starts = np.repeat(texts.offsets[:-1], tokens.counts)
    has_words = tokens.counts > 0
    is_linked, last = analysis.is_linked.copy(), tokens.offsets[1:][has_words] - 1
    is_linked[last] = tokens.ends[last] == texts.offsets[1:][has_words]
    begins = has_words.copy()
    begins[has_words] = tokens.starts[tokens.offsets[:-1][has_words]] == texts.offsets[:-1][has_words]
    starts, is_small = tokens.starts - text_starts, vocabulary.gather_lower(is_small_word(vocabulary.lower))
    return CandidateWords(
        offsets=tokens.offsets,
        starts=starts,
        ends=tokens.ends - text_starts,
        words=find_token_words(table, vocabulary).astype(np.int64),
        n_letters=vocabulary.gather(vocabulary.n_letters),
        indefinite=vocabulary.gather_lower(indefinite_codes(vocabulary.lower)),
        is_allowed=~(is_number(vocabulary) | is_contraction(tokens, vocabulary)),
        is_linked=is_linked,
        begins=begins,
        rising=find_rising(texts, starts, tokens.counts, is_small),
    )
