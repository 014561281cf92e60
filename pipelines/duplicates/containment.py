"""The share of a text's words that stand in another text, in the same order.

It finds copies whose shingles differ: a tenth of the words replaced at random leaves two of five shingles of five words
(.41 in the median), but nine words of ten in their order. Articles that are made of the same few sentences, in another
order or with other names, share as many shingles and fewer words in order.

Words are compared by a code of 16 bits: one pair of different words in 55,296 is taken for equal.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import LCSseq
from rapidfuzz.process import cpdist

from pipelines.duplicates.sketch import Hashes
from pipelines.engine.buffers import Bools, Ints

Codes = npt.NDArray[np.uint16]
Shares = npt.NDArray[np.float64]

# Code points below the surrogates: any sequence of them is a string.
N_CODES = 0xD800
# Words of a text that are compared, from its first one; the time grows with their square: a pair of texts of 8,192
# words takes 1 ms with a least containment, one of 500 words 10 us.
MOST_WORDS = 8_192
# Pairs whose shorter texts differ by less than this factor are compared at once.
LENGTH_CLASS = 1.2


def code_words(words: Hashes, offsets: Ints) -> tuple[Codes, Ints]:
    """Return the codes of the first MOST_WORDS words of all texts, uint16 [m], and how many each text has, int64 [n].

    words, offsets  as of `sketch.hash_words`
    """
    counts = np.diff(offsets)
    place = np.arange(offsets[-1]) - np.repeat(offsets[:-1], counts)
    return (words[place < MOST_WORDS] % np.uint64(N_CODES)).astype(np.uint16), np.minimum(counts, MOST_WORDS)


def spell(codes: Codes, counts: Ints) -> list[str]:
    """Return each text as a string with a character for each word; codes and counts as of `code_words`."""
    whole, ends = codes.astype("<u2").tobytes().decode("utf-16-le"), np.cumsum(counts)
    return list(map(whole.__getitem__, map(slice, (ends - counts).tolist(), ends.tolist())))


def measure_containment(left: Sequence[str], right: Sequence[str]) -> Shares:
    """float64 [pairs]: the length of the longest common subsequence over the length of the shorter text.

    left, right  the two texts of each pair, as of `spell`
    A text without words shares none.
    """
    common = cpdist(left, right, scorer=LCSseq.similarity, dtype=np.int64)
    return common / np.maximum(_count_shorter(left, right), 1)


def are_contained(left: Sequence[str], right: Sequence[str], least: float) -> Bools:
    """Bool [pairs]: `measure_containment` is `least` or more, in half to a third of the time.

    rapidfuzz passes over what cannot reach the length that it is told, one for all pairs of a call.
    """
    shorter = _count_shorter(left, right)
    contained = np.zeros(len(left), np.bool_)
    classes = np.floor(np.log(np.maximum(shorter, 1)) / np.log(LENGTH_CLASS)).astype(np.int64)
    for rows in group_rows(classes):
        sides = (list(map(side.__getitem__, rows.tolist())) for side in (left, right))
        cutoff = max(0, int(least * shorter[rows].min()) - 1)  # no more than what any of the pairs needs
        common = cpdist(*sides, scorer=LCSseq.similarity, dtype=np.int64, score_cutoff=cutoff)
        contained[rows] = common / np.maximum(shorter[rows], 1) >= least
    return contained


def group_rows(numbers: Ints) -> list[Ints]:
    """The places of each distinct number, in order of the numbers.

    >>> [places.tolist() for places in group_rows(np.array([7, 5, 7]))]
    [[1], [0, 2]]
    """
    order = np.argsort(numbers, kind="stable")
    borders = np.flatnonzero(np.diff(numbers[order])) + 1
    return np.split(order, borders) if len(order) else []


def _count_shorter(left: Sequence[str], right: Sequence[str]) -> Ints:
    """int64 [pairs]: the number of words of the shorter text."""
    counts = (np.fromiter(map(len, side), np.int64, len(side)) for side in (left, right))
    return np.minimum(*counts)
