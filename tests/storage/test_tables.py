import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pairs import make_pairs

from pipelines.storage.tables import (
    BORDER_ROWS,
    NO_ENCODINGS,
    ROW_GROUP_BYTES,
    ROW_GROUP_ROWS,
    WHOLE_FILE_BYTES,
    TableWriter,
    cut_batches,
    cut_evenly,
    cut_row_groups,
    list_numbers,
    only_chunk,
    read_tables,
)
from schemas import ENCODINGS, FEW_VALUES, PAIRS, REJECTS

SCHEMA = pa.schema([pa.field("n", pa.int64(), nullable=False)])
TEXTS = pa.schema([pa.field("text", pa.string()), pa.field("n", pa.int64())])
SIZES = st.lists(st.integers(1, 1 << 11) | st.integers(1, 3 << 20), max_size=300)


def cut_slowly(sizes, row_group_bytes):
    """One row at a time."""
    ends, rows, n_bytes = [], 0, 0
    for number, size in enumerate(sizes):
        rows, n_bytes = rows + 1, n_bytes + size
        may_end = (size * 0x9E3779B97F4A7C15 % 2**64 >> 32) % BORDER_ROWS == 0
        full = rows == ROW_GROUP_ROWS or n_bytes >= row_group_bytes[1]
        if full or (may_end and n_bytes >= row_group_bytes[0]):
            ends.append(number + 1)
            rows = n_bytes = 0
    return ends


def make_texts(n_rows, seed=0):
    lengths = np.random.default_rng(seed).integers(100, 5_000, n_rows).tolist()
    return pa.table({"text": ["x" * length for length in lengths], "n": lengths}, schema=TEXTS)


def write_groups(path, table, encodings=NO_ENCODINGS):
    """Write a table; return its row groups as tables."""
    with TableWriter(path, table.schema, encodings) as writer:
        writer.write(table)
    file = pq.ParquetFile(path)
    return [file.read_row_group(number) for number in range(file.num_row_groups)]


def test_row_groups_do_not_depend_on_how_rows_come(tmp_path):
    rows = pa.table({"n": range(2 * ROW_GROUP_ROWS + 5)}, schema=SCHEMA)
    for name, step in (("a", ROW_GROUP_ROWS), ("b", 777)):
        with TableWriter(tmp_path / name, SCHEMA) as writer:
            for start in range(0, rows.num_rows, step):
                writer.write(rows.slice(start, step))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    metadata = pq.ParquetFile(tmp_path / "a").metadata
    assert [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)] == [
        ROW_GROUP_ROWS,
        ROW_GROUP_ROWS,
        5,
    ]


@given(SIZES, st.sampled_from([ROW_GROUP_BYTES, WHOLE_FILE_BYTES]))
def test_row_groups_end_where_the_slow_version_ends_them(sizes, row_group_bytes):
    assert list(cut_row_groups(np.array(sizes, np.int64), row_group_bytes)) == cut_slowly(sizes, row_group_bytes)


@pytest.mark.parametrize("row_group_bytes", [ROW_GROUP_BYTES, WHOLE_FILE_BYTES])
def test_row_groups_of_texts_do_not_depend_on_how_rows_come(tmp_path, row_group_bytes):
    rows = make_texts(1_000)
    for name, step in (("a", 1_000), ("b", 37)):
        with TableWriter(tmp_path / name, TEXTS, row_group_bytes=row_group_bytes) as writer:
            for start in range(0, rows.num_rows, step):
                writer.write(rows.slice(start, step))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_rows_that_arrive_change_the_row_groups_they_fall_into_only(tmp_path):
    rows = make_texts(3_000)
    before = write_groups(tmp_path / "before", rows)
    assert len(before) > 20
    appended = write_groups(tmp_path / "appended", pa.concat_tables([rows, make_texts(30, seed=1)]))
    assert appended[: len(before) - 1] == before[:-1]
    middle = pa.concat_tables([rows.slice(0, 1_500), make_texts(3, seed=2), rows.slice(1_500)])
    inserted = write_groups(tmp_path / "inserted", middle)
    assert sum(group not in before for group in inserted) <= 5


def test_tables_read_join_row_groups(tmp_path, monkeypatch):
    rows = make_texts(3_000)
    n_groups = len(write_groups(tmp_path / "a", rows))
    assert [len(table) for table in read_tables(tmp_path / "a")] == [3_000]
    monkeypatch.setattr("pipelines.storage.tables.ROW_GROUP_ROWS", 500)
    tables = list(read_tables(tmp_path / "a"))
    assert pa.concat_tables(tables) == rows
    assert max(map(len, tables)) <= 500
    monkeypatch.setattr("pipelines.storage.tables.TABLE_BYTES", 1)
    assert len(list(read_tables(tmp_path / "a"))) == n_groups


