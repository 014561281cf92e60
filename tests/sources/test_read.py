import gzip
import io
import json
from datetime import datetime

import datasets
import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from articles import article, name_case

from pipelines.config.ingest import IngestArticles
from pipelines.errors import InputError, SchemaError
from pipelines.sources import read as reading
from pipelines.sources.raw.columns import RAW
from pipelines.sources.read import read_input

LINES = "".join(json.dumps(article(number)) + "\n" for number in range(3))
TABLE = pa.Table.from_pylist([article(number) for number in range(3)])


def read(path, columns=()):
    table = pa.concat_tables(read_input(str(path), IngestArticles(columns=dict(columns))))
    assert table.schema == RAW
    return table.to_pylist()


def write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def texts(rows):
    return [(row["id"], row["title"], row["text"]) for row in rows]


EXPECTED = [tuple(article(number).values()) for number in range(3)]


def test_lines_are_kept_as_they_are(tmp_path):
    rows = read(write(tmp_path / "news.jsonl", LINES))
    assert [row["line"] for row in rows] == LINES.splitlines()
    assert [row["place"] for row in rows] == [f"news.jsonl line {number}" for number in (1, 2, 3)]
    assert rows[0]["text"] is None


def test_blank_lines_are_counted_and_left_out(tmp_path):
    rows = read(write(tmp_path / "news.json", "\n \n" + LINES.replace("\n", "\r\n\r\n")))
    assert [row["place"] for row in rows] == [f"news.json line {number}" for number in (3, 5, 7)]
    assert [row["line"] for row in rows] == LINES.splitlines()


@pytest.mark.parametrize("n_characters", [1, 7, 500])
@pytest.mark.parametrize("end", ["", "\n", "\n\n", "\r\n"])
def test_lines_do_not_depend_on_the_blocks_they_are_read_in(tmp_path, monkeypatch, n_characters, end):
    monkeypatch.setattr("pipelines.sources.formats.lines.BLOCK_SIZE", n_characters)
    rows = read(write(tmp_path / "news.jsonl", "\n" + LINES.replace("\n", "\r\n").strip() + end))
    assert [row["line"] for row in rows] == LINES.splitlines()
    assert [row["place"] for row in rows] == [f"news.jsonl line {number}" for number in (2, 3, 4)]


def test_line_separators_inside_a_text_end_no_line(tmp_path):
    line = json.dumps({"text": "one\u2028two\x85three\x0c"}, ensure_ascii=False)
    assert [row["line"] for row in read(write(tmp_path / "news.jsonl", line))] == [line]


def test_a_byte_order_mark_is_dropped(tmp_path):
    rows = read(write(tmp_path / "news.jsonl", b"\xef\xbb\xbf" + LINES.encode()))
    assert [row["line"] for row in rows] == LINES.splitlines()


def test_invalid_utf8_costs_one_row_and_not_the_file(tmp_path):
    rows = read(write(tmp_path / "news.jsonl", LINES.encode() + b'{"text": "caf\xe9"}\n'))
    assert rows[3]["line"] == '{"text": "caf\ufffd"}'


def test_compressed_files(tmp_path):
    write(tmp_path / "a.jsonl.gz", gzip.compress(LINES.encode(), mtime=0))
    with pa.output_stream(str(tmp_path / "b.jsonl.zst"), compression="zstd") as file:
        file.write(LINES.encode())
    rows = read(tmp_path)
    assert [row["line"] for row in rows] == 2 * LINES.splitlines()
    assert rows[3]["place"] == "b.jsonl.zst line 1"


def test_a_damaged_compressed_file_is_named(tmp_path):
    path = write(tmp_path / "news.jsonl.gz", gzip.compress(LINES.encode() * 1000, mtime=0)[:200])
    with pytest.raises(InputError, match=r"news\.jsonl\.gz"):
        read(path)


def test_csv_with_quotes_newlines_and_ids_as_written(tmp_path):
    csv = '\ufeffid,title,text\r\n007,NA,"He said ""no"",\r\nand left.\n"\r\n1e5,,plain\r\n'
    rows = read(write(tmp_path / "news.csv", csv))
    assert texts(rows) == [("007", "NA", 'He said "no",\r\nand left.\n'), ("1e5", None, "plain")]
    assert [row["place"] for row in rows] == ["news.csv row 1", "news.csv row 2"]


def test_tsv_and_compressed_csv(tmp_path):
    write(tmp_path / "a.tsv", "id\ttext\n1\tRain, snow\n")
    write(tmp_path / "b.csv.gz", gzip.compress(b"id,text\n2,Sun\n", mtime=0))
    assert texts(read(tmp_path)) == [("1", None, "Rain, snow"), ("2", None, "Sun")]


