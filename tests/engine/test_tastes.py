import dataclasses

import draws
import numpy as np
import pytest
import tastes
from hypothesis import given
from hypothesis import strategies as st

from pipelines.engine import Rules
from pipelines.engine.draw import random_bits
from pipelines.engine.tastes import CANDIDATE, UNIT, Spinners, bell, check_spinners, class_steps, like, same_spinner

U64 = st.integers(0, 2**64 - 1)


@given(st.lists(U64, max_size=20))
def test_bell_equals_the_slow_engine(numbers):
    found = bell(np.array(numbers, np.uint64))
    assert (found.dtype, found.tolist()) == (np.float32, [draws.bell(number) for number in numbers])


def test_bell_is_near_enough_to_normal():
    numbers = bell(random_bits(np.zeros(100_000, np.uint64), np.arange(100_000), UNIT))
    assert (numbers.mean(), numbers.std()) == pytest.approx((0, 1), abs=0.01)
    assert (np.abs(numbers) < 1).mean() == pytest.approx(0.68, abs=0.02)
    assert np.abs(bell(np.array([0, 2**64 - 1], np.uint64))).tolist() == pytest.approx([3.464] * 2, abs=0.001)


@given(tastes.some_spinners(3), st.lists(st.tuples(st.integers(0, 2), st.integers(0, 99)), max_size=20))
def test_like_equals_the_slow_engine(spinners, liked):
    stacked = tastes.stack(spinners, tastes.lexicon_of([(0.5, [(1, 1)])]))
    text, number = (np.array([pair[i] for pair in liked], np.int64) for i in (0, 1))
    for purpose in (UNIT, CANDIDATE):
        slow = [draws.like(spinners[i], thing, purpose) for i, thing in liked]
        assert like(stacked, text, number, purpose).tolist() == slow


steps = st.lists(st.sampled_from([-500, -400, -399, -7, 0, 12]), min_size=16, max_size=16)


@given(st.lists(steps, max_size=4), st.lists(st.integers(0, 2**16 - 1), min_size=1, max_size=5))
def test_class_steps_equals_the_slow_engine(rows, masks):
    found = class_steps(np.array(rows, np.int16).reshape(-1, 16), np.array(masks, np.uint16))
    assert found.dtype == np.int16
    assert found.tolist() == [draws.class_steps(row, masks) for row in rows]


def test_the_steps_of_all_sources_of_a_candidate_add_up_and_it_is_out_only_if_all_are():
    by_source = np.full((1, 16), -400, np.int16)
    by_source[0, 3:5] = 5, -2
    masks = [0b00000, 0b00111, 0b01000, 0b01001, 0b11001]
    assert class_steps(by_source, np.array(masks, np.uint16)).tolist() == [[0, -400, 5, 5, 3]]


def test_the_steps_of_sources_in_use_never_put_a_candidate_out_of_use():
    assert class_steps(np.full((1, 16), -399, np.int16), np.array([3], np.uint16)).tolist() == [[-399]]


def many(n_texts=3):
    lexicon = tastes.lexicon_of([(0.5, [(2, 1), (1, 2)])])
    spinners = [{**tastes.PLAIN, "sources": [i, 0], "taste": i, "skipping": i / 4} for i in range(n_texts)]
    return tastes.stack(spinners, lexicon)


def rows_of(spinners):
    columns = [getattr(spinners, field.name).tolist() for field in dataclasses.fields(Spinners)]
    return list(zip(*columns, strict=True))


def test_take_and_where_give_the_spinners_of_some_texts():
    whole = rows_of(many())
    assert rows_of(many().take(np.array([2, 0]))) == [whole[2], whole[0]]
    assert rows_of(many().where(np.array([False, True, True]))) == whole[1:]
    assert len(many().where(np.zeros(3, bool))) == 0


def test_good_spinners_pass():
    check_spinners(many(), n_texts=3, n_habits=1, n_classes=2)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"again": np.zeros(2)}, r"again of 3 spinners to have the shape \(3,\), got \(2,\)"),
        ({"sources": np.zeros((3, 5), np.int16)}, r"sources of 3 spinners to have the shape \(3, 2\), got \(3, 5\)"),
        ({"skipping": np.array([0, 1.5, 0])}, "skipping of every spinner from 0 to 1, got 1.5 for text 1"),
        ({"consistency": np.array([0, 0, np.nan])}, "consistency of every spinner from 0 to 1, got nan for text 2"),
        ({"phrases": np.array([-1, 0, 0])}, "phrases of every spinner from 0 to inf, got -1 for text 0"),
        ({"habit": np.array([0, 0, 1])}, "habit of every spinner from 0 to 0, got 1 for text 2"),
    ],
)
def test_wrong_spinners_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        check_spinners(dataclasses.replace(many(), **change), n_texts=3, n_habits=1, n_classes=2)


def test_same_spinner_gives_every_text_the_plain_values():
    spinners = same_spinner(3, 2, skipping=0.25, names=False, every=4)
    check_spinners(spinners, n_texts=3, n_habits=1, n_classes=2)
    assert (
        rows_of(spinners) == [(0.0, 0.0, 0.25, 1.0, 1.0, 4, False, False, False, False, False, 0, [0, 0], 0, 0.0)] * 3
    )


def test_same_spinner_has_the_defaults_of_the_rules():
    spinners, rules = same_spinner(1, 1), Rules()
    same = {field.name for field in dataclasses.fields(Rules)} & {field.name for field in dataclasses.fields(Spinners)}
    assert {name: getattr(spinners, name)[0] for name in same} == {name: getattr(rules, name) for name in same}
