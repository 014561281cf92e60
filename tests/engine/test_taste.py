import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from parameters import lexicon_of, some_parameters, stack
from reference import draw as slow_draw

from pipelines.engine.draw import random_bits
from pipelines.engine.taste import CANDIDATE, UNIT, bell, liking


@given(st.lists(st.integers(0, 2**64 - 1), max_size=20))
def test_bell_equals_the_slow_engine(numbers):
    found = bell(np.array(numbers, np.uint64))
    assert (found.dtype, found.tolist()) == (np.float32, [slow_draw.bell(number) for number in numbers])


def test_bell_is_approximately_normal():
    numbers = bell(random_bits(np.zeros(100_000, np.uint64), np.arange(100_000), UNIT))
    assert (numbers.mean(), numbers.std()) == pytest.approx((0, 1), abs=0.01)
    assert (np.abs(numbers) < 1).mean() == pytest.approx(0.68, abs=0.02)
    assert np.abs(bell(np.array([0, 2**64 - 1], np.uint64))).tolist() == pytest.approx([3.464] * 2, abs=0.001)


@given(some_parameters(3), st.lists(st.tuples(st.integers(0, 2), st.integers(0, 99)), max_size=20))
def test_liking_equals_the_slow_engine(rows, liked):
    stacked = stack(rows, lexicon_of([(0.5, [(1, 1)])]))
    text, number = (np.array([pair[i] for pair in liked], np.int64) for i in (0, 1))
    for purpose in (UNIT, CANDIDATE):
        slow = [slow_draw.liking(rows[i], thing, purpose) for i, thing in liked]
        assert liking(stacked, text, number, purpose).tolist() == slow
