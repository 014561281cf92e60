import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.storage.tables import ROW_GROUP_ROWS, TableWriter

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
