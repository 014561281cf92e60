import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.tuning.folds import CHOOSING, MOST_FOLDS, SCORING, _join_groups, group_copies, halve, make_folds


def join_slowly(left, right):
    groups = list(range(len(left)))
    changed = True
    while changed:
        changed = False
        for a in range(len(left)):
            for b in range(len(left)):
                if (left[a] == left[b] or right[a] == right[b]) and groups[a] != groups[b]:
                    groups[a] = groups[b] = min(groups[a], groups[b])
                    changed = True
    return groups


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=12))
def test_joined_groups_are_those_of_the_slow_twin(rows):
    left, right = (np.array(side) for side in zip(*rows, strict=True))
    found, slow = _join_groups(left, right), np.array(join_slowly(left, right))
    assert ((found[:, None] == found) == (slow[:, None] == slow)).all()


def test_copies_and_pairs_are_one_cluster():
    story = "The council will open a small bridge near the old mill before the end of the summer."
    texts = pa.array([story, story.replace("small", "large"), "Something else was said here on Monday.", "No."])
    found = group_copies(texts, np.array([0, 1, 2, 2]))
    assert found[0] == found[1] != found[2] == found[3]


def test_folds_hold_whole_families():
    families = np.array([f"family {number % 7}" for number in range(70)], object)
    folds = make_folds(np.arange(70), families.tolist(), seed=0)
    assert set(folds.tolist()) == set(range(MOST_FOLDS))
    assert all(len(set(folds[families == name].tolist())) == 1 for name in set(families))


def test_two_families_are_two_folds():
    folds = make_folds(np.arange(10), ["a"] * 8 + ["b"] * 2, seed=0)
    assert folds.tolist() == [0] * 8 + [1] * 2


@pytest.mark.parametrize("families", [[None] * 60, ["a"] * 60])
def test_without_families_folds_hold_whole_clusters_of_equal_number(families):
    clusters = np.arange(60) // 3
    folds = make_folds(clusters, families, seed=1)
    assert np.bincount(folds).tolist() == [12] * MOST_FOLDS
    assert all(len(set(folds[clusters == cluster].tolist())) == 1 for cluster in clusters)


def test_texts_without_a_family_stay_with_their_copies():
    folds = make_folds(np.array([0, 0, 1, 1, 2, 3]), ["a", "a", None, None, "b", None], seed=0)
    assert folds[0] == folds[1]
    assert folds[2] == folds[3]


def test_halves():
    assert halve(np.array([4, 7, 7, 9])).tolist() == [CHOOSING, SCORING, SCORING, CHOOSING]
