"""Counts of hashed keys, against a dictionary."""

from collections import Counter

import numpy as np
import pytest

from pipelines.detector.count_table import MIN_BITS, count_keys, levels, slots_of, table_size

pytestmark = pytest.mark.usefixtures("either_way")

# Share of distinct keys that lose their slot to a more frequent one, at a quarter full: 1 - (1 - exp(-1/4)) * 4 = .115.
MOST_LOST = 0.14


def draw_keys(n_distinct, n):
    generator = np.random.default_rng(1)
    distinct = generator.integers(0, 2**64, n_distinct, dtype=np.uint64)
    return distinct, distinct[(generator.random(n) ** 3 * n_distinct).astype(np.int64)]


def test_counts_are_those_of_a_dictionary_within_a_level():
    _, keys = draw_keys(4_000, 50_000)
    counted = Counter(keys.tolist())
    distinct = np.array(list(counted), np.uint64)
    found = count_keys(keys).logs(distinct)
    true = np.log(list(counted.values()))
    is_close = np.abs(found - true) < 0.04
    assert np.mean(is_close) > 1 - MOST_LOST
    # Others lost their slot; few of them look like the key that has it.
    assert np.mean(found[~is_close] == -1) > 0.95
    frequent = true > np.log(100)
    assert np.mean(is_close[frequent]) > np.mean(is_close)


def test_keys_that_were_never_counted():
    distinct, _ = draw_keys(8_000, 1)
    table = count_keys(distinct[:4_000])
    assert np.mean(table.logs(distinct[4_000:]) >= 0) < 0.004
    assert count_keys(distinct[:0]).logs(distinct).tolist() == [-1] * 8_000
    assert table.logs(distinct[:0]).shape == (0,)


def test_the_order_of_keys_does_not_matter():
    _, keys = draw_keys(3_000, 20_000)
    shuffled = np.random.default_rng(2).permutation(keys)
    assert count_keys(keys).slots.tobytes() == count_keys(shuffled).slots.tobytes()


@pytest.mark.parametrize(("n_keys", "least"), [(0, 2**MIN_BITS), (10, 2**MIN_BITS), (300, 1_200), (5_000, 20_000)])
def test_tables_are_powers_of_two_with_room(n_keys, least):
    size = table_size(n_keys)
    assert size >= least
    assert size & (size - 1) == 0
    keys = np.array([0, 1, 2**63, 2**64 - 1], np.uint64)
    assert slots_of(keys, size).tolist() == [0, 0, size // 2, size - 1]


def test_levels_are_within_four_percent():
    counts = np.arange(1, 100_000)
    assert np.abs(2 ** ((levels(counts).astype(float) - 1) / 10) / counts - 1).max() < 0.04
    assert levels(np.array([0, 2**62])).tolist() == [0, 255]
