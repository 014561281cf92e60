import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from training.drawn_pairs import tables

from pipelines.training.edit_spans import find_overlaps, read_edits


@given(tables)
def test_the_edits_of_all_rows_are_read_in_order(table):
    spans = read_edits(table["edits"])
    slow = [(row, edit) for row, edits in enumerate(table["edits"].to_pylist()) for edit in edits]
    assert spans.row.tolist() == [row for row, _ in slow]
    assert spans.clean.tolist() == [[edit["clean_start"], edit["clean_end"]] for _, edit in slow]
    offsets = np.arange(len(table) + 1) * 100
    shifted = [[row * 100 + edit["spun_start"], row * 100 + edit["spun_end"]] for row, edit in slow]
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
