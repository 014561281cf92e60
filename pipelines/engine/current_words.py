"""The words of the current texts: of the clean texts at first, later of the texts that the passes have made.

`clean_words` describes them for the first pass; `replace` carries the description on to each later pass.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.engine.buffers import Array, Bools, Ints, spread
from pipelines.engine.vocabulary import LOWER, TITLE, UPPER

# A case in addition to those of the vocabulary: a single capital letter, which also fits into text in capitals.
INITIAL = 3
# The casings of a replacement: as in the lexicon, capitalised, or in capitals.
AS_IS, CAPITALISED, CAPITALS = 0, 1, 2
# By case, twice: of the first of several words, as far as this word tells, and of a single word.
CASING_OF = np.full(8, CAPITALISED)
CASING_OF[2 * LOWER : 2 * LOWER + 2], CASING_OF[2 * UPPER + 1] = AS_IS, CAPITALS


@dataclass(frozen=True)
class CurrentWords:
    """n words of m texts, in order. Each pass reads all of them, so their integers have 32 bits.

    starts, ends  int32 [n]: byte spans, half-open
    offsets       int64 [m + 1]: the words of text i are offsets[i] : offsets[i + 1]
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


def matching_casing(words: CurrentWords, first: Ints, n_words: Ints) -> Ints:
    """int64 [s]: the casing of a replacement that copies the case of the words first[i] : first[i] + n_words[i].

    Words all in capitals give capitals, apart from a single letter; a capital first letter gives a capitalised
    replacement.
    """
    case = words.case[first]
    casing = CASING_OF[case * 2 + (n_words == 1)]
    phrases = np.flatnonzero((case != LOWER) & (n_words > 1))
    casing[phrases] += _in_capitals(words, first[phrases], n_words[phrases])
    return casing


def _in_capitals(words: CurrentWords, first: Ints, n_words: Ints) -> Bools:
    """Bool [s]: no word has a small letter, and at least one has several capitals (A LOT, not A)."""
    if not len(first):
        return np.zeros(0, bool)
    case = words.case[spread(first, n_words)]
    offsets = np.cumsum(n_words) - n_words
    # The codes above TITLE, UPPER and INITIAL, have no small letters.
    return np.logical_and.reduceat(case > TITLE, offsets) & np.logical_or.reduceat(case == UPPER, offsets)


def count_marked(mask: Bools, first: Ints, n_words: Ints) -> Ints:
    """int64 [s]: number of marked words among first[i] : first[i] + n_words[i]."""
    count = mask[first].astype(np.int64)
    longer = np.flatnonzero(n_words > 1)  # few
    for word in range(1, int(n_words.max(initial=0))):
        longer = longer[n_words[longer] > word]
        count[longer] += mask[first[longer] + word]
    return count


def window_of(words: CurrentWords, first: Ints, n_words: Ints) -> Array:
    """int32 [s]: the window of the first clean word among first[i] : first[i] + n_words[i], which has one."""
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
