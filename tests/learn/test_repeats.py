import numpy as np
import pytest

from pipelines.learn.estimate import estimate, excess
from pipelines.learn.repeats import count_alike

DICE = np.random.default_rng(5)
N_PAIRS, N_UNITS, TIMES = 200, 6, 3


def draw(consistency):
    """Draw TIMES swaps of each unit in each text, all equal in a share of the texts; return (pair, unit, candidate)."""
    shape = (N_PAIRS, N_UNITS, TIMES)
    free = DICE.integers(0, 4, shape)
    same = DICE.integers(0, 4, shape[:2])[..., None]
    value = np.where(DICE.random(shape[:2])[..., None] < consistency, same, free)
    pair, unit, _ = np.indices(shape)
    return pair.ravel(), unit.ravel(), value.ravel()


@pytest.mark.parametrize("consistency", [0.0, 0.4, 1.0])
def test_agreement_beyond_chance_is_found(consistency):
    found = estimate(count_alike(*draw(consistency), N_PAIRS), excess)
    assert found.value == pytest.approx(consistency, abs=0.06)
    assert found.n == N_PAIRS * N_UNITS * TIMES * (TIMES - 1) / 2


def test_a_unit_in_a_single_text_is_ignored():
    one = np.zeros(5, np.int64)
    assert count_alike(one, one, np.arange(5), 2).tolist() == [[0, 0, 0], [0, 0, 0]]
    nothing = np.zeros(0, np.int64)
    assert count_alike(nothing, nothing, nothing, 2).tolist() == [[0, 0, 0], [0, 0, 0]]
