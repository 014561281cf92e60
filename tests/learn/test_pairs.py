from collections import Counter

import pytest
from learn.lexicons import small_known

from pipelines.errors import InputError
from pipelines.learn.pairs import align_pairs, check_enough, why_unlike
from pipelines.learn.samples import Pair
from pipelines.learn.text_words import read_words

LONG = "the old bridge near the harbour was closed for a whole week because the storm broke two of its iron gates"


def align(*pairs):
    return align_pairs([Pair(*pair) for pair in pairs], small_known())


def test_spun_pairs_are_aligned_in_their_order():
    aligned, skipped = align((LONG, LONG.replace("old", "antique")), ("a new road", "a fresh road"))
    assert [[swap.unit for swap in pair.alignment.swaps] for pair in aligned] == [["old"], ["new"]]
    assert not skipped


@pytest.mark.parametrize(
    ("spun", "reason"),
    [
        (
            "nobody in the village had ever seen such a strange machine before that cold morning in march",
            "few_common_words",
        ),
        (
            "because the storm broke two of its iron gates the old bridge near the harbour was closed for a whole week",
            "reordered",
        ),
        (
            LONG.replace("harbour", "harbour and also near to some of the other ones that are there"),
            "rewritten",
        ),
        (LONG.upper(), "identical"),
        ("...", "few_common_words"),
    ],
)
def test_pairs_that_are_not_spun_are_dropped_with_their_reason(spun, reason):
    aligned, skipped = align((LONG, spun))
    assert aligned == []
    assert skipped == {reason: 1}


def test_texts_without_words_are_unlike():
    assert why_unlike(*read_words(["...", "!!!"])) == "few_common_words"


def test_a_word_that_several_pairs_insert_belongs_to_its_neighbour():
    pairs = [(f"{who} saw a dog there", f"{who} saw a big dog there") for who in ("anna", "ben", "clara", "dora")]
    aligned, _ = align(*pairs, ("we walked home in the rain", "we strolled home in the rain"))
    found = {(swap.unit, swap.candidate) for pair in aligned for swap in pair.alignment.swaps}
    assert found & {("dog", "big dog"), ("a", "a big")}
    assert ("walked", "strolled") in found


@pytest.mark.parametrize(
    ("n_pairs", "skipped", "words"),
    [
        (19, {}, "at least 20 pairs"),
        (0, {"broken_json": 3}, "got 0 of 3 (skipped: broken_json 3)"),
        (25, {"identical": 70, "reordered": 5}, "identical 70, reordered 5"),
    ],
)
def test_too_few_pairs_are_an_error_with_the_counts(n_pairs, skipped, words):
    with pytest.raises(InputError) as caught:
        check_enough(n_pairs, Counter(skipped))
    assert words in str(caught.value)


def test_enough_pairs_raise_no_error():
    check_enough(20, Counter({"identical": 40}))
