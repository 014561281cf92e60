import pytest
from fidelity.recall import Ranker, RecallCounts, measure_recall
from fidelity.swaps import ReadPair, RealSwap

from pipelines.spinners.candidates import list_candidates
from pipelines.spinners.spinner import load_spinner


@pytest.fixture(scope="module")
def light():
    return load_spinner("light")


def test_ranks_are_those_of_the_listed_candidates(light):
    listed = [text for text, _ in list_candidates("house", light)]
    assert [Ranker(light).rank("house", text) for text in listed] == list(range(len(listed)))


@pytest.mark.parametrize(("unit", "candidate"), [("house", "xyzzy"), ("xyzzy", "house")])
def test_an_unlisted_candidate_has_no_rank(light, unit, candidate):
    assert Ranker(light).rank(unit, candidate) is None


def test_recall_counts_every_swap(light):
    listed = [text for text, _ in list_candidates("house", light)]
    swaps = [RealSwap("house", text, 1) for text in (listed[0], listed[0], "xyzzy")]
    found = measure_recall([ReadPair(tuple(swaps), 9), ReadPair((), 5)], Ranker(light))
    assert found == RecallCounts(3, (2, 2, 2))
    assert found.shares == pytest.approx([2 / 3] * 3)


def test_recall_without_swaps_is_nan():
    assert all(share != share for share in RecallCounts().shares)  # noqa: PLR0124 - nan
