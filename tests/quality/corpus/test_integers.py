import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.quality.corpus.integers import find_distinct_hashes, number_integers, occur_again

pytestmark = pytest.mark.usefixtures("either_way")


@given(st.lists(st.integers(-3, 3) | st.integers(-(1 << 63), (1 << 63) - 1)))
def test_integers_are_numbered_in_order_of_appearance(values):
    distinct = list(dict.fromkeys(values))
    ids, firsts = number_integers(np.array(values, np.int64))
    assert ids.tolist() == [distinct.index(value) for value in values]
    assert firsts.tolist() == [values.index(value) for value in distinct]


@pytest.mark.parametrize("n_distinct", [1, 2_048, 2_049, 50_000])
def test_many_integers_are_numbered(n_distinct):
    values = np.arange(100_000) % n_distinct << 40
    ids, firsts = number_integers(values)
    assert (ids == np.arange(100_000) % n_distinct).all()
    assert (firsts == np.arange(n_distinct)).all()


@given(st.lists(st.integers(0, 3) | st.integers(0, (1 << 64) - 1)))
def test_distinct_hashes_are_sorted(values):
    assert find_distinct_hashes(np.array(values, np.uint64)).tolist() == sorted(set(values))


@given(st.lists(st.integers(0, 3) | st.integers(0, (1 << 64) - 1)))
def test_hashes_that_occur_again_are_told_from_single_ones(values):
    assert occur_again(np.array(values, np.uint64)).tolist() == [values.count(value) > 1 for value in values]
