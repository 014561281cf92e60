import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import draw as slow_draw

from pipelines.engine import draw
from pipelines.engine.draw import (
    CHOICE,
    RANK,
    SHARED_CHOICE,
    SHARED_RANK,
    is_shared,
    mix,
    random_bits,
    uniform,
    unit_places,
    windows_of,
)

pytestmark = pytest.mark.usefixtures("either_way")

U64 = st.integers(0, 2**64 - 1)
PURPOSES = SHARED_RANK, RANK, CHOICE, SHARED_CHOICE


def test_mix_is_splitmix64():
    """The first numbers of Vigna's splitmix64.c, seeded with 0, are mix(1 * GOLDEN), mix(2 * GOLDEN) ..."""
    states = np.arange(1, 4, dtype=np.uint64) * draw.GOLDEN
    assert [f"{number:016x}" for number in mix(states).tolist()] == [
        "e220a8397b1dcdaf",
        "6e789e6aa1b965f4",
        "06c45d188009454f",
    ]


@given(
    st.lists(st.tuples(U64, st.integers(0, 2**40)), max_size=20),
    st.sampled_from(PURPOSES),
)
def test_random_bits_equal_the_slow_engine(places, purpose):
    keys, positions = (np.array([place[i] for place in places], kind) for i, kind in enumerate((np.uint64, np.int64)))
    slow = [slow_draw.random_bits(key, position, purpose) for key, position in places]
    assert random_bits(keys, positions, purpose).tolist() == slow


def test_random_bits_are_even_and_differ_by_key_position_and_purpose():
    keys, positions = np.repeat(np.arange(100), 100).astype(np.uint64), np.tile(np.arange(100), 100)
    bits = np.concatenate([random_bits(keys, positions, purpose) for purpose in PURPOSES])
    assert len(np.unique(bits)) == 40_000
    ones = [(bits >> np.uint64(bit) & np.uint64(1)).mean() for bit in range(64)]
    assert ones == pytest.approx([0.5] * 64, abs=0.02)


some_shares = st.sampled_from([0.0, 0.3, 0.5, 1.0])
spots = st.lists(st.tuples(U64, st.integers(0, 50), st.integers(0, 5), some_shares), max_size=20)


def places_of(keys, positions, units, shares, purpose):
    """The place of each slot's number: that of its unit if all its occurrences share one, else its position."""
    return np.where(is_shared(keys, units, shares, purpose), unit_places(units), positions)


@given(spots, st.sampled_from([SHARED_RANK, SHARED_CHOICE]))
def test_is_shared_equals_the_slow_engine(spots, purpose):
    keys, positions, units, shares = columns_of(spots, np.uint64, np.int64, np.int64, np.float64)
    slow = [slow_draw.place_of(*spot, purpose) for spot in spots]
    assert places_of(keys, positions, units, shares, purpose).tolist() == slow


def columns_of(rows, *kinds):
    return [np.array([row[i] for row in rows], kind) for i, kind in enumerate(kinds)]


@pytest.mark.parametrize(("share", "n_alike"), [(0.0, 0), (0.3, 300), (1.0, 1000)])
def test_occurrences_share_numbers_for_that_share_of_the_units(share, n_alike):
    units, keys = np.repeat(np.arange(1000), 2), np.full(2000, 7, np.uint64)
    places = places_of(keys, np.arange(2000), units, np.full(2000, share), SHARED_CHOICE).reshape(-1, 2)
    assert (places[:, 0] == places[:, 1]).sum() == pytest.approx(n_alike, abs=45)


def test_units_that_share_a_rank_are_not_those_that_share_a_choice():
    keys, units = np.full(2000, 7, np.uint64), np.arange(2000)
    ranks, choices = (
        places_of(keys, units, units, np.full(2000, 0.5), purpose) > 2000 for purpose in (SHARED_RANK, SHARED_CHOICE)
    )
    assert (ranks & choices).mean() == pytest.approx(0.25, abs=0.04)


@given(st.lists(U64, max_size=9))
def test_uniform_is_the_first_53_bits(numbers):
    assert uniform(np.array(numbers, np.uint64)).tolist() == [slow_draw.uniform(number) for number in numbers]


some_texts = st.lists(st.tuples(U64, st.integers(0, 5), st.integers(0, 12)), max_size=5)


@settings(max_examples=200, deadline=None)
@given(some_texts)
def test_windows_of_equals_the_slow_engine(texts):
    keys, every, counts = columns_of(texts, np.uint64, np.int64, np.int64)
    slow, n_before = [], 0
    for key, length, n_words in texts:
        slow += [n_before + slow_draw.window_of(key, position, length) for position in range(n_words)]
        n_before += n_words
    assert windows_of(counts, every=every, keys=keys).tolist() == slow


def test_no_window_crosses_the_border_of_a_text():
    counts, keys = np.repeat([1, 2, 3, 50], 500), np.arange(2000, dtype=np.uint64)
    window, text = windows_of(counts, every=np.full(2000, 4), keys=keys), np.repeat(np.arange(2000), counts)
    assert all(len(set(text[window == one])) == 1 for one in np.unique(window)[::97])
    assert (np.diff(window) >= 0).all()
    assert np.bincount(window).max() == 4


def test_the_first_window_may_have_any_length():
    counts, keys = np.full(4000, 12), np.arange(4000, dtype=np.uint64)
    window = windows_of(counts, every=np.full(4000, 4), keys=keys).reshape(4000, 12)
    lengths = (window == window[:, :1]).sum(axis=1)
    assert np.bincount(lengths, minlength=5) / 4000 == pytest.approx([0, *[0.25] * 4], abs=0.03)
