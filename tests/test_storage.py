import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.errors import StorageError
from pipelines.storage import (
    ROW_GROUP_ROWS,
    TableWriter,
    committing_folder,
    link_or_copy,
    make_folder,
    read_json,
    replacing,
    write_json,
)

SCHEMA = pa.schema([pa.field("n", pa.int64(), nullable=False)])


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_replacing_keeps_the_old_file_when_the_block_fails(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")

    def write_half():
        with replacing(path) as temporary:
            temporary.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_half()
    assert path.read_text() == "old"
    assert names(tmp_path) == ["a.txt"]


def test_committing_folder_shows_all_or_nothing(tmp_path):
    target = tmp_path / "part"

    def write(fail):
        with committing_folder(target) as temporary:
            (temporary / "one").write_text("1")
            assert not target.exists()
            if fail:
                raise RuntimeError

    with pytest.raises(RuntimeError):
        write(fail=True)
    assert names(tmp_path) == []
    write(fail=False)
    assert (target / "one").read_text() == "1"


def test_the_first_of_two_writers_of_one_folder_wins(tmp_path):
    target = tmp_path / "part"
    with committing_folder(target) as slow:
        (slow / "one").write_text("slow")
        with committing_folder(target) as fast:
            (fast / "one").write_text("fast")
    assert (target / "one").read_text() == "fast"
    assert names(tmp_path) == ["part"]


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


def test_make_folder_says_what_to_do_where_it_cannot_write(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="choose another output"):
        make_folder(tmp_path / "file" / "below")


def test_json_is_the_same_bytes_for_equal_values(tmp_path):
    write_json(tmp_path / "a", {"b": 1, "a": "é"})
    write_json(tmp_path / "b", {"a": "é", "b": 1})
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert read_json(tmp_path / "a") == {"a": "é", "b": 1}


def test_damaged_and_missing_json_are_told_apart(tmp_path):
    with pytest.raises(StorageError, match="found none"):
        read_json(tmp_path / "a")
    (tmp_path / "a").write_text("{")
    with pytest.raises(StorageError, match="damaged"):
        read_json(tmp_path / "a")


def test_link_or_copy_gives_the_same_content(tmp_path):
    (tmp_path / "a").write_text("x")
    link_or_copy(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_text() == "x"
