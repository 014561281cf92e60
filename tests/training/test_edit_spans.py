from itertools import chain, pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from training.drawn_pairs import make_table, tables

from pipelines.errors import ConfigError, InputError
from pipelines.training.edit_spans import EditSpans, find_overlaps, read_edits


@given(tables)
def test_the_edits_of_all_rows_are_read_in_order(table):
    spans = read_edits(table["edits"])
    slow = [(row, edit) for row, edits in enumerate(table["edits"].to_pylist()) for edit in edits]
    assert spans.row.tolist() == [row for row, _ in slow]
    assert spans.clean.tolist() == [[edit["clean_start"], edit["clean_end"]] for _, edit in slow]
    offsets = np.arange(len(table) + 1) * 1_000
    shifted = [[row * 1_000 + edit["spun_start"], row * 1_000 + edit["spun_end"]] for row, edit in slow]
    assert spans.of("spun", offsets).tolist() == shifted


def test_rows_in_chunks_and_slices_keep_their_edits():
    kind = pa.list_(
        pa.struct([(f"{side}_{end}", pa.int32()) for side in ("clean", "spun") for end in ("start", "end")])
    )
    edit = {"clean_start": 1, "clean_end": 2, "spun_start": 3, "spun_end": 4}
    column = pa.chunked_array([pa.array([[], [edit]], kind), pa.array([None, [edit, edit]], kind)])
    assert read_edits(column).row.tolist() == [1, 3, 3]
    assert read_edits(column.slice(2)).row.tolist() == [1, 1]


span_borders = st.lists(st.integers(0, 30), max_size=12).map(sorted)


@given(span_borders, st.lists(st.tuples(st.integers(0, 30), st.integers(0, 6)), max_size=8))
def test_the_first_span_with_a_common_position_is_found(borders, others):
    spans = np.array(borders[: len(borders) // 2 * 2], int).reshape(-1, 2)
    starts, ends = np.array([(start, start + n) for start, n in others], int).reshape(-1, 2).T
    slow = [
        next((i for i, span in enumerate(spans) if set(range(*span)) & set(range(start, end))), -1)
        for start, end in zip(starts, ends, strict=True)
    ]
    assert find_overlaps(starts, ends, spans).tolist() == slow


places = st.tuples(st.integers(-1, 5), st.integers(-1, 5))
# For each row its edits, of a clean and a spun span each.
rows_of_spans = st.lists(st.lists(st.tuples(places, places), max_size=2), min_size=1, max_size=3)


def make_spans(rows):
    row = np.repeat(np.arange(len(rows)), list(map(len, rows)))
    return EditSpans(row, *np.array([*chain(*rows)], int).reshape(-1, 2, 2).transpose(1, 0, 2))


def raises(function, *arguments):
    try:
        function(*arguments)
    except InputError:
        return True
    return False


@given(rows_of_spans, st.integers(0, 5))
def test_edits_out_of_order_or_of_their_text_are_errors(rows, length):
    borders = [[0, *chain(*(clean for clean, _ in edits)), length] for edits in rows]
    fits = all(row == sorted(row) for row in borders)
    assert raises(make_spans(rows).of, "clean", np.arange(len(rows) + 1) * length) != fits


@given(rows_of_spans, st.lists(st.integers(0, 2), min_size=6, max_size=6))
def test_texts_that_differ_outside_their_edits_are_errors(rows, lengths):
    def gaps(edits, side, length):
        return [end - start for start, end in pairwise([0, *chain(*(edit[side] for edit in edits)), length])][::2]

    clean, spun = np.array(lengths[:3][: len(rows)]), np.array(lengths[3:][: len(rows)])
    fits = all(gaps(edits, 0, clean[i]) == gaps(edits, 1, spun[i]) for i, edits in enumerate(rows))
    assert raises(make_spans(rows).check_gaps, clean, spun) != fits


def test_rows_without_any_edit_may_have_lists_without_a_type():
    for column in (pa.nulls(2), pa.array([[], None]), pa.array([[], []])):
        assert len(read_edits(column).row) == 0


@pytest.mark.parametrize("kind", ["strings", "numbers", "other fields"])
def test_a_column_without_spans_is_an_error(kind):
    edits = make_table([("The ", [(("new", "fresh"), " bridge")])])["edits"].to_pylist()
    columns = {"strings": [str(edits)], "numbers": [[1, 2]], "other fields": [[{"clean_start": 1}]]}
    with pytest.raises(ConfigError, match=r"expected the column edits with lists of clean_start.*parsed with json"):
        read_edits(pa.array(columns[kind]))
