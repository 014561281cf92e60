import itertools
import random

from pipelines.learn.chunks import CHUNK_WORDS, cut_chunks, find_anchors, longest_rise


def test_a_short_pair_is_one_chunk():
    words = ["word"] * (2 * CHUNK_WORDS - 1)
    assert list(cut_chunks(words, words[:-1])) == [(0, len(words), 0, len(words) - 1)]


def test_chunks_cover_both_texts_and_begin_at_the_same_words():
    dice = random.Random(3)  # noqa: S311 - not for secrets
    original = [f"w{dice.randrange(400)}" for _ in range(2_000)]
    spun = [word if dice.random() < 0.7 else "other" for word in original]
    chunks = list(cut_chunks(original, spun))
    assert len(chunks) > 5
    assert chunks[0][0] == chunks[0][2] == 0
    assert (chunks[-1][1], chunks[-1][3]) == (len(original), len(spun))
    for before, after in itertools.pairwise(chunks):
        assert (before[1], before[3]) == (after[0], after[2])
        assert original[after[0]] == spun[after[2]]
    assert max(behind - first for first, behind, _, _ in chunks) < 1_000


def test_anchors_are_in_order_in_both_texts_and_exclude_moved_words():
    original = ["a", "b", "c", "d", "e", "f", "g", "h"]
    assert find_anchors(original, ["a", "b", "g", "h", "c", "d", "e", "f"]) == [(0, 0), (2, 4), (3, 5), (4, 6)]


def test_without_common_words_there_are_no_anchors():
    assert find_anchors(["a", "b"], ["c", "d"]) == []
    assert find_anchors([], []) == []


def test_the_longest_rise_agrees_with_a_slow_reference():
    dice = random.Random(8)  # noqa: S311 - not for secrets
    for _ in range(50):
        points = list(enumerate(dice.choices(range(12), k=10)))
        series = longest_rise(points)
        assert all(a < c and b < d for (a, b), (c, d) in itertools.pairwise(series))
        subsets = (s for n in range(11) for s in itertools.combinations(points, n))
        assert len(series) == max(len(s) for s in subsets if all(b < d for (_, b), (_, d) in itertools.pairwise(s)))
