from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from parameters import some_parameters
from reference import draw as slow_draw

from pipelines.engine.draw import random_bits, text_bits
from pipelines.engine.taste import CANDIDATE, UNIT, bell, levels_of_spread, liking, marks_of, taste_keys

# Sixteen intervals that a standard normal number falls into alike.
BORDERS = [-np.inf, *(NormalDist().inv_cdf(i / 16) for i in range(1, 16)), np.inf]


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
    text, number = (np.array([pair[i] for pair in liked], np.int64) for i in (0, 1))
    keys = taste_keys(np.array([row["taste"] for row in rows], np.uint64))[text]
    spread = levels_of_spread(np.array([row["taste_spread"] for row in rows]))[text]
    for purpose in (UNIT, CANDIDATE):
        slow = [slow_draw.liking(rows[i], thing, purpose) for i, thing in liked]
        assert liking(marks_of(number, purpose), keys, spread).tolist() == slow


def test_likes_are_normal_over_candidates_and_over_texts():
    many, level = 100_000, 8 * 64
    for marks, keys in (
        (marks_of(np.arange(many), CANDIDATE), np.uint32(7)),
        (np.full(many, 7, np.uint32), taste_keys(text_bits(np.arange(many, dtype=np.uint64), 5))),
    ):
        likes = liking(marks, keys, np.int32(level)) / level
        assert (likes.mean(), likes.std()) == pytest.approx((0, 1), abs=0.01)
        assert (np.abs(likes) < 1).mean() == pytest.approx(0.683, abs=0.005)
        counts = np.histogram(likes, BORDERS)[0]
        assert ((counts - many / 16) ** 2 / (many / 16)).sum() < 45  # chi-square, 15 degrees: once in 10,000


def test_likes_of_two_texts_and_of_two_candidates_are_independent():
    many, level = 100_000, np.int32(8 * 64)
    marks, keys = marks_of(np.arange(many), CANDIDATE), taste_keys(text_bits(np.arange(many, dtype=np.uint64), 5))
    for one, other in (
        (liking(marks.copy(), np.uint32(7), level), liking(marks.copy(), np.uint32(8), level)),
        (liking(marks[0] ^ np.zeros_like(keys), keys, level), liking(marks[1] ^ np.zeros_like(keys), keys, level)),
    ):
        assert abs(np.corrcoef(one, other)[0, 1]) < 0.013
