import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.duplicates import assign_groups

SHARES = (0.1, 0.1, 0.05, 0.75)


def slow_assign(draws, sizes, shares, held):
    """The same, a group at a time."""
    total = sum(held) + sum(sizes)
    wanted = [max(share * total - have, 0) for share, have in zip(shares, held, strict=True)]
    scale = sum(sizes) / sum(wanted)
    found, before = {}, 0
    for group in sorted(range(len(draws)), key=lambda group: (draws[group], group)):
        middle, border, split = before + sizes[group] / 2, 0, -1
        while split < len(shares) - 1 and (split < 0 or middle >= border):
            split += 1
            border += wanted[split] * scale
        found[group] = split
        before += sizes[group]
    return [found[group] for group in range(len(draws))]


@given(
    st.lists(st.tuples(st.integers(0, 2**64 - 1), st.integers(1, 9)), min_size=1, max_size=40),
    st.lists(st.integers(0, 50), min_size=4, max_size=4),
)
def test_groups_fill_the_shares_in_the_order_of_their_draws(groups, held):
    draws, sizes = (
        np.array(column, kind) for column, kind in zip(zip(*groups, strict=True), (np.uint64, np.int64), strict=True)
    )
    found = assign_groups(draws, sizes, SHARES, np.array(held))
    expected = slow_assign(draws.tolist(), sizes.tolist(), SHARES, held)
    differ = np.flatnonzero(found != expected)
    assert len(differ) <= 1, "but for a group in the middle of a border, where the sums round differently"


@pytest.mark.parametrize("largest", [2, 40])
def test_shares_count_articles_however_large_the_groups_are(largest):
    random = np.random.default_rng(1)
    sizes = random.integers(1, largest, 5_000)
    splits = assign_groups(random.integers(0, 2**63, 5_000).astype(np.uint64), sizes, SHARES, np.zeros(4, np.int64))
    found = np.bincount(splits, sizes, minlength=4) / sizes.sum()
    assert found == pytest.approx(SHARES, abs=0.001)


def test_full_splits_get_no_new_group():
    held = np.array([500, 0, 0, 500])
    splits = assign_groups(np.arange(1000, dtype=np.uint64), np.ones(1000, np.int64), SHARES, held)
    assert np.bincount(splits, minlength=4).tolist() == [0, 154, 77, 769]


def test_no_groups_need_no_splits():
    nothing = np.zeros(0, np.int64)
    assert assign_groups(nothing.astype(np.uint64), nothing, SHARES, np.ones(4, np.int64)).tolist() == []