def test_pairs_have_the_encodings_of_their_schema(tmp_path):
    pairs = make_pairs([f"new rain in town {number}" for number in range(50)], {"rain": "showers"})
    write_groups(tmp_path / "pairs", pairs.cast(PAIRS), ENCODINGS)
    group = pq.read_metadata(tmp_path / "pairs").row_group(0)
    columns = {group.column(number).path_in_schema: group.column(number) for number in range(group.num_columns)}
    assert columns.keys() >= ENCODINGS.keys()
    for path, column in columns.items():
        assert ENCODINGS.get(path, "RLE_DICTIONARY") in column.encodings
        assert column.is_stats_set == (path not in ENCODINGS)
        assert column.has_offset_index
    found = pq.read_table(tmp_path / "pairs", read_dictionary=["edits.list.element.original"])
    assert found.cast(PAIRS) == pairs.cast(PAIRS)


@pytest.mark.parametrize("plain", [set(), {"n"}, {"text", "other"}, list_numbers(TEXTS)])
def test_plain_columns_are_left_uncompressed(tmp_path, plain):
    with TableWriter(tmp_path / "texts", TEXTS, plain=plain) as writer:
        writer.write(make_texts(10))
    group = pq.read_metadata(tmp_path / "texts").row_group(0)
    columns = [group.column(number) for number in range(group.num_columns)]
    assert {column.path_in_schema for column in columns if column.compression == "UNCOMPRESSED"} == plain - {"other"}
    assert pq.read_table(tmp_path / "texts") == make_texts(10)


def test_numbers_are_the_leaves_that_are_no_strings():
    assert list_numbers(TEXTS) == {"n"}
    assert {path.rpartition(".")[2] for path in list_numbers(PAIRS)} == {
        *("variant", "n_words", "n_swaps", "swap_rate", "asked_rate", "published_at"),
        *("clean_start", "clean_end", "spun_start", "spun_end", "passes"),
    }


def test_few_values_are_strings_with_dictionaries(tmp_path):
    write_groups(tmp_path / "pairs", PAIRS.empty_table())
    columns = pq.read_metadata(tmp_path / "pairs").schema
    assert {columns.column(number).path for number in range(len(columns))} | set(REJECTS.names) >= FEW_VALUES
    assert not FEW_VALUES & (list_numbers(PAIRS) | ENCODINGS.keys())


def test_a_lower_level_takes_more_bytes(tmp_path):
    rows = pa.table({"text": [f"{number:x}" * 40 for number in range(5_000)], "n": range(5_000)}, schema=TEXTS)
    for level in (1, 19):
        with TableWriter(tmp_path / f"{level}", TEXTS, {"text": "PLAIN"}, level=level) as writer:
            writer.write(rows)
    assert (tmp_path / "1").stat().st_size > (tmp_path / "19").stat().st_size
    assert pq.read_table(tmp_path / "1") == pq.read_table(tmp_path / "19")


def test_a_table_without_rows_is_a_file_without_row_groups(tmp_path):
    with TableWriter(tmp_path / "none", SCHEMA) as writer:
        writer.write(SCHEMA.empty_table())
    assert pq.ParquetFile(tmp_path / "none").metadata.num_row_groups == 0


@pytest.mark.parametrize("n_bytes", [1, 7, 10, 1000])
def test_batches_hold_all_rows_in_order_and_at_least_one_each(n_bytes):
    table = pa.table({"text": ["a" * n for n in (3, 0, 12, 5, 1, 0, 4)]})
    batches = list(cut_batches(table, "text", n_bytes))
    assert pa.concat_tables(batches).equals(table)
    assert min(map(len, batches)) == 1 if n_bytes == 1 else min(map(len, batches)) >= 1


def test_batches_end_where_their_bytes_are_full():
    table = pa.table({"text": ["aaaa", "bbbb", "cccc", "dddd"]})
    assert [batch["text"].to_pylist() for batch in cut_batches(table, "text", 10)] == [
        ["aaaa", "bbbb"],
        ["cccc", "dddd"],
    ]


def test_no_rows_give_no_batch():
    assert list(cut_batches(pa.table({"text": pa.array([], pa.string())}), "text", 10)) == []


@given(st.lists(st.integers(0, 50), max_size=30), st.integers(1, 60))
def test_cut_evenly_keeps_all_rows_in_order_in_slices_of_about_equal_size(sizes, n_bytes):
    slices = list(cut_evenly(np.array(sizes, np.int64), n_bytes))
    assert [row for each in slices for row in range(len(sizes))[each]] == list(range(len(sizes)))
    assert all(each.stop > each.start for each in slices)
    # A batch begins and ends within a row of where it should.
    assert all(sum(sizes[each]) <= 1.5 * n_bytes + 2 * max(sizes) for each in slices)


def test_cut_evenly_makes_one_batch_of_few_bytes_and_equal_ones_of_many():
    assert list(cut_evenly(np.full(7, 10), 1000)) == [slice(0, 7)]
    assert list(cut_evenly(np.full(10, 10), 34)) == [slice(0, 3), slice(3, 6), slice(6, 10)]


def test_a_column_of_one_chunk_is_an_array_without_a_copy():
    whole = pa.array(["a", "b"]).dictionary_encode()
    assert only_chunk(pa.chunked_array([whole])).indices.buffers()[1].address == whole.indices.buffers()[1].address
    assert only_chunk(pa.chunked_array([], TEXTS.field("text").type)) == pa.array([], pa.string())


def test_a_column_of_several_chunks_is_refused():
    with pytest.raises(ValueError, match="one chunk, got 2"):
        only_chunk(pa.chunked_array([["a"], ["b"]]))
