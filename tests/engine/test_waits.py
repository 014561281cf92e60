import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference import draw as slow_draw

from pipelines.engine.draw import RANK, SHARED_RANK
from pipelines.engine.waits import SLOTS, UNITS, chances, is_below, numbers_at, start_sequences, waiting_times

pytestmark = pytest.mark.usefixtures("either_way")

U32, U64 = st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1)
MANY = 100_000


def sequence(key, place=SLOTS):
    starts = start_sequences(np.array([key], np.uint64), place, RANK)
    return numbers_at(np.repeat(starts, MANY), np.arange(MANY, dtype=np.uint32))


def chi_square(counts):
    """Of counts that are expected to be even, in standard deviations from its mean."""
    mean, degrees = counts.mean(), len(counts) - 1
    return (((counts - mean) ** 2 / mean).sum() - degrees) / (2 * degrees) ** 0.5


@given(st.lists(st.tuples(U64, U32), max_size=20), st.sampled_from([SLOTS, UNITS]))
def test_numbers_equal_the_slow_engine(places, place):
    keys, at = (np.array([pair[i] for pair in places], kind) for i, kind in enumerate((np.uint64, np.uint32)))
    slow = [slow_draw.number_at(slow_draw.random_bits(key, place, RANK) >> 32, at) for key, at in places]
    assert numbers_at(start_sequences(keys, place, RANK), at).tolist() == slow


@given(st.lists(st.tuples(U32, st.sampled_from([0.01, 0.3, 1.0, 7.5])), max_size=20))
def test_waiting_times_equal_the_slow_engine(slots):
    numbers, propensity = (
        np.array([slot[i] for slot in slots], kind) for i, kind in enumerate((np.uint32, np.float32))
    )
    waits = waiting_times(numbers, propensity).view(np.float32)
    assert waits.tolist() == [float(slow_draw.wait(*slot)) for slot in slots]


def test_numbers_are_even_along_a_sequence_and_over_texts():
    starts = start_sequences(np.arange(MANY, dtype=np.uint64), SLOTS, RANK)
    for numbers in (sequence(7), sequence(8), numbers_at(starts, np.full(MANY, 5, np.uint32))):
        assert chi_square(np.bincount(numbers >> 22)) < 4
        assert chi_square(np.bincount(numbers & 1023)) < 4


def test_sequences_of_two_texts_and_neighbours_in_a_sequence_are_independent():
    one, others = sequence(7), (sequence(8), np.roll(sequence(7), 1), np.roll(sequence(7), 2), sequence(7, UNITS))
    for other in others:
        assert chi_square(np.bincount((one >> 27) * 32 + (other >> 27))) < 4


def test_a_sequence_has_no_number_twice():
    assert len(np.unique(sequence(7))) == MANY


def test_waiting_times_are_exponential():
    waits = waiting_times(sequence(7), np.float32(2)).view(np.float32)
    assert waits.mean() == pytest.approx(0.5, abs=0.006)
    borders = -np.log1p(-np.arange(100) / 100) / 2
    assert chi_square(np.bincount(np.searchsorted(borders, waits, side="right") - 1)) < 4


def test_longer_waiting_times_have_greater_bits():
    waits = waiting_times(np.arange(0, 2**32, 2**16 + 1, dtype=np.uint32), np.float32(0.7))
    assert (np.diff(waits.astype(np.int64)) > 0).all()


@pytest.mark.parametrize(("share", "least", "most"), [(0, 0, 0), (0.3, 29_000, 31_000), (1, MANY, MANY)])
def test_is_below_is_true_for_the_share(share, least, most):
    numbers = np.append(sequence(7)[2:], np.array([0, 2**32 - 1], np.uint32))
    assert least <= is_below(numbers, chances(np.array([float(share)]))).sum() <= most


def test_units_that_share_ranks_are_not_those_with_low_ranks():
    starts = [start_sequences(np.array([7], np.uint64), UNITS, purpose) for purpose in (SHARED_RANK, RANK)]
    one, other = (numbers_at(np.repeat(start, MANY), np.arange(MANY, dtype=np.uint32)) for start in starts)
    assert chi_square(np.bincount((one >> 27) * 32 + (other >> 27))) < 4
