import numpy as np
import pytest

from pipelines.engine.levels import LEVEL_PARTS, MOST_STEPS, NEVER, levels_of
from pipelines.engine.origins import EXCLUDED


def levels(steps, spread=(0.0, 0.0), frequency=(0.0, 0.0)):
    taste = np.arange(2, dtype=np.uint64)
    return levels_of(np.array(steps, np.int16), taste, np.array(spread), np.array(frequency))


def test_a_step_has_eight_levels_and_an_excluded_set_the_lowest():
    found = levels([[0, 3, -7], [EXCLUDED, EXCLUDED + 1, -500]])
    assert found.by_set.tolist() == [0, 24, -56, NEVER, -3192, NEVER]
    assert found.offsets.tolist() == [0, 3]


def test_steps_beyond_all_use_stay_in_range_and_above_excluded_ones():
    found = levels([[30_000], [3_000]])
    assert found.by_set.tolist() == [8 * MOST_STEPS] * 2
    assert NEVER < -8 * MOST_STEPS


def test_texts_without_likes_and_preferences_have_none():
    found = levels([[0], [0]])
    assert (found.spread, found.frequency) == (None, None)


def test_a_preference_of_one_gives_a_factor_of_ten_to_ten_times_as_frequent_candidates():
    found = levels([[0], [0]], spread=(1.5, 0), frequency=(1, -0.5))
    assert found.spread.tolist() == [12, 0]
    assert 2 ** (20 * found.frequency / LEVEL_PARTS / 64) == pytest.approx([10, 10**-0.5], rel=1e-3)


def test_levels_of_slots_are_those_of_their_texts():
    found = levels([[1], [2]], spread=(1, 2)).of(np.array([1, 1, 0]))
    assert (found.offsets.tolist(), found.spread.tolist(), found.frequency) == ([1, 1, 0], [16, 16, 8], None)
    assert found.by_set.tolist() == [8, 16]
