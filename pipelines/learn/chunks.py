"""Cut long pairs into chunks that are aligned separately, so that the time grows linearly with the length.

Possible cuts are pairs of consecutive words that occur exactly once in each text. The longest common subsequence of
these pairs is used (patience diff).
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

# Smallest chunk in words; pairs of less than twice as many words are not cut.
CHUNK_WORDS = 150


def cut_chunks(original: Sequence[str], spun: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield half-open spans of words, of the original and of the spun text, that cover both texts.

    >>> list(cut_chunks(["a", "b"], ["a"]))
    [(0, 2, 0, 1)]
    """
    first, spun_first = 0, 0
    if max(len(original), len(spun)) >= 2 * CHUNK_WORDS:
        for place, spun_place in find_anchors(original, spun):
            if min(place - first, len(original) - place) >= CHUNK_WORDS:
                yield first, place, spun_first, spun_place
                first, spun_first = place, spun_place
    yield first, len(original), spun_first, len(spun)


def find_anchors(original: Sequence[str], spun: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places (word of the original, word of the spun text) of words that were certainly kept, in order."""
    places, spun_places = _once(original), _once(spun)
    shared = [(place, spun_places[words]) for words, place in places.items() if words in spun_places]
    return longest_rise(sorted(shared))


def _once(words: Sequence[str]) -> dict[tuple[str, str], int]:
    """Return the places of pairs of consecutive words that occur only once."""
    counts = Counter(pairwise(words))
    return {two: place for place, two in enumerate(pairwise(words)) if counts[two] == 1}


def longest_rise(points: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest subsequence of points that rises in the second number; O(n log n)."""
    tops: list[int] = []
    top_points: list[int] = []
    before: list[int] = []
    for index, (_, value) in enumerate(points):
        length = bisect_left(tops, value)
        before.append(top_points[length - 1] if length else -1)
        tops[length : length + 1] = [value]
        top_points[length : length + 1] = [index]
    series = []
    index = top_points[-1] if top_points else -1
    while index >= 0:
        series.append(points[index])
        index = before[index]
    return series[::-1]
