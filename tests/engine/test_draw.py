import collections

import numpy as np
import pytest
import reference
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.engine import draw
from pipelines.engine.draw import CHOOSE, RANK, mix, pick_candidates, pick_slots, random_bits

U64 = st.integers(0, 2**64 - 1)


def test_mix_is_splitmix64():
    """The first numbers of Vigna's splitmix64.c, seeded with 0, are mix(1 * GOLDEN), mix(2 * GOLDEN) ..."""
    states = np.arange(1, 4, dtype=np.uint64) * draw.GOLDEN
    assert [f"{number:016x}" for number in mix(states).tolist()] == [
        "e220a8397b1dcdaf",
        "6e789e6aa1b965f4",
        "06c45d188009454f",
    ]


@given(st.lists(st.tuples(U64, st.integers(0, 2**40)), max_size=20), st.sampled_from([RANK, CHOOSE]))
def test_random_bits_equal_the_slow_engine(places, purpose):
    keys, positions = (np.array([place[i] for place in places], kind) for i, kind in enumerate((np.uint64, np.int64)))
    slow = [reference.random_bits(key, position, purpose) for key, position in places]
    assert random_bits(keys, positions, purpose).tolist() == slow


def test_random_bits_are_even_and_differ_by_key_position_and_purpose():
    keys, positions = np.repeat(np.arange(100), 100).astype(np.uint64), np.tile(np.arange(100), 100)
    bits = np.concatenate([random_bits(keys, positions, purpose) for purpose in (RANK, CHOOSE)])
    assert len(np.unique(bits)) == 20_000
    ones = [(bits >> np.uint64(bit) & np.uint64(1)).mean() for bit in range(64)]
    assert ones == pytest.approx([0.5] * 64, abs=0.02)


slots = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 7), st.integers(1, 4), st.sampled_from([0.01, 0.3, 0.5, 1.0])),
    max_size=30,
)


@settings(max_examples=200, deadline=None)
@given(slots, st.lists(st.integers(0, 20), min_size=4, max_size=4))
def test_pick_slots_takes_from_the_top_what_fits(slots, room):
    """Bits of few values, so that ties are many; they go to the slot in front."""
    slots = sorted(slots, key=lambda slot: slot[0])
    text, luck, n_words, propensity = (np.array([slot[i] for slot in slots]) for i in range(4))
    bits = luck.astype(np.uint64) << np.uint64(61)
    wait = -np.log1p(-luck / 8) / propensity.astype(np.float32)
    picked = [False] * len(slots)
    left = list(room)
    for i in sorted(range(len(slots)), key=lambda i: (int(wait[i : i + 1].view(np.int64)[0]) >> 24, i)):
        if slots[i][2] <= left[slots[i][0]]:
            picked[i] = True
            left[slots[i][0]] -= slots[i][2]
    found = pick_slots(
        bits, propensity.astype(np.float32), n_words.astype(np.int64), text.astype(np.int64), np.array(room)
    )
    assert found.tolist() == picked


def test_pick_slots_prefers_slots_in_proportion_to_their_propensity():
    n_texts = 20_000
    text, propensity = np.repeat(np.arange(n_texts), 2), np.tile(np.array([0.75, 0.25], np.float32), n_texts)
    bits = random_bits(text.astype(np.uint64), np.tile(np.arange(2), n_texts), RANK)
    picked = pick_slots(bits, propensity, np.ones_like(text), text, np.ones(n_texts, np.int64))
    assert picked.sum() == n_texts
    assert picked[0::2].mean() == pytest.approx(0.75, abs=0.01)


def test_pick_slots_leaves_the_room_it_was_given_alone():
    room = np.array([1])
    pick_slots(np.zeros(1, np.uint64), np.ones(1, np.float32), np.ones(1, np.int64), np.zeros(1, np.int64), room)
    assert room.tolist() == [1]


def test_pick_slots_refuses_more_texts_than_it_can_rank(monkeypatch):
    monkeypatch.setattr(draw, "MOST_TEXTS", 2)
    none = np.zeros(0, np.int64)
    with pytest.raises(ValueError, match="at most 2 texts at once, got 3: give smaller batches"):
        pick_slots(none.astype(np.uint64), none.astype(np.float32), none, none, np.zeros(3, np.int64))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.integers(1, 65535), min_size=1, max_size=9), min_size=1, max_size=6), st.data())
def test_pick_candidates_equals_the_slow_engine(weights, data):
    asked = data.draw(st.lists(st.tuples(st.integers(0, len(weights) - 1), U64, st.integers(1, 9)), max_size=20))
    offsets = np.cumsum([0, *map(len, weights)])
    cumulative = np.cumsum([0, *(weight for unit in weights for weight in unit)])
    unit, top = (np.array([slot[i] for slot in asked], np.int64) for i in (0, 2))
    ends = np.minimum(offsets[unit + 1], offsets[unit] + top)
    bits = np.array([slot[1] for slot in asked], np.uint64)
    slow = []
    for i, number, n_best in asked:
        best = weights[i][:n_best]
        drawn = (number >> 32) * sum(best) >> 32
        slow.append(offsets[i] + next(j for j in range(len(best)) if drawn < sum(best[: j + 1])))
    assert pick_candidates(bits, offsets[unit], ends, cumulative).tolist() == slow


def test_pick_candidates_follows_the_weights():
    n_slots, weights = 30_000, [6, 3, 1]
    bits = random_bits(np.zeros(n_slots, np.uint64), np.arange(n_slots), CHOOSE)
    rows = pick_candidates(bits, np.zeros(n_slots, np.int64), np.full(n_slots, 3), np.cumsum([0, *weights]))
    counts = collections.Counter(rows.tolist())
    assert [counts[row] / n_slots for row in range(3)] == pytest.approx([0.6, 0.3, 0.1], abs=0.01)
