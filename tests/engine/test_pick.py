import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import draw as slow_draw

from pipelines.engine import pick
from pipelines.engine.pick import first_in_window, first_least, pick_by_budgets, pick_slots
from pipelines.engine.waits import numbers_at, waiting_times


def waits_of(n_slots, propensity):
    return waiting_times(numbers_at(np.zeros(n_slots, np.uint32), np.arange(n_slots, dtype=np.uint32)), propensity)


slots = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 7), st.integers(1, 4), st.sampled_from([0.01, 0.3, 0.5, 1.0])),
    max_size=30,
)


@settings(max_examples=200, deadline=None)
@given(slots, st.lists(st.integers(0, 20), min_size=4, max_size=4))
def test_pick_slots_takes_the_slots_that_fit_from_the_top(slots, budget):
    """Numbers of few values, so that ties are many; they go to the slot in front."""
    slots = sorted(slots, key=lambda slot: slot[0])
    text, luck, n_words, propensity = (np.array([slot[i] for slot in slots]) for i in range(4))
    waits = waiting_times(luck.astype(np.uint32) << 29, propensity.astype(np.float32))
    picked = [False] * len(slots)
    left = list(budget)
    for i in sorted(range(len(slots)), key=lambda i: (waits[i], i)):
        if slots[i][2] <= left[slots[i][0]]:
            picked[i] = True
            left[slots[i][0]] -= slots[i][2]
    found = pick_slots(waits, n_words.astype(np.int64), text.astype(np.int64), np.array(budget))
    assert found.tolist() == picked


some_swaps = st.lists(
    st.tuples(
        st.integers(0, 3), st.integers(0, 7), st.integers(1, 4), st.integers(0, 4), st.booleans(), st.integers(-90, 90)
    ),
    max_size=40,
)
some_budgets = st.lists(st.integers(0, 12), min_size=4, max_size=4)


@pytest.mark.usefixtures("either_way")
@settings(max_examples=200, deadline=None)
@given(some_swaps, some_budgets, some_budgets)
def test_pick_by_budgets_takes_the_open_swaps_that_fit_from_the_top(swaps, clean_budget, again_budget):
    """Of waiting times of many magnitudes, and many that are equal."""
    swaps = sorted(swaps, key=lambda swap: swap[0])
    text, luck, n_covered, n_clean = (np.array([swap[i] for swap in swaps], np.int32) for i in range(4))
    n_clean, is_open = np.minimum(n_clean, n_covered), np.array([swap[4] for swap in swaps], bool)
    propensity = 2.0 ** np.array([swap[5] for swap in swaps])
    waits = waiting_times(luck.astype(np.uint32) << 29, propensity.astype(np.float32))
    picked, left = [], [list(clean_budget), list(again_budget)]
    for i in sorted(range(len(swaps)), key=lambda i: (waits[i], i)):
        own, n_words = (left[0], n_clean[i]) if n_clean[i] else (left[1], n_covered[i])
        if is_open[i] and n_words <= own[text[i]]:
            picked.append(i)
            own[text[i]] -= n_words
    budgets = np.array(clean_budget), np.array(again_budget)
    found = pick_by_budgets(waits, text, n_clean=n_clean, n_covered=n_covered, is_open=is_open, budgets=budgets)
    assert found.tolist() == sorted(picked)
    assert [budget.tolist() for budget in budgets] == [clean_budget, again_budget]


def test_pick_slots_prefers_slots_in_proportion_to_their_propensity():
    n_texts = 20_000
    text, propensity = np.repeat(np.arange(n_texts), 2), np.tile(np.array([0.75, 0.25], np.float32), n_texts)
    picked = pick_slots(waits_of(len(text), propensity), np.ones_like(text), text, np.ones(n_texts, np.int64))
    assert picked.sum() == n_texts
    assert picked[0::2].mean() == pytest.approx(0.75, abs=0.01)


def test_pick_slots_does_not_change_the_budget_array():
    budget = np.array([1])
    pick_slots(np.ones(1, np.uint32), np.ones(1, np.int64), np.zeros(1, np.int64), budget)
    assert budget.tolist() == [1]


def test_pick_slots_refuses_more_texts_than_it_can_rank(monkeypatch):
    monkeypatch.setattr(pick, "MOST_TEXTS", 2)
    none = np.zeros(0, np.int64)
    with pytest.raises(ValueError, match="at most 2 texts at once, got 3: give smaller batches"):
        pick_slots(none.astype(np.uint32), none, none, np.zeros(3, np.int64))
    of_swaps = dict.fromkeys(("n_clean", "n_covered", "is_open"), none)
    with pytest.raises(ValueError, match="at most 2 texts at once, got 3: give smaller batches"):
        pick_by_budgets(none.astype(np.uint32), none, **of_swaps, budgets=(np.zeros(3, np.int64),) * 2)


def test_pick_slots_takes_slots_with_the_same_wait_together_as_far_as_the_budget_allows():
    """100 texts of ten units with three occurrences each, and a budget of ten: three units and one occurrence more."""
    text, ones = np.repeat(np.arange(100), 30), np.ones(3000, np.int64)
    waits = np.tile(waits_of(1000, np.float32(1)).reshape(100, 10), 3).ravel()
    picked = pick_slots(waits, ones, text, np.full(100, 10)).reshape(100, 3, 10)
    times = np.sort(picked.sum(axis=1), axis=1)
    assert (times == [0] * 6 + [1, 3, 3, 3]).all()


@given(st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=5), max_size=6))
def test_first_least_is_the_first_of_the_least(runs):
    starts = np.cumsum([0, *map(len, runs)])[: len(runs)]
    slow = [i == run.index(min(run)) for run in runs for i in range(len(run))]
    assert first_least(np.array([number for run in runs for number in run], np.int64), starts).tolist() == slow


some_windows = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 7), st.sampled_from([0.3, 1.0])), max_size=20).map(
    sorted
)


@given(some_windows)
def test_first_in_window_equals_the_slow_engine(slots):
    kinds = (np.int64, np.uint32, np.float32)
    window, luck, propensity = (np.array([slot[i] for slot in slots], kind) for i, kind in enumerate(kinds))
    waits = waiting_times(luck << np.uint32(29), propensity)
    slow = slow_draw.first_in_window([(slot[0], slow_draw.wait(slot[1] << 29, slot[2])) for slot in slots])
    assert first_in_window(waits, window).tolist() == slow


def test_first_in_window_is_the_slot_that_pick_slots_would_take():
    waits, zeros, ones = waits_of(4, np.float32(1)), np.zeros(4, np.int64), np.ones(4, np.int64)
    assert first_in_window(waits, zeros).tolist() == pick_slots(waits, ones, zeros, np.array([1])).tolist()
