import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.storage.tables import ROW_GROUP_ROWS, TableWriter, cut_batches

SCHEMA = pa.schema([pa.field("n", pa.int64(), nullable=False)])


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
