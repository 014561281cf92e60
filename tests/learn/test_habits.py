import numpy as np
import pytest
from learn.lexicons import small_known

from pipelines.learn.habits import measure_habits, spread_of
from pipelines.learn.occurrences import find_occurrences
from pipelines.learn.pairs import align_pairs
from pipelines.learn.samples import Pair


def habits_of(*pairs):
    known = small_known()
    aligned, _ = align_pairs([Pair(*pair) for pair in pairs], known)
    assert len(aligned) == len(pairs)
    return measure_habits(aligned, find_occurrences(aligned, known), known)


@pytest.mark.parametrize(
    ("habit", "original", "spun", "value"),
    [
        ("rate", "the old bridge and a road", "the antique bridge and a road", 1 / 6),
        ("rate", "he stood in front of it", "he stood before it", 3 / 6),
        ("rate", "she saw an old mill", "she saw a vintage mill", 1 / 5),
        ("swaps", "he stood in front of it", "he stood before it", 1 / 6),
        ("phrases", "in front of an old mill", "before an antique mill", 1 / 2),
        ("longer", "a new old road", "a brand new antique road", 1 / 2),
        ("length", "a new old road", "a brand new antique road", 3 / 2),
        ("quotations", 'the new road is "a new idea" to us', 'the fresh road is "a new idea" to us', 0),
        ("hyphenated", "a new and half-new road it is", "a new and half-fresh road it is", 4),
        ("to_digits", "two of the old roads", "2 of the antique roads", 1),
        ("to_digits", "two of the old roads", "two of the antique roads", 0),
        ("mended", "she saw an old mill", "she saw a vintage mill", 1),
        ("mended", "she saw an old mill", "she saw an vintage mill", 0),
        ("capitals", "New roads are long", "Fresh roads are long", 1),
        ("capitals", "New roads are long", "fresh roads are long", 0),
        ("again", "the office is shut now", "the place of job is shut now", 0),
        ("again", "the office is shut now", "the area of job is shut now", 1),
        ("names", "we saw Old Mill and an old mill", "we saw Old Mill and an antique mill", 0),
    ],
)
def test_habits_are_measured_on_the_pair(habit, original, spun, value):
    assert habits_of((original, spun))[habit].value == pytest.approx(value)


def test_names_are_compared_with_the_same_words_elsewhere():
    pairs = [
        (f"{who} saw Council Road and the council", f"{who} saw Board Road and the board") for who in ("he", "she")
    ]
    assert habits_of(*pairs)["names"].value == pytest.approx(1)


def test_spread_excludes_chance():
    dice = np.random.default_rng(2)
    words = dice.integers(100, 400, 2_000)
    for spread in (0.0, 0.08):
        swapped = dice.binomial(words, np.clip(dice.normal(0.25, spread, len(words)), 0, 1))
        columns = np.stack([words, swapped, swapped**2 / words, words**2, np.ones(len(words)), swapped], axis=1)
        assert float(spread_of(columns.sum(axis=0))) == pytest.approx(spread, abs=0.012)