@pytest.mark.parametrize("n_good", [0, 1, 5])
def test_a_csv_row_with_too_many_fields_costs_the_row_alone(tmp_path, n_good):
    path = write(tmp_path / "news.csv", "id,text\n" + n_good * "1,Rain\n" + "2,Rain, and snow\n3,Sun\n")
    *good, bad, last = read(path)
    assert (bad["reason"], bad["text"], bad["id"]) == ("broken_row", "2,Rain, and snow", None)
    assert bad["detail"] == "expected 2 fields, as in the first row, got 3"
    assert texts([*good, last]) == [("1", None, "Rain")] * n_good + [("3", None, "Sun")]
    assert {row["reason"] for row in (*good, last)} == {None}
    assert bad["place"] == f"news.csv row {n_good + 1}"


def test_a_csv_row_with_too_few_fields_costs_the_row_alone(tmp_path):
    rows = read(write(tmp_path / "news.csv", "id,text\n1\n2,Sun\n"))
    assert [row["reason"] for row in rows] == ["broken_row", None]
    assert texts(rows)[1] == ("2", None, "Sun")


def test_an_unclosed_csv_quote_is_an_error(tmp_path):
    with pytest.raises(InputError, match=r"news\.csv"):
        read(write(tmp_path / "news.csv", 'id,text\n1,"Rain\n2,Sun\n'))


def test_parquet(tmp_path):
    dated = TABLE.append_column("published_at", pa.array([0, 1, None], pa.timestamp("s")))
    dated = dated.set_column(0, "id", pa.array([7, 8, 9])).append_column("tags", pa.array([["a"], [], None]))
    pq.write_table(dated, tmp_path / "news.parquet", row_group_size=2)
    rows = read(tmp_path / "news.parquet")
    assert [row["id"] for row in rows] == ["7", "8", "9"]
    assert [row["text"] for row in rows] == TABLE["text"].to_pylist()
    assert rows[2]["place"] == "news.parquet row 3"
    assert [row["published_at"] for row in rows] == ["1970-01-01 00:00:00.000", "1970-01-01 00:00:01.000", None]


@pytest.mark.parametrize("kind", [pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())])
def test_parquet_strings_of_other_kinds(tmp_path, kind):
    pq.write_table(pa.table({"text": TABLE["text"].cast(kind)}), tmp_path / "news.parquet")
    assert [row["text"] for row in read(tmp_path / "news.parquet")] == TABLE["text"].to_pylist()


def test_columns_are_renamed(tmp_path):
    columns = {"text": "body", "id": "guid"}
    pq.write_table(TABLE.rename_columns(["guid", "title", "body"]), tmp_path / "news.parquet")
    write(tmp_path / "news.csv", "guid,title,body,text\nstory,A title,A body,another text\n")
    rows = read(tmp_path, columns)
    assert texts(rows) == [("story", "A title", "A body"), *EXPECTED]


def test_one_input_column_may_fill_two_of_ours(tmp_path):
    write(tmp_path / "news.csv", "link,text\nhttp://a.example,Rain\n")
    (row,) = read(tmp_path, {"id": "link", "url": "link"})
    assert row["id"] == row["url"] == "http://a.example"


def test_text_files_are_one_article_each(tmp_path):
    write(tmp_path / "b.txt", "Second.\r\n\r\nEnd.\n")
    write(tmp_path / "a.txt", "First.\n")
    rows = read(tmp_path)
    assert [(row["place"], row["title"], row["text"]) for row in rows] == [
        ("a.txt", None, "First.\n"),
        ("b.txt", "Second.", "\r\n\r\nEnd.\n"),
    ]


def test_a_mixed_folder_is_read_by_path(tmp_path):
    write(tmp_path / "a.txt", "First.")
    write(tmp_path / "b.jsonl", LINES)
    write(tmp_path / "c.txt", "Last.")
    pq.write_table(TABLE, tmp_path / "d.parquet")
    places = [row["place"] for row in read(tmp_path)]
    assert places == [
        "a.txt",
        *(f"b.jsonl line {n}" for n in (1, 2, 3)),
        "c.txt",
        *(f"d.parquet row {n}" for n in (1, 2, 3)),
    ]


def test_a_dataset_saved_to_disk(tmp_path):
    saved = datasets.Dataset(TABLE)
    saved.save_to_disk(tmp_path / "one")
    assert texts(read(tmp_path / "one")) == EXPECTED
    datasets.DatasetDict({"train": saved, "test": saved.select([0])}).save_to_disk(tmp_path / "two")
    rows = read(tmp_path / "two")
    assert texts(rows) == [*EXPECTED, EXPECTED[0]]
    assert (rows[0]["place"], rows[3]["place"]) == ("two train row 1", "two test row 1")


