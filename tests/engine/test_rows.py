import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.engine.rows import keep_rows, sort_rows, weigh_rows

pytestmark = pytest.mark.usefixtures("either_way")

some_weights = st.integers(1, 65535) | st.sampled_from([1, 7, 65535])
# The longest unit has more rows than are sorted by insertion alone.
some_rows = st.lists(st.tuples(st.sampled_from([0, 1, 1, 1, 3]), some_weights, st.integers(0, 3)), max_size=90)


@given(some_rows, st.lists(st.booleans(), min_size=4, max_size=4))
def test_sort_rows_sorts_by_unit_falling_weight_and_number(rows, is_apart):
    columns = zip(*rows, strict=True) if rows else ([], [], [])
    unit, weight, of = (
        np.array(list(c), kind) for c, kind in zip(columns, (np.int32, np.uint16, np.int32), strict=True)
    )
    order = sorted(range(len(rows)), key=lambda row: (rows[row][0], -rows[row][1], row))
    ((whole, counts),) = sort_rows(unit, weight, 4)
    assert (whole.tolist(), counts.tolist()) == (order, [unit.tolist().count(number) for number in range(4)])
    for side, (found, counts) in enumerate(sort_rows(unit, weight, 4, (of, np.array(is_apart)))):
        own = [row for row in order if is_apart[rows[row][2]] == side]
        assert found.tolist() == own
        assert counts.tolist() == [[rows[row][0] for row in own].count(number) for number in range(4)]


@given(some_rows, st.lists(st.booleans(), min_size=90, max_size=90))
def test_keep_rows_keeps_the_rows_and_the_units_that_have_any(rows, kept):
    rows = sorted(rows)
    kept = np.array(kept[: len(rows)], bool)
    types = (np.int32, np.int32, np.uint16, np.int8, np.int8, np.uint16, np.uint8, bool)
    columns = [np.array([row[0 if i == 0 else i % 3] for row in rows]).astype(kind) for i, kind in enumerate(types)]
    has_rows, found = keep_rows(kept, 4, columns)
    units = sorted({row[0] for row, is_kept in zip(rows, kept, strict=True) if is_kept})
    assert np.flatnonzero(has_rows).tolist() == units
    assert [units[number] for number in found[0]] == columns[0][kept].tolist()
    for column, values in zip(columns[1:], found[1:], strict=True):
        assert (values.dtype, values.tolist()) == (column.dtype, column[kept].tolist())


@given(some_rows)
def test_weigh_rows_looks_up_weights_by_the_steps_below_the_best_of_the_unit(rows):
    rows = sorted(rows)
    weights = np.array([90, 40, 7, 1], np.uint16)
    types = (np.int32, np.uint16, np.uint16, np.uint8)
    columns = [np.array([row[i] for row in rows]).astype(kind) for i, kind in zip((0, 1, 2, 2), types, strict=True)]
    tables = np.arange(1 << 16, dtype=np.int32) % 5, np.array([0, 2, -3, 1], np.int32), np.arange(256, dtype=np.int32)
    found = weigh_rows(columns[0], tuple(zip(columns[1:], tables, strict=True)), weights)
    steps = [
        sum(int(table[value]) for table, value in zip(tables, row[1:], strict=True))
        for row in zip(*columns, strict=True)
    ]
    best = {row[0]: max(s for s, other in zip(steps, rows, strict=True) if other[0] == row[0]) for row in rows}
    slow = [int(weights[min(3, best[row[0]] - s)]) for row, s in zip(rows, steps, strict=True)]
    assert found.tolist() == slow
