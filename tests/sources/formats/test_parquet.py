import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from articles import article

from pipelines.config.ingest import IngestArticles
from pipelines.errors import InputError, SchemaError
from pipelines.sources.formats import parquet
from pipelines.sources.read import read_input


def read(path, **values):
    return pa.concat_tables(read_input(str(path), IngestArticles(**values))).to_pylist()


def write(folder, table, **options):
    pq.write_table(table, folder / "news.parquet", **options)
    return folder / "news.parquet"


def test_rows_are_numbered_over_groups_and_batches(tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "BATCH_ROWS", 3)
    table = pa.table({"text": [f"Rain {number}" for number in range(20)]})
    rows = read(write(tmp_path, table, row_group_size=7))
    assert [row["place"] for row in rows] == [f"news.parquet row {number + 1}" for number in range(20)]
    assert [row["text"] for row in rows] == table["text"].to_pylist()


def test_large_rows_are_read_a_few_at_a_time(tmp_path, monkeypatch):
    path = write(tmp_path, pa.table({"text": ["R" * 1_000 + str(number) for number in range(50)]}), compression="none")
    monkeypatch.setattr(parquet, "BATCH_BYTES", 10_000)
    seen = []
    monkeypatch.setattr(
        parquet, "number_rows", lambda tables, *_: (seen.append(len(table)) or table for table in tables)
    )
    list(parquet.read(parquet.InputFile(str(path), "news.parquet", "parquet"), IngestArticles()))
    assert sum(seen) == 50
    assert max(seen) < 15


def test_strings_that_are_not_utf8_cost_a_text_its_characters_and_others_their_value(tmp_path):
    bad = pa.array([b"caf\xe9", b"Rain", None]).view(pa.string())
    first, second, third = read(write(tmp_path, pa.table({"text": bad, "source": bad})))
    assert (first["text"], first["source"], first["unread"]) == ("caf\ufffd", None, "source")
    assert (second["text"], second["source"], second["unread"]) == ("Rain", "Rain", None)
    assert (third["text"], third["source"], third["unread"]) == (None, None, None)


def test_a_nested_field_and_a_column_with_a_dot(tmp_path):
    table = pa.table({"content": [{"body": "Rain", "n": 1}], "source.name": ["Herald"], "source": [{"name": "Post"}]})
    (row,) = read(write(tmp_path, table), columns={"text": "content.body", "source": "source.name"})
    assert (row["text"], row["source"]) == ("Rain", "Herald")


@pytest.mark.parametrize("name", ["text", "published_at"])
def test_a_column_that_is_there_twice_is_one_line_of_error(tmp_path, name):
    columns = [pa.array(["Rain"]), pa.array(["2020-01-02"]), pa.array(["Snow"])]
    path = write(tmp_path, pa.Table.from_arrays(columns, ["text", "published_at", name]))
    with pytest.raises(SchemaError, match=rf"got '{name}' 2 times"):
        read(path)


def test_a_column_that_is_there_twice_and_not_ours_is_of_no_matter(tmp_path):
    table = pa.Table.from_arrays([pa.array(["Rain"]), pa.array([1]), pa.array([2])], ["text", "tag", "tag"])
    assert [row["text"] for row in read(write(tmp_path, table))] == ["Rain"]


def test_of_many_columns_only_ours_are_read(tmp_path):
    table = pa.table({f"c{number}": [number] for number in range(11_000)} | {"text": ["Rain"]})
    assert [row["text"] for row in read(write(tmp_path, table))] == ["Rain"]


def test_a_file_without_rows_yields_none(tmp_path):
    write(tmp_path, pa.table({"text": pa.array([], pa.string())}))
    pq.write_table(pa.table({"text": ["Rain"]}), tmp_path / "other.parquet")
    assert [row["place"] for row in read(tmp_path)] == ["other.parquet row 1"]


@pytest.mark.parametrize("change", [lambda content: content[:-30], lambda content: b"PARE" + content[4:-4] + b"PARE"])
def test_a_damaged_or_encrypted_file_is_named(tmp_path, change):
    path = write(tmp_path, pa.Table.from_pylist([article(number) for number in range(9)]))
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(InputError, match=r"news\.parquet to be parquet"):
        read(path)


@pytest.mark.parametrize("column", ["text", "source"])
def test_rows_that_share_a_long_text_unfold_a_few_at_a_time(tmp_path, monkeypatch, column):
    monkeypatch.setattr(parquet, "BATCH_BYTES", 10_000)
    rows = {"text": [f"Rain {number}" for number in range(50)], "tags": [["a", "b"]] * 50}
    path = write(tmp_path, pa.table(rows | {column: ["Rain. " * 600] * 50}))
    tables = list(parquet.read(parquet.InputFile(str(path), "news.parquet", "parquet"), IngestArticles()))
    assert max(map(len, tables)) == 2
    assert [text for each in tables for text in each[column].to_pylist()] == ["Rain. " * 600] * 50
