import re

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pairs import NEWS, make_pairs, make_row

from pipelines.quality.pairs.edits import all_in_row, as_ints, count_matches, find_distinct, has_bytes, view_edits
from schemas import PAIRS

pytestmark = pytest.mark.usefixtures("either_way")

STRINGS = st.lists(st.none() | st.text(st.sampled_from("ab1é "), max_size=5), max_size=8)
DIGITS = np.isin(np.arange(256), list(b"0123456789"))


def cut(strings, skip):
    return pa.array(strings, pa.string()).slice(min(skip, len(strings)))


@given(STRINGS, st.integers(0, 3))
def test_find_distinct_names_each_string_once(strings, skip):
    column = cut(strings, skip)
    found = find_distinct(column)
    assert len(set(found.distinct.to_pylist())) == len(found.distinct)
    assert found.distinct.take(pa.array(found.ids)).to_pylist() == [string or "" for string in column.to_pylist()]


@given(STRINGS, st.integers(0, 3))
def test_bytes_and_matches_agree_with_python(strings, skip):
    column = cut(strings, skip)
    plain = [len(re.findall("[a-z]?1", string or "")) for string in column.to_pylist()]
    assert has_bytes(column, DIGITS).tolist() == [count > 0 for count in plain]
    assert count_matches(column, "[a-z]?1", DIGITS).tolist() == plain


def test_a_null_is_minus_one_as_an_integer():
    assert as_ints(pa.array([3, None], pa.int32())).tolist() == [3, -1]


def test_a_row_passes_if_all_its_edits_pass():
    assert all_in_row(np.array([True, False, True]), np.array([0, 0, 2]), 3).tolist() == [False, True, True]


def test_spans_cover_the_bytes_of_the_originals():
    edits = view_edits(make_pairs(NEWS).slice(1))
    spans = [edits.clean.data[start:end].tobytes() for start, end in zip(edits.starts, edits.ends, strict=True)]
    originals = edits.originals.distinct.take(pa.array(edits.originals.ids)).to_pylist()
    assert [span.decode() for span in spans] == originals
    rows = make_pairs(NEWS).slice(1).to_pylist()
    assert edits.owners.tolist() == [number for number, row in enumerate(rows) for _ in row["edits"]]


def test_an_edit_outside_the_text_has_an_empty_span():
    row = make_row("the old bridge", {"old": "new"})
    row["edits"][0]["clean_end"] = 99
    edits = view_edits(pa.Table.from_pylist([row], schema=PAIRS))
    assert (edits.starts.tolist(), edits.ends.tolist()) == ([0], [0])
