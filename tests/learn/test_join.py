import pytest
from learn.lexicons import WORDS, small_known

from pipelines.learn.occurrences import find_occurrences
from pipelines.learn.pairs import align_pairs
from pipelines.learn.samples import Pair

QUEUE = (
    ("she was waiting for a tram near the kiosk", "she was hoping to catch a tram near the kiosk"),
    ("we saw him waiting for news all night", "we saw him hoping to catch news all night"),
)


def align(*pairs, known=None):
    aligned, _ = align_pairs([Pair(*pair) for pair in pairs], known or small_known())
    return aligned


def swaps_of(*pairs, known=None):
    aligned = align(*pairs, known=known)
    return {(swap.unit, swap.candidate) for pair in aligned for swap in pair.alignment.swaps}


def learned_from(*pairs, known=None):
    known = known or small_known()
    occurrences = find_occurrences(align(*pairs, known=known), known)
    swaps = zip(occurrences.unit.tolist(), occurrences.candidate.tolist(), strict=True)
    texts = {(occurrences.units[unit], occurrences.candidates[swap]) for unit, swap in swaps if swap >= 0}
    return texts, dict(occurrences.dropped)


def test_a_function_word_and_the_neighbour_that_it_always_has_are_one_phrase():
    assert swaps_of(*QUEUE) == {("waiting for", "hoping to catch")}


def test_the_phrase_has_the_words_of_its_parts():
    (swap,) = align(*QUEUE)[0].alignment.swaps
    assert (swap.first, swap.n_words, swap.spun_first, swap.n_spun) == (2, 2, 2, 3)
    assert [(part.unit, part.candidate) for part in swap.parts] == [("waiting", "hoping"), ("for", "to catch")]


def test_the_neighbour_may_have_several_replacements():
    pairs = [(original, spun.replace("hoping", other)) for original, spun in QUEUE for other in ("hoping", "trying")]
    assert swaps_of(*pairs) == {("waiting for", "hoping to catch"), ("waiting for", "trying to catch")}


def test_the_neighbour_may_stand_behind():
    pairs = (
        ("the old barn was under siege for days", "the old barn was amid assault for days"),
        ("a mill under siege can not grind", "a mill amid assault can not grind"),
    )
    assert swaps_of(*pairs) == {("under siege", "amid assault")}


def test_two_function_words_are_joined_once():
    pairs = (
        ("he left upon which the choir sang", "he left after that the choir sang"),
        ("it rained upon which we ran home", "it rained after that we ran home"),
    )
    assert swaps_of(*pairs) == {("upon which", "after that")}


@pytest.mark.parametrize(
    "other",
    [
        ("a cake for tea please", "a cake to catch tea please"),
        ("they asked for a tram at noon", "they begged to catch a tram at noon"),
        ("so we are waiting, for once, in rain", "so we are hoping, to catch once, in rain"),
    ],
    ids=["alone", "another neighbour", "a comma between"],
)
def test_a_swap_that_also_occurs_in_other_company_stays_alone(other):
    assert {("waiting", "hoping"), ("for", "to catch")} <= swaps_of(*QUEUE, other)


def test_a_swap_of_the_lexicon_stays_alone():
    known = small_known(WORDS | {"for": ["to catch"]})
    assert swaps_of(*QUEUE, known=known) == {("waiting", "hoping"), ("for", "to catch")}


def test_a_swap_of_one_pair_stays_alone():
    assert swaps_of(QUEUE[0]) == {("waiting", "hoping"), ("for", "to catch")}


def test_words_with_a_meaning_are_not_joined():
    pairs = (("the old kiln fell", "the antique oven fell"), ("an old kiln burns", "an antique oven burns"))
    assert swaps_of(*pairs) == {("old", "antique"), ("kiln", "oven")}


def test_a_corrected_article_is_no_neighbour():
    pairs = (
        ("he saw a such thing there", "he saw an own thing there"),
        ("we want a such house too", "we want an own house too"),
    )
    assert swaps_of(*pairs) == {("a", "an"), ("such", "own")}


def test_a_phrase_is_as_certain_as_its_least_certain_part():
    known = small_known(WORDS | {"waiting": ["pausing"]})
    pairs = (
        *QUEUE,
        ("five people waiting for bread", "five people pausing to catch bread"),
        ("a dog waiting for scraps", "a dog zzz to catch scraps"),
    )
    swaps, dropped = learned_from(*pairs, known=known)
    assert swaps == {("waiting for", "hoping to catch"), ("waiting for", "pausing to catch")}
    assert dropped == {"seen_once": 1}
