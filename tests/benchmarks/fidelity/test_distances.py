import pytest
from fidelity.distances import MEASURES, kind_of, measure_distances, repeats
from fidelity.swaps import ReadPair, RealSwap


def pair(*swaps, n_words=10):
    return ReadPair(tuple(RealSwap(unit, candidate, len(unit.split())) for unit, candidate in swaps), n_words)


REAL = [pair(("big", "huge"), ("big", "huge")), pair(("home", "place of residence")), pair(("old", "former"))] * 10


@pytest.mark.parametrize(
    ("unit", "candidate", "kind"),
    [
        ("big", "huge", "word -> word"),
        ("home", "place of residence", "word -> phrase"),
        ("a lot of", "many", "phrase -> word"),
        ("two", "2", "number"),
        ("of", "from", "function word"),
    ],
)
def test_kinds(unit, candidate, kind):
    assert kind_of(RealSwap(unit, candidate, 1)) == kind


def test_a_sample_is_no_distance_from_itself():
    found = measure_distances(REAL, REAL)
    assert [row.name for row in found] == list(MEASURES)
    assert [row.distance for row in found] == pytest.approx([0] * len(found))
    assert all(row.noise >= 0 for row in found)


def test_what_differs_is_farther_than_chance():
    dense = [pair(*[("big", "huge"), ("big", "large")] * 4)] * 30
    found = {row.name: row for row in measure_distances(REAL, dense)}
    for name in (
        "swaps per 100 words",
        "words touched, %",
        "kinds of swaps",
        "words of a replacement",
        "the same again",
    ):
        assert found[name].distance > found[name].noise
    assert found["swaps per 100 words"].generated == 80


def test_repeats_compare_with_the_time_before():
    assert repeats([pair(("a", "x"), ("b", "x"), ("a", "x"), ("a", "y")), pair(("a", "y"))]) == [1, 0]


def test_what_a_side_lacks_is_left_out():
    names = [row.name for row in measure_distances(REAL, [pair(("big", "huge"), n_words=0)])]
    assert "swaps per 100 words" not in names
    assert "the same again" not in names
