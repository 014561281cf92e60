import numpy as np
import pytest

from pipelines.learn.estimate import Estimate, estimate, excess, ratio


def test_a_ratio_divides_the_sums_and_is_in_its_interval():
    columns = np.array([[1, 10], [3, 10], [2, 20]], float).repeat(20, axis=0)
    found = estimate(columns, ratio)
    assert found.value == pytest.approx(0.15)
    assert found.low < 0.15 < found.high
    assert found.n == 800


def test_more_pairs_give_a_narrower_interval():
    columns = np.array([[0, 1], [1, 1]], float)
    few, many = (estimate(columns.repeat(count, axis=0), ratio) for count in (10, 1_000))
    assert many.high - many.low < (few.high - few.low) / 5


@pytest.mark.parametrize(
    ("value", "is_outside"), [(0.1, False), (0.3, False), (0.09, True), (0.31, True), (float("nan"), False)]
)
def test_a_value_outside_the_interval_is_excluded(value, is_outside):
    assert Estimate(0.2, 0.1, 0.3, 9).excludes(Estimate(value, 0, 1, 9)) is is_outside


def test_an_estimate_without_evidence_is_unknown():
    assert not estimate(np.zeros((5, 2)), ratio).is_known


def test_the_interval_of_an_event_that_never_occurred_is_not_empty():
    found = estimate(np.array([[0.0, 1.0]]).repeat(30, axis=0), ratio)
    assert (found.value, found.low, found.high) == (0, 0, pytest.approx(0.1))


def test_excess_is_the_agreement_beyond_chance():
    sums = np.array([[5, 5, 10], [10, 5, 10], [7.5, 5, 10], [3, 5, 10]])
    assert excess(sums).tolist() == [0, 1, 0.5, 0]
