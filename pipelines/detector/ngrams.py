"""Keys of the n-grams around each word. A mark, the end of a sentence and the end of a text stand for a word there."""

from dataclasses import dataclass

import numpy as np

from pipelines.detector.word_stream import FACTOR_ARRAY, FACTORS, SPACE, START, Keys, WordStream, mix, shift
from pipelines.engine import kernels

BORDERS = mix(np.arange(1001, 1005, dtype=np.uint64))
LEFT, MIDDLE, RIGHT = (mix(factor + np.arange(1, dtype=np.uint64)) | np.uint64(1) for factor in FACTORS)
PLACES = np.concatenate([LEFT, MIDDLE, RIGHT])
SKIPPED = np.uint64(0x5851F42D4C957F2D)


@dataclass(frozen=True)
class Ngrams:
    """Keys of n words and of the n-grams that each is in, uint64 [n]; 0 is the word, -1 the one before it.

    left, right   -1 0, and 0 +1
    before, middle, behind   -2 -1 0, then -1 0 +1, then 0 +1 +2
    around        -1 and +1 without the word: its context
    left_skip, right_skip    -2 and 0, 0 and +2
    """

    word: Keys
    left: Keys
    right: Keys
    before: Keys
    middle: Keys
    behind: Keys
    around: Keys
    left_skip: Keys
    right_skip: Keys


def read_ngrams(words: WordStream) -> Ngrams:
    """Return the keys of the n-grams of all words."""
    if kernels.is_compiled():
        found = [np.empty(len(words), np.uint64) for _ in range(8)]
        kernels.run(
            "join_ngrams", len(words), words.keys, words.gaps, BORDERS, FACTOR_ARRAY, PLACES, int(SKIPPED), *found
        )
        return Ngrams(words.keys, *found)
    key, gap, after = words.keys, words.gaps, words.gaps_behind
    border = BORDERS[np.maximum(gap, 1)]
    left = np.where(gap > SPACE, border, shift(key, -1, 0))
    right = np.where(after > SPACE, BORDERS[np.maximum(after, 1)], shift(key, 1, 0))
    # Behind a border, the word before it counts only if the border is a mark.
    left_2 = np.where(gap > 1, BORDERS[START], np.where(gap == 1, shift(key, -1, 0), shift(left, -1, BORDERS[START])))
    right_2 = np.where(
        after > 1, BORDERS[START], np.where(after == 1, shift(key, 1, 0), shift(right, 1, BORDERS[START]))
    )
    bigram = mix(left * LEFT + key * MIDDLE)
    next_bigram = mix(key * LEFT + right * MIDDLE)
    return Ngrams(
        word=key,
        left=bigram,
        right=next_bigram,
        before=mix(left_2 * RIGHT + bigram),
        middle=mix(bigram * MIDDLE + right * RIGHT),
        behind=mix(key * RIGHT + mix(right * LEFT + right_2 * MIDDLE)),
        around=mix(left * LEFT + right * RIGHT + SKIPPED),
        left_skip=mix(left_2 * LEFT + key * RIGHT),
        right_skip=mix(key * LEFT + right_2 * RIGHT),
    )
