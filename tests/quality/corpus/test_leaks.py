import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.quality.corpus.leaks import count_in_two_splits, find_duplicate_ids, is_misplaced, parse_ids
from schemas import GROUPS

ROWS = [("a", "p", "g1", "train"), ("b", "p", "g1", "train"), ("c", "q", "g2", "test"), ("d", "q", "g3", "train")]


def groups(rows):
    return pa.Table.from_pylist([dict(zip(GROUPS.names, (*row, ""), strict=True)) for row in rows], schema=GROUPS)


def test_count_in_two_splits_finds_none_in_good_groups():
    assert count_in_two_splits(groups(ROWS), "group_id") == (0, [])
    assert count_in_two_splits(groups(ROWS * 2), "article_id") == (0, [])
    assert count_in_two_splits(groups([]), "group_id") == (0, [])


def test_count_in_two_splits_names_the_leaks():
    assert count_in_two_splits(groups([*ROWS, ("e", "q", "g2", "train")]), "group_id") == (1, ["g2"])
    assert count_in_two_splits(groups([*ROWS, ("a", "q", "g2", "test")]), "article_id") == (1, ["a"])


@pytest.mark.parametrize(
    ("pair", "misplaced"),
    [
        (("a", "g1"), False),
        (("b", "g1"), False),
        (("a", "g2"), True),  # not the group of its article
        (("c", "g2"), True),  # its group is in test
        (("x", "g1"), True),  # no such article
    ],
)
def test_is_misplaced_compares_with_the_groups(pair, misplaced):
    pairs = pa.table({"article_id": ["d", pair[0]], "group_id": ["g3", pair[1]]})
    assert is_misplaced(pairs, groups(ROWS), "train").tolist() == [False, misplaced]


def test_is_misplaced_of_no_pairs_or_no_groups():
    pairs = pa.table({"article_id": pa.array(["a"]), "group_id": pa.array(["g1"])})
    assert is_misplaced(pairs, groups([]), "train").tolist() == [True]
    assert is_misplaced(pairs.slice(0, 0), groups(ROWS), "train").tolist() == []


some_ids = st.lists(
    st.one_of(st.integers(0, 3), st.integers(0, 2**128 - 1), st.sampled_from([2**64, 2**64 + 1, 2**127])), max_size=20
)


@given(some_ids, st.integers(0, 20))
def test_find_duplicate_ids_agrees_with_counting(numbers, cut):
    names = [f"{number:032x}" for number in numbers]
    parts = [pa.array(names[:cut], pa.string()), pa.array(["f" * 32, *names[cut:]], pa.string()).slice(1)]
    assert find_duplicate_ids([parse_ids(part) for part in parts]) == sorted(
        {name for name in names if names.count(name) > 1}
    )


def test_find_duplicate_ids_of_none():
    assert find_duplicate_ids([]) == []
    assert find_duplicate_ids([parse_ids(pa.array([], pa.string()))]) == []
