"""Copies among articles and negatives, and the originals of negatives, against an obvious loop."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from pipelines.duplicates import NONE
from pipelines.duplicates.copies import (
    ARTICLE,
    NEGATIVE,
    ORIGINAL,
    Sketches,
    is_first_of_id,
    is_first_of_text,
    link_originals,
)

# role, text, id, part, whether the latest release has the article
texts = st.tuples(
    st.sampled_from([ARTICLE, NEGATIVE, ORIGINAL]),
    st.integers(0, 4),
    st.integers(0, 4),
    st.integers(0, 1),
    st.booleans(),
)


def make_sketches(rows):
    """Sketches of rows in the order that group_duplicates sorts them in."""
    rows = sorted((role, text, not known and role == ARTICLE, name, part) for role, text, name, part, known in rows)
    columns = list(zip(*rows, strict=True)) or [()] * 5
    groups = [NONE if is_new or role != ARTICLE else 7 for role, _, is_new, _, _ in rows]
    table = {
        "article_id": pa.array(
            [f"{'a' if role == ARTICLE else 'n'}{name}" for role, _, _, name, _ in rows], pa.string()
        ),
        "part": pa.array(map(str, columns[4]), pa.string()),
        "role": pa.array(columns[0], pa.int64()),
        **{name: pa.array(groups, pa.int64()) for name in ("groups", "splits")},
        "is_changed": pa.array([False] * len(rows)),
    }
    hashes = np.array([(text, 1) for text in columns[1]], np.uint64).reshape(-1, 2)
    return Sketches(pa.table(table), hashes, np.arange(len(rows)))


def rows_of(sketches):
    table = sketches.articles.to_pylist()
    return [
        (row["role"], row["article_id"], row["part"], row["groups"], int(text))
        for row, (text, _) in zip(table, sketches.hashes, strict=True)
    ]


@given(st.lists(texts, min_size=1, max_size=12))
def test_the_first_article_of_an_id_is_one_that_is_known(drawn):
    sketches = make_sketches(drawn)
    is_first, first = is_first_of_id(sketches)
    rows = rows_of(sketches)
    for row, (role, name, *_) in enumerate(rows):
        same = [other for other, each in enumerate(rows) if each[:2] == (ARTICLE, name)]
        expected = row if role != ARTICLE else min(same, key=lambda other: (rows[other][3] == NONE, other))
        assert (first[row], is_first[row]) == (expected, expected == row)


@given(st.lists(texts, min_size=1, max_size=12), st.sampled_from([ARTICLE, NEGATIVE]))
def test_a_negative_is_a_copy_of_an_article_and_never_the_other_way_round(drawn, least_role):
    sketches = make_sketches(drawn)
    is_first, first = is_first_of_text(sketches, least_role)
    rows = rows_of(sketches)
    for row, (role, *_, text) in enumerate(rows):
        same = [other for other, each in enumerate(rows) if each[-1] == text and each[0] != ORIGINAL]
        expected = row if role < least_role or role == ORIGINAL else same[0]
        assert (first[row], is_first[row]) == (expected, expected == row)
        assert rows[first[row]][0] <= role


@given(st.lists(texts, min_size=1, max_size=12, unique_by=lambda each: (each[0], each[2], each[3])))
def test_originals_stay_with_their_negatives_and_go_without(drawn):
    before = make_sketches(drawn)
    sketches, (negatives, originals) = link_originals(before)
    rows = rows_of(sketches)
    kept = {each[1:3] for each in rows_of(before) if each[0] == NEGATIVE}
    assert rows == [each for each in rows_of(before) if each[0] != ORIGINAL or each[1:3] in kept]
    assert [rows[row][0] for row in originals] == [ORIGINAL] * sum(each[0] == ORIGINAL for each in rows)
    assert [rows[row][:3] for row in negatives] == [(NEGATIVE, *rows[row][1:3]) for row in originals]
