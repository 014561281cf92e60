import time

import pytest
from learn.lexicons import small_known

from pipelines.learn.align import align_pair, count_in_line
from pipelines.learn.text_words import read_words

KNOWN = small_known()


def swaps_of(original, spun, known=KNOWN):
    alignment = align_pair(*read_words([original, spun]), known.has)
    return [(swap.unit, swap.candidate) for swap in alignment.swaps]


@pytest.mark.parametrize(
    ("original", "spun", "expected"),
    [
        ("the old bridge fell", "the antique bridge fell", [("old", "antique")]),
        ("an old bridge", "an antique span", [("old", "antique"), ("bridge", "span")]),
        ("a new road", "a brand-new road", [("new", "brand-new")]),
        ("a new road", "a brand new road", [("new", "brand new")]),
        ("he stood in front of it", "he stood before it", [("in front of", "before")]),
        ("the office is shut", "the place of job is closed", [("office", "place of job"), ("shut", "closed")]),
        ("they may repair it", "they can also mend it", [("may", "can also"), ("repair", "mend")]),
        ("The Council said", "The Authorities said", [("council", "authorities")]),
        ("the council's old hall", "the board\u2019s old hall", [("council", "board")]),
        ("don't go", "do no longer go", [("don't", "do no longer")]),
        ("the two roads", "the 2 roads", [("two", "2")]),
        ("it is far", "it\u2019s miles far", [("it is", "it's miles")]),
    ],
)
def test_swaps_are_found(original, spun, expected):
    assert swaps_of(original, spun) == expected


@pytest.mark.parametrize(
    ("original", "spun"),
    [
        ("the old bridge", "the old bridge"),
        ("The  old\nbridge.", "the old bridge"),
        ("He said “no” to it", 'He said "no" to it'),
        ("part of a road", "partof a road"),
        ("a road and a path", "a road and, well, a path"),
        ("a very long road", "a long road"),
        ("it's far away", "that is far away"),
        ("", ""),
    ],
)
def test_changes_that_are_not_swaps_are_ignored(original, spun):
    assert swaps_of(original, spun) == []


def test_spans_are_words_of_both_texts():
    alignment = align_pair(*read_words(["we need an office in town", "we need an place of job in city"]), KNOWN.has)
    assert [(swap.first, swap.n_words, swap.spun_first, swap.n_spun) for swap in alignment.swaps] == [
        (3, 1, 3, 3),
        (5, 1, 7, 1),
    ]


def test_an_inserted_word_is_lost():
    alignment = align_pair(*read_words(["a road to town", "a road down to town"]), KNOWN.has)
    assert alignment.swaps == ()
    assert [(block[1] - block[0], block[3] - block[2]) for block in alignment.lost] == [(0, 1)]


def test_a_long_rewritten_stretch_is_lost_as_a_whole():
    original = " ".join(f"alpha{number}" for number in range(70))
    spun = " ".join(f"beta{number}" for number in range(70))
    alignment = align_pair(*read_words([f"first {original} last", f"first {spun} last"]), KNOWN.has)
    assert alignment.swaps == ()
    assert alignment.lost == ((1, 71, 1, 71),)


@pytest.mark.parametrize(
    ("original", "spun", "expected"),
    [
        ("the " * 20_000, "the " * 10_000 + "a " * 10_000, ([], [(10_000, 20_000, 10_000, 20_000)])),
        ("the a " * 20_000, "a the " * 20_000, ([], [(0, 40_000, 0, 40_000)])),
        ("the " * 20_000, "the " * 20_000, ([], [])),
        ("the " * 9_000 + "old" + " the" * 9_000, "the " * 9_000 + "antique" + " the" * 9_000, (["old"], [])),
    ],
)
def test_words_repeated_without_end_take_linear_time(original, spun, expected):
    """20,000 words had 100 million pairs of equal words, all in memory."""
    began = time.process_time()
    found = align_pair(*read_words([original, spun]), KNOWN.has)
    assert ([swap.unit for swap in found.swaps], list(found.lost)) == expected
    assert time.process_time() - began < 5


def test_count_in_line_respects_the_order():
    assert count_in_line(*read_words(["one two three four", "three four one two"])) == 2
