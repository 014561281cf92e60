import collections

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parameters import PLAIN, lexicon_of, some_lexicons, some_parameters, stack
from reference import draw as slow_draw

from pipelines.engine import choose
from pipelines.engine.choose import (
    choose_by_score,
    choose_by_weight,
    has_candidates,
    propensity_in_text,
)
from pipelines.engine.draw import CHOICE, random_bits
from pipelines.engine.origins import OriginUse, use_of

pytestmark = pytest.mark.usefixtures("either_way")

U64 = st.integers(0, 2**64 - 1)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.integers(1, 65535), min_size=1, max_size=9), min_size=1, max_size=6), st.data())
def test_choose_by_weight_equals_the_slow_engine(weights, data):
    asked = data.draw(st.lists(st.tuples(st.integers(0, len(weights) - 1), U64, st.integers(1, 9)), max_size=20))
    offsets = np.cumsum([0, *map(len, weights)])
    column = np.array([weight for unit in weights for weight in unit], np.uint16)
    unit = np.array([slot[0] for slot in asked], np.int64)
    totals = np.array([sum(weights[i][:n_best]) for i, _, n_best in asked], np.uint32)
    bits = np.array([slot[1] for slot in asked], np.uint64)
    slow = []
    for i, number, n_best in asked:
        best = weights[i][:n_best]
        drawn = (number >> 32) * sum(best) >> 32
        slow.append(offsets[i] + next(j for j in range(len(best)) if drawn < sum(best[: j + 1])))
    assert choose_by_weight(bits, offsets[unit], totals, column).tolist() == slow


def test_choose_by_weight_follows_the_weights():
    n_slots, weights = 30_000, [6, 3, 1]
    bits = random_bits(np.zeros(n_slots, np.uint64), np.arange(n_slots), CHOICE)
    column = np.array(weights, np.uint16)
    rows = choose_by_weight(bits, np.zeros(n_slots, np.int64), np.full(n_slots, 10, np.uint32), column)
    counts = collections.Counter(rows.tolist())
    assert [counts[row] / n_slots for row in range(3)] == pytest.approx([0.6, 0.3, 0.1], abs=0.01)


# Slots: bits, unit and text.
some_slots = st.lists(st.tuples(U64, st.integers(0, 4), st.integers(0, 2)), max_size=20)


@settings(max_examples=100, deadline=None)
@given(some_lexicons(5), some_parameters(3), some_slots, st.integers(1, 6))
def test_choose_by_score_equals_the_slow_engine(units, rows, slots, top):
    lexicon = lexicon_of(units)
    slots = [slot for slot in slots if is_open(lexicon, slot, rows, top)]
    bits, entries, text = (np.array([s[i] for s in slots], kind) for i, kind in enumerate((np.uint64, int, int)))
    starts = lexicon.offsets[entries]
    ends = np.minimum(lexicon.offsets[entries + 1], starts + top)
    slow = [
        lexicon.offsets[entry] + slow_draw.choose(number, slow_draw.candidates_of(lexicon, entry)[:top], rows[i])
        for number, entry, i in slots
    ]
    chosen = choose_by_score(bits, starts, ends, text, lexicon=lexicon, parameters=stack(rows, lexicon))
    assert chosen.tolist() == slow


def is_open(lexicon, slot, rows, top):
    return slow_draw.choose(slot[0], slow_draw.candidates_of(lexicon, slot[1])[:top], rows[slot[2]]) is not None


@settings(max_examples=100, deadline=None)
@given(some_lexicons(5), some_parameters(3), some_slots, st.integers(1, 6))
def test_has_candidates_equals_the_slow_engine(units, rows, slots, top):
    lexicon = lexicon_of(units)
    entries, text = (np.array([slot[i] for slot in slots], np.int64) for i in (1, 2))
    use = use_of(stack(rows, lexicon).origin_steps, lexicon.origin_sets)
    found = has_candidates(entries, text, top, lexicon=lexicon, use=use)
    by_sets = has_candidates(entries, text, top, lexicon=lexicon, use=OriginUse(use.is_used, None))
    assert by_sets.tolist() == found.tolist()
    assert found.tolist() == [is_open(lexicon, slot, rows, top) for slot in slots]


@settings(max_examples=100, deadline=None)
@given(some_lexicons(5), some_parameters(3), some_slots)
def test_propensity_in_text_equals_the_slow_engine(units, rows, slots):
    lexicon = lexicon_of(units)
    entries, text = (np.array([slot[i] for slot in slots], np.int64) for i in (1, 2))
    found = propensity_in_text(entries, text, lexicon=lexicon, parameters=stack(rows, lexicon))
    assert found.dtype == np.float32
    slow = [slow_draw.propensity_in_text(slot[1], rows[slot[2]], lexicon.propensities) for slot in slots]
    assert found.tolist() == slow


@given(some_lexicons(5), some_parameters(3), some_slots)
def test_choose_by_score_does_not_depend_on_the_blocks(units, rows, slots):
    lexicon = lexicon_of(units)
    slots = [slot for slot in slots if is_open(lexicon, slot, rows, 6)]
    bits, entries, text = (np.array([s[i] for s in slots], kind) for i, kind in enumerate((np.uint64, int, int)))
    starts, ends, stacked = lexicon.offsets[entries], lexicon.offsets[entries + 1], stack(rows, lexicon)
    together = choose_by_score(bits, starts, ends, text, lexicon=lexicon, parameters=stacked)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choose, "BLOCK", 4)
        in_blocks = choose_by_score(bits, starts, ends, text, lexicon=lexicon, parameters=stacked)
    assert in_blocks.tolist() == together.tolist()


def one_unit(weights, origins):
    return lexicon_of([(0.5, list(zip(weights, origins, strict=True)))])


def shares_of(lexicon, **values):
    """How often each candidate of the only unit is chosen."""
    n_slots = 30_000
    zeros = np.zeros(n_slots, np.int64)
    stacked = stack([{**PLAIN, "origin_steps": np.zeros(len(lexicon.origin_sets)), **values}], lexicon)
    bits = random_bits(zeros.astype(np.uint64), np.arange(n_slots), CHOICE)
    ends = np.full(n_slots, len(lexicon.candidate))
    rows = choose_by_score(bits, zeros, ends, zeros, lexicon=lexicon, parameters=stacked)
    return np.bincount(rows, minlength=len(lexicon.candidate)) / n_slots


def test_choose_by_score_follows_the_weights():
    assert shares_of(one_unit([8, 4, 1], [1, 1, 1])) == pytest.approx([8 / 13, 4 / 13, 1 / 13], abs=0.01)


def test_eight_steps_on_an_origin_double_its_weight():
    shares = shares_of(one_unit([4, 4, 4], [1, 2, 2]), origin_steps=np.array([8, 0]))
    assert shares == pytest.approx([0.5, 0.25, 0.25], abs=0.01)


def test_an_excluded_origin_is_never_chosen_with_any_taste():
    shares = shares_of(one_unit([65535, 1, 1], [1, 2, 2]), origin_steps=np.array([-400, -399]), taste_spread=50.0)
    assert shares[0] == 0


def test_a_taste_has_favourites_of_its_own():
    lexicon = one_unit([4] * 6, [1] * 6)
    favourites = {shares_of(lexicon, taste=taste, taste_spread=40.0).argmax() for taste in range(20)}
    assert len(favourites) > 3
    assert shares_of(lexicon, taste=3, taste_spread=40.0).max() > 0.5
