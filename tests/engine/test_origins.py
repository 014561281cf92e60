import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference import draw as slow_draw

from pipelines.engine.origins import (
    EXCLUDED,
    MOST_ORIGINS,
    bits_of_sets,
    number_origin_sets,
    steps_of_sets,
    use_of,
)

some_steps = st.lists(st.sampled_from([-500, -400, -399, -7, 0, 12]), min_size=16, max_size=16)
some_sets = st.lists(st.integers(0, 2**16 - 1), min_size=1, max_size=5)


@pytest.mark.usefixtures("either_way")
@given(st.lists(some_steps, max_size=4), some_sets)
def test_steps_of_sets_equals_the_slow_engine(rows, origin_sets):
    found = steps_of_sets(np.array(rows, np.int16).reshape(-1, 16), np.array(origin_sets, np.uint16))
    assert found.dtype == np.int16
    assert found.tolist() == [slow_draw.steps_of_sets(row, origin_sets) for row in rows]


def test_the_steps_of_the_origins_of_a_set_add_up_and_it_is_excluded_only_if_all_are():
    by_origin = np.full((1, 16), -400, np.int16)
    by_origin[0, 3:5] = 5, -2
    origin_sets = [0b00000, 0b00111, 0b01000, 0b01001, 0b11001]
    assert steps_of_sets(by_origin, np.array(origin_sets, np.uint16)).tolist() == [[0, -400, 5, 5, 3]]


def test_the_steps_of_origins_in_use_never_exclude_a_set():
    assert steps_of_sets(np.full((1, 16), -399, np.int16), np.array([3], np.uint16)).tolist() == [[-399]]


@given(some_sets)
def test_origin_sets_are_distinct_and_numbered(rows):
    origin_sets, numbers = number_origin_sets(np.array(rows, np.uint16))
    assert origin_sets.tolist() == sorted(set(rows))
    assert origin_sets[numbers[rows]].tolist() == rows


@given(st.lists(st.integers(0, 31), min_size=1, max_size=9, unique=True), st.lists(st.integers(0, 31), max_size=4))
def test_the_origins_in_use_are_found_from_the_sets_in_use(sets, used):
    steps = np.full((len(used), MOST_ORIGINS), EXCLUDED, np.int16)
    for text, bits in enumerate(used):
        steps[text, [bit for bit in range(5) if bits >> bit & 1]] = 3
    origin_sets = np.array(sets, np.uint16)
    use = use_of(steps_of_sets(steps, origin_sets), origin_sets)
    slow = [[not of_set or bool(of_set & of_text) for of_set in sets] for of_text in used]
    assert (bits_of_sets(origin_sets)[None, :] & use.origins[:, None] != 0).tolist() == use.is_used.tolist() == slow
