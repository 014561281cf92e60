import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.duplicates import NONE, Assigned, carry_groups


def carry(roots, articles):
    """Carry over (group, split, is_changed) of each article; return (group, split, is_refused) of each."""
    groups, splits, is_changed = (np.array(column) for column in zip(*articles, strict=True))
    found = carry_groups(np.array(roots), Assigned(groups, splits, is_changed.astype(bool)))
    return list(zip(found.groups.tolist(), found.splits.tolist(), found.is_refused.tolist(), strict=True))


def slow_carry(roots, articles):
    """The same, an article at a time."""
    found = []
    for root, (group, split, is_changed) in zip(roots, articles, strict=True):
        near = [article for other, article in zip(roots, articles, strict=True) if other == root]
        leads = [each for each in near if each[0] != NONE and not each[2]]
        if not leads:
            changed = [each for each in near if each[0] != NONE]
            first = min((each[0] for each in changed), default=None)
            leads = [each for each in changed if each[0] == first]
        if (group, split, is_changed) in leads:
            found.append((group, split, False))
        elif not leads:
            found.append((NONE, NONE, False))
        elif len({each[1] for each in leads}) > 1:
            found.append((NONE, NONE, True))
        else:
            found.append((min(each[0] for each in leads), leads[0][1], False))
    return found


OLD = st.integers(0, 5).map(lambda group: (group, group % 3))  # a group is in one split
ARTICLE = st.one_of(st.just((NONE, NONE, False)), st.tuples(OLD, st.booleans()).map(lambda old: (*old[0], old[1])))


@given(st.lists(st.tuples(st.integers(0, 4), ARTICLE), min_size=1, max_size=20))
def test_groups_are_carried_as_one_article_at_a_time(rows):
    first = {}
    roots = [first.setdefault(name, number) for number, (name, _) in enumerate(rows)]
    articles = [article for _, article in rows]
    assert carry(roots, articles) == slow_carry(roots, articles)


NEW = (NONE, NONE, False)


@pytest.mark.parametrize(
    ("articles", "expected"),
    [
        ([NEW, NEW], [(NONE, NONE, False)] * 2),
        ([(7, 1, False), NEW], [(7, 1, False), (7, 1, False)]),
        ([NEW, (7, 1, False), (4, 1, False)], [(4, 1, False), (7, 1, False), (4, 1, False)]),
        ([NEW, (7, 1, False), (4, 2, False)], [(NONE, NONE, True), (7, 1, False), (4, 2, False)]),
        ([(7, 1, True)], [(7, 1, False)]),
        ([(7, 1, True), (4, 2, False)], [(4, 2, False), (4, 2, False)]),
        ([(7, 1, True), (4, 2, True), NEW], [(4, 2, False)] * 3),
    ],
    ids=[
        "new articles make a group of their own",
        "a new article takes the group of its near-duplicate",
        "joined groups of one split keep their names",
        "a new article that joins two splits is refused",
        "a changed article keeps its group",
        "a changed article follows an unchanged one",
        "of several changed articles the first group counts",
    ],
)
def test_a_group_of_near_duplicates(articles, expected):
    assert carry([0] * len(articles), articles) == expected
