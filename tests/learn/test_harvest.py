from learn.lexicons import WORDS, small_known

from pipelines.learn.harvest import harvest
from pipelines.learn.occurrences import find_occurrences
from pipelines.learn.pairs import align_pairs
from pipelines.learn.samples import Pair
from pipelines.lexicon.learned import write_learned


def learn(*pairs, known=None):
    known = known or small_known()
    aligned, _ = align_pairs([Pair(*pair) for pair in pairs], known)
    occurrences = find_occurrences(aligned, known)
    lines = write_learned(harvest(occurrences, known), []).splitlines()
    return {line.split("\t")[0]: tuple(line.split("\t")[1:]) for line in lines if line}, occurrences


def test_units_are_counted_when_kept_and_when_swapped():
    table, _ = learn(
        ("the old bridge and the new bridge", "the antique bridge and the new span"),
        ("an old council", "an vintage council"),
    )
    assert table == {
        "old": ("2", "2", "antique:1, vintage:1"),
        "bridge": ("2", "1", "span:1"),
        "new": ("1", "0", ""),
        "council": ("1", "0", ""),
    }


def test_a_phrase_counts_as_the_engine_would_match_it():
    table, _ = learn(
        ("we met in front of the old mill", "we met before the old mill"),
        ("he sat in front of an old tree", "he sat in front of an antique tree"),
    )
    assert table["in front of"] == ("2", "1", "before:1")
    assert "front" not in table


def test_a_part_of_a_phrase_that_was_swapped_counts_for_both():
    pairs = [(f"{who} sat in front of it", f"{who} sat in facade of it") for who in ("anna", "ben")]
    table, _ = learn(*pairs)
    assert table["in front of"] == ("2", "0", "")
    assert table["front"] == ("2", "2", "facade:2")


def test_a_swap_outside_the_lexicon_needs_two_pairs():
    once = ("they walked to the old mill", "they strolled to the old mill")
    table, occurrences = learn(once, ("it was old", "it was antique"))
    assert "walked" not in table
    assert occurrences.dropped == {"seen_once": 1}
    table, _ = learn(once, ("she walked home in rain", "she strolled home in rain"))
    assert table["walked"] == ("2", "2", "strolled:2")


def test_a_swap_between_words_of_the_lexicon_needs_one_pair():
    table, _ = learn(("an important place", "an new place"), ("so old", "so vintage"))
    assert table["important"] == ("1", "1", "new:1")


def test_noise_is_dropped_and_counted_by_reason():
    _, occurrences = learn(
        ("see page 12 of the old book", "see page 13 of the antique book"),
        ("they saw an old mill", "they saw a vintage mill"),
        ("he wore an old hat", "he wore a vintage hat"),
    )
    assert occurrences.dropped == {"no_letters": 1, "article": 2}


def test_a_replacement_that_ends_in_an_article_needs_a_unit_that_does():
    table, occurrences = learn(
        ("they met at noon", "they met at the noon"),
        ("a lamp at dusk", "a lamp at the dusk"),
        ("at dawn we row", "at the dawn we row"),
        ("a walk in a fog", "a walk amid the fog"),
        ("lost in a fog", "lost amid the fog"),
        known=small_known(WORDS | {"at": ["at the"], "in a": ["amid the"]}),
    )
    assert occurrences.dropped == {"ends_in_article": 3}
    assert "at" not in table
    assert table["in a"] == ("2", "2", "amid the:2")


def test_names_count_for_candidates_but_not_for_propensity():
    table, _ = learn(
        ("we asked Power Council members", "we asked Energy Council members"),
        ("we saw Mister Old yesterday", "we saw Mister Young yesterday"),
        ("the old bridge", "the old span"),
    )
    assert table["power"] == ("0", "0", "energy:1")
    assert table["old"] == ("1", "0", "")
    assert table["bridge"] == ("1", "1", "span:1")


def test_the_order_of_the_pairs_does_not_matter():
    pairs = [("the old bridge", "the antique bridge"), ("an old new hall", "an old fresh hall"), ("so new", "so fresh")]
    assert learn(*pairs)[0] == learn(*pairs[::-1])[0]
