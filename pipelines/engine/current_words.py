"""The words of the current texts: of the clean texts at first, later of the texts that the passes have made.

`clean_words` describes them for the first pass; `replace` carries the description on to each later pass.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.engine.buffers import Array, Bools, Ints, spread
from pipelines.engine.casings import AS_IS, CAPITALISED, CAPITALS, EACH, TITLED
from pipelines.engine.vocabulary import LOWER, TITLE, UPPER

# A case in addition to those of the vocabulary: a single capital letter, which also fits into text in capitals.
INITIAL = 3
# By case, twice: of the first of several words, as far as this word tells, and of a single word.
CASING_OF = np.full(8, CAPITALISED)
CASING_OF[2 * LOWER : 2 * LOWER + 2], CASING_OF[2 * UPPER + 1] = AS_IS, CAPITALS


@dataclass(frozen=True)
class CurrentWords:
    """n words of m texts, in order. Each pass reads all of them, so their integers have 32 bits.

    starts, ends  int32 [n]: byte spans, half-open
    offsets       int64 [m + 1]: the words of text i are offsets[i] : offsets[i + 1]
    is_curly      bool [m]: replacements in the text have curly apostrophes, see `apostrophes`
    words         int32 [n]: word id of the lexicon's phrases, or -1
    case          int8 [n]: LOWER, TITLE, UPPER or INITIAL
    indefinite    int8 [n]: code of an indefinite article, see `indefinite`; None if no text has its `a` and `an`
                  corrected
    is_allowed    bool [n]: no rule protects the word
    is_linked     bool [n]: exactly one space between it and the next, in the same text
    is_short      bool [n]: too short to be swapped on its own
    is_name_like  bool [n]: name-like, yet not protected
    is_clean      bool [n]: a word of the clean text, not part of a replacement
    window        int32 [n]: the window of the word, see `draw.windows_of`; -1 if the window has had its swap; None if
                  no text limits the swaps of a window
    emphasis      float32 [n]: factor of the word's sentence on the propensity of its slots, see `sentences`; None if
                  the sentences of no text differ
    """

    starts: Array
    ends: Array
    offsets: Ints
    is_curly: Bools
    words: Array
    case: Array
    indefinite: Array | None
    is_allowed: Bools
    is_linked: Bools
    is_short: Bools
    is_name_like: Bools
    is_clean: Bools
    window: Array | None
    emphasis: Array | None

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def counts(self) -> Ints:
        """int64 [m]: words of each text."""
        return np.diff(self.offsets)


def matching_casing(words: CurrentWords, first: Ints, n_words: Ints, is_small: Bools) -> Ints:
    """int64 [s]: the casing of a replacement that copies the case of the words first[i] : first[i] + n_words[i].

    is_small  bool [w + 1]: by word id, see `casings.is_small_word`
    Words all in capitals give capitals, apart from a single letter; several words that all have a capital, but for
    small ones behind the first, give each word one; a capital first letter gives a capitalised replacement.
    """
    case = words.case[first]
    casing = CASING_OF[case * 2 + (n_words == 1)]
    phrases = np.flatnonzero((case != LOWER) & (n_words > 1))
    casing[phrases] = _casing_of_phrases(words, first[phrases], n_words[phrases], is_small)
    return casing


def _casing_of_phrases(words: CurrentWords, first: Ints, n_words: Ints, is_small: Bools) -> Ints:
    """int64 [s]: the casing of a replacement of several words, the first of which has a capital."""
    if not len(first):
        return np.zeros(0, np.int64)
    at = spread(first, n_words)
    offsets = np.cumsum(n_words) - n_words
    case, small = words.case[at], is_small[words.words[at]]

    def all_of(mask: Bools) -> Bools:
        return np.logical_and.reduceat(mask, offsets)

    has_capital, is_first = case != LOWER, np.isin(np.arange(len(at)), offsets)
    # No word has a small letter, and at least one has several capitals: A LOT, not A. The codes above TITLE, UPPER and
    # INITIAL, have no small letters.
    in_capitals = all_of(case > TITLE) & ~all_of(case != UPPER)
    # A single capital behind the first word tells nothing: If I.
    is_told = all_of(has_capital | small) & ~all_of(is_first | (case == LOWER) | (case == INITIAL))
    has_small = ~all_of(is_first | ~small | ~has_capital)
    return np.where(in_capitals, CAPITALS, np.where(~is_told, CAPITALISED, np.where(has_small, EACH, TITLED)))


def count_marked(mask: Bools, first: Ints, n_words: Ints) -> Ints:
    """int64 [s]: number of marked words among first[i] : first[i] + n_words[i]."""
    count = mask[first].astype(np.int64)
    longer = np.flatnonzero(n_words > 1)  # few
    for word in range(1, int(n_words.max(initial=0))):
        longer = longer[n_words[longer] > word]
        count[longer] += mask[first[longer] + word]
    return count


def window_of(words: CurrentWords, first: Ints, n_words: Ints) -> Array:
    """int32 [s]: the window of the first clean word among first[i] : first[i] + n_words[i], which has one.

    Raises ValueError if the words have no windows.
    """
    if words.window is None:
        raise ValueError("expected words with their windows, got none: read words with a plan that limits the swaps")
    place, last = first.copy(), first + n_words - 1
    moving = np.flatnonzero(~words.is_clean[first])
    while len(moving):
        place[moving] += 1
        moving = moving[~words.is_clean[place[moving]] & (place[moving] < last[moving])]
    return words.window[place]


def indefinite_of(words: CurrentWords) -> Array:
    """int8 [n]: the code of the indefinite article of each word; raises ValueError if the words have no codes."""
    if words.indefinite is None:
        raise ValueError("expected words with indefinite articles, got none: read words with a plan that corrects them")
    return words.indefinite
