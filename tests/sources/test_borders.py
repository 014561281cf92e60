import itertools

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.borders import (
    CHEAP_SIZE,
    FEW_GROUPS,
    LARGEST,
    cut_groups,
    cut_pieces,
    hash_rows,
    plan_groups,
    row_bytes,
)
from pipelines.sources.split import hash_content


def table_of(rows):
    places, texts = [place for place, _ in rows], [text for _, text in rows]
    return pa.table({"place": pa.array(places, pa.string()), "text": pa.array(texts, pa.string())})


def numbered(numbers):
    """Rows of 40 to 139 bytes, each with a text of its own."""
    return table_of([(f"line {at}", f"{number:08} " + "x" * (30 + number * 37 % 100)) for at, number in numbers])


def cut_slowly(table, n_bytes):
    """Cut row by row, as the module's docstring says."""
    pieces, piece, size = [], [], 0
    for row, n, drawn in zip(table.to_pylist(), row_bytes(table), hash_rows(table), strict=True):
        piece.append(row)
        size += int(n)
        is_drawn = int(drawn) / 2**64 < n / (n + n_bytes / 2)
        if (size >= n_bytes / 2 and is_drawn) or size >= LARGEST * n_bytes:
            pieces.append(piece)
            piece, size = [], 0
    return [*pieces, piece] if piece else pieces


def group_slowly(hashes, size):
    groups, group = [], []
    for number, drawn in enumerate(hashes):
        group.append(number)
        is_drawn = int(drawn) / 2**64 < 1 / (1 + size / 2)
        if size == 1 or (len(group) >= size / 2 and is_drawn) or len(group) >= LARGEST * size:
            groups.append(group)
            group = []
    return [*groups, group] if group else groups


rows = st.lists(st.tuples(st.text(max_size=3), st.none() | st.text(max_size=30)), max_size=40)


@given(rows, st.integers(1, 100), st.lists(st.integers(0, 40), max_size=4))
def test_pieces_are_those_of_the_slow_twin_whatever_the_tables_of_the_rows(rows, n_bytes, cuts):
    table = table_of(rows)
    borders = sorted({0, len(rows), *(min(cut, len(rows)) for cut in cuts)})
    tables = [table.slice(start, stop - start) for start, stop in itertools.pairwise(borders)]
    at_once, in_tables = list(cut_pieces([table], n_bytes)), list(cut_pieces(tables, n_bytes))
    assert [piece.to_pylist() for piece in at_once] == cut_slowly(table, n_bytes)
    assert [piece.to_pylist() for piece in in_tables] == cut_slowly(table, n_bytes)
    assert [hash_content(piece) for piece in at_once] == [hash_content(piece) for piece in in_tables]
    assert all(piece.num_rows for piece in at_once)


def list_borders(rows, n_bytes):
    """Numbers of rows before each border within `rows`."""
    ends = itertools.accumulate(map(len, cut_slowly(table_of(rows), n_bytes)))
    return [end for end in ends if end < len(rows)]


@given(rows, rows, rows, st.integers(1, 200))
def test_an_edit_leaves_the_borders_before_it_and_those_after_the_first_common_one(head, edit, tail, n_bytes):
    old, new = list_borders(head + tail, n_bytes), list_borders(head + edit + tail, n_bytes)
    assert [end for end in old if end < len(head)] == [end for end in new if end < len(head)]
    left_old = {len(head + tail) - end for end in old}
    left_new = {len(head + edit + tail) - end for end in new}
    common = max((left for left in left_old & left_new if left <= len(tail)), default=0)
    assert {left for left in left_old if left <= common} == {left for left in left_new if left <= common}


def contents(numbers):
    pieces = cut_pieces([numbered(enumerate(numbers))], 5_000)
    return [hash_content(piece.drop_columns(["place"])) for piece in pieces]


@pytest.mark.parametrize("edit", ["insert", "remove"])
def test_a_row_changes_two_pieces_on_average(edit):
    numbers = list(range(5_000))
    before, n_changed = contents(numbers), []
    for at in range(0, 5_000, 100):
        others = [-1] if edit == "insert" else []
        edited = numbers[:at] + others + numbers[at + (edit == "remove") :]
        n_changed.append(len(set(contents(edited)) - set(before)))
    assert len(before) > 80
    assert np.mean(n_changed) <= 2
    assert max(n_changed) <= 10


def test_pieces_are_about_as_large_as_asked():
    sizes = [sum(row_bytes(piece)) for piece in cut_pieces([numbered(enumerate(range(20_000)))], 5_000)]
    assert 4_500 < np.mean(sizes[:-1]) < 5_500
    assert min(sizes[:-1]) >= 2_500
    assert max(sizes) <= LARGEST * 5_000 + 139


@given(st.lists(st.integers(0, 2**64 - 1), max_size=60), st.integers(1, 20), st.integers(1, 70))
def test_groups_are_those_of_the_slow_twin_and_few(hashes, max_groups, largest):
    groups = [list(range(len(hashes)))[group] for group in cut_groups(np.array(hashes, np.uint64), max_groups, largest)]
    sizes = [size for size in (1 << power for power in range(10)) if size <= largest]
    size = next((size for size in sizes if len(group_slowly(hashes, size)) <= max_groups), sizes[-1])
    assert groups == group_slowly(hashes, size)
    assert len(groups) <= max_groups or 2 * size > largest
    assert [number for group in groups for number in group] == list(range(len(hashes)))


@pytest.mark.parametrize(
    ("n_items", "mean"), [(1, 1), (32, 1), (50, 2), (200, CHEAP_SIZE), (900, CHEAP_SIZE), (3_000, 16)]
)
def test_groups_grow_to_the_cheap_size_before_there_are_too_many(n_items, mean):
    hashes = np.random.default_rng(5).integers(0, 2**64, n_items, np.uint64, endpoint=False)
    groups = plan_groups(hashes, 256, 64)
    assert [number for group in groups for number in range(group.start, group.stop)] == list(range(n_items))
    assert mean * 0.8 <= n_items / len(groups) <= mean * 1.3
    assert len(groups) <= 256
    assert len(groups) >= min(n_items, FEW_GROUPS // 2)


@pytest.mark.parametrize(("max_groups", "largest"), [(3, 64), (256, 1), (20, 2)])
def test_limits_of_groups_hold_for_planned_ones(max_groups, largest):
    hashes = np.random.default_rng(6).integers(0, 2**64, 200, np.uint64, endpoint=False)
    assert plan_groups(hashes, max_groups, largest) == cut_groups(hashes, max_groups, largest)


def test_an_item_that_comes_or_goes_changes_the_groups_near_it():
    hashes = np.random.default_rng(5).integers(0, 2**64, 900, np.uint64, endpoint=False)
    before = {tuple(hashes[group]) for group in cut_groups(hashes, 256, 16)}
    assert 100 < len(before) <= 256
    for at in range(0, 900, 50):
        after = {tuple(left[group]) for left in [np.delete(hashes, at)] for group in cut_groups(left, 256, 16)}
        assert len(after - before) <= 8