def test_compressed_and_remote_files_are_decoded_like_others():
    content = b'\xef\xbb\xbf{"text": "caf\xe9"}\r\n'
    memory = fsspec.filesystem("memory")
    for name, stored in (("a.jsonl", content), ("b.jsonl.gz", gzip.compress(content, mtime=0))):
        memory.pipe(f"/decode/{name}", stored)
    memory.pipe("/decode/c.csv", b"\xef\xbb\xbftext\ncaf\xe9\n")
    rows = read("memory://decode")
    assert [row["line"] or row["text"] for row in rows] == 2 * ['{"text": "caf\ufffd"}'] + ["caf\ufffd"]


def test_a_remote_file():
    memory = fsspec.filesystem("memory")
    memory.pipe("/read/a.jsonl", LINES.encode())
    memory.pipe("/read/b.csv", b"text\nRain\n")
    with memory.open("/read/c.parquet", "wb") as file:
        pq.write_table(TABLE, file)
    assert [row["place"] for row in read("memory://read")][3:5] == ["b.csv row 1", "c.parquet row 1"]


def test_an_error_for_a_missing_column_names_the_columns_and_the_setting(tmp_path):
    pq.write_table(TABLE.rename_columns(["id", "title", "texts"]), tmp_path / "news.parquet")
    write(tmp_path / "news.csv", "id;body\n1;Rain\n")
    write(tmp_path / "news.jsonl", '{"id": 1, "body": "Rain"}\n')
    with pytest.raises(SchemaError, match=r"'text'.*'id', 'title', 'texts'.*columns=\{text: texts\}"):
        read(tmp_path / "news.parquet")
    with pytest.raises(SchemaError, match="found 'id', 'body'"):
        read(tmp_path / "news.csv")
    with pytest.raises(SchemaError, match=r"'text' in news\.jsonl, found 'body', 'id'"):
        read(tmp_path / "news.jsonl")
    with pytest.raises(SchemaError, match="'story'"):
        read(tmp_path / "news.parquet", {"text": "texts", "id": "story"})


@pytest.mark.parametrize("values", [[[17]], [{"a": 5}], [17], [True], [datetime(2020, 1, 1)]])  # noqa: DTZ001
def test_a_text_column_of_the_wrong_type_is_refused(tmp_path, values):
    pq.write_table(pa.table({"text": values}), tmp_path / "news.parquet")
    with pytest.raises(SchemaError, match=r"'text' of news\.parquet to hold strings, got"):
        read(tmp_path / "news.parquet")


def test_a_json_array_is_read(tmp_path):
    rows = read(write(tmp_path / "news.json", json.dumps([article(0), article(1)], indent=1)))
    assert [json.loads(row["line"]) for row in rows] == [article(0), article(1)]
    assert [row["place"] for row in rows] == ["news.json object 1", "news.json object 2"]


def test_the_error_for_objects_names_the_path_to_the_string_in_them(tmp_path):
    pq.write_table(pa.table({"text": [{"n": 5, "body": "Rain fell."}]}), tmp_path / "news.parquet")
    with pytest.raises(SchemaError, match=r"--set 'ingest_articles.columns=\{text: text.body\}'"):
        read(tmp_path / "news.parquet")
    assert read(tmp_path / "news.parquet", {"text": "text.body"})[0]["text"] == "Rain fell."


def test_a_damaged_parquet_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"news\.parquet to be parquet"):
        read(write(tmp_path / "news.parquet", "Rain"))


@pytest.mark.parametrize(
    ("content", "n_rows"),
    [
        (gzip.compress(LINES.encode(), mtime=0), 3),
        (json.dumps([article(0)], indent=1).encode(), 1),
        (LINES.encode("utf-16"), 3),
    ],
    ids=name_case,
)
def test_stdin_is_looked_at_like_a_file(monkeypatch, content, n_rows):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert len(read("-")) == n_rows


def test_a_page_on_stdin_is_named(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"<html>404")))
    with pytest.raises(InputError, match="expected JSON lines in stdin, found an HTML page"):
        read("-")


def test_small_tables_are_joined_until_they_have_many_rows_or_bytes(monkeypatch):
    monkeypatch.setattr(reading, "BATCH_ROWS", 10)
    monkeypatch.setattr(reading, "BATCH_BYTES", 2_000)
    tables = [pa.table({"text": [text]}) for text in ["Rain"] * 12 + ["Rain" * 400] * 5 + ["Sun"]]
    joined = list(reading.join_small(tables))
    assert [table.num_rows for table in joined] == [10, 4, 2, 2]
    assert pa.concat_tables(joined).equals(pa.concat_tables(tables))
