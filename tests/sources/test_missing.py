import json
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from articles import article

from pipelines.config.ingest import IngestArticles
from pipelines.errors import SchemaError
from pipelines.sources.input_table import InputTable
from pipelines.sources.missing import read_member
from pipelines.sources.raw.columns import find_columns, number_rows
from pipelines.sources.read import read_input


def read(path, **values):
    return pa.concat_tables(read_input(str(path), IngestArticles(**values))).to_pylist()


def write(path, rows):
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    else:
        pq.write_table(pa.Table.from_pylist(rows), path)


@pytest.mark.parametrize(
    ("rows", "reason", "detail"),
    [
        ([{"title": "No text"}], "no_text", "no column 'text'"),
        ([{"text": 5}, {"text": 6}], "wrong_type", "expected 'text' to be a string, got int64"),
    ],
)
def test_a_table_without_text_among_others_costs_its_rows(tmp_path, rows, reason, detail):
    write(tmp_path / "a.parquet", rows)
    write(tmp_path / "b.parquet", [article(0)])
    *rejected, kept = read(tmp_path)
    assert [(row["reason"], row["detail"], row["text"]) for row in rejected] == [(reason, detail, None)] * len(rows)
    assert (kept["place"], kept["text"], kept["reason"]) == ("b.parquet row 1", article(0)["text"], None)


@pytest.mark.parametrize("odd", ["{}", '{"title": "Only a headline"}', '{"text": null}', "{}\n{}\n{}"])
def test_a_file_of_lines_without_text_among_others_costs_its_rows(tmp_path, odd):
    (tmp_path / "a.json").write_text(odd)
    write(tmp_path / "b.jsonl", [article(0)])
    assert len(read(tmp_path)) == 1 + len(odd.splitlines())


def test_an_optional_column_that_one_file_lacks_is_null_there(tmp_path):
    write(tmp_path / "a.parquet", [{"text": "Rain", "link": "http://a.example"}])
    write(tmp_path / "b.parquet", [{"text": "Snow"}])
    assert [row["url"] for row in read(tmp_path, columns={"url": "link"})] == ["http://a.example", None]


@pytest.mark.parametrize("names", [["a.parquet"], ["a.parquet", "b.parquet"]])
def test_an_optional_column_that_all_files_lack_is_an_error(tmp_path, names):
    for name in names:
        write(tmp_path / name, [article(0)])
    with pytest.raises(SchemaError, match=r"expected a column 'link' in a\.parquet.*--set"):
        read(tmp_path, columns={"url": "link"})


def test_an_optional_column_of_a_preset_may_be_missing(tmp_path):
    write(tmp_path / "a.parquet", [{"article": "Rain"}])
    (row,) = read(tmp_path, preset="all_the_news")
    assert (row["text"], row["source"]) == ("Rain", None)
    with pytest.raises(SchemaError, match="'paper'"):
        read(tmp_path, preset="all_the_news", columns={"source": "paper"})


def test_the_error_is_about_the_column_that_all_files_lack(tmp_path):
    write(tmp_path / "a.parquet", [{"title": "No text"}])
    write(tmp_path / "b.parquet", [article(0)])
    with pytest.raises(SchemaError, match=r"expected a column 'link' in b\.parquet"):
        read(tmp_path, columns={"url": "link"})


def test_a_csv_file_without_text_costs_its_rows(tmp_path):
    (tmp_path / "a.csv").write_text("title,id\nBridge,1\nHarbour,2\n")
    write(tmp_path / "b.parquet", [article(0)])
    rows = read(tmp_path)
    assert [(row["text"], row["reason"]) for row in rows[:2]] == [(None, "no_text")] * 2
    assert (rows[0]["title"], rows[2]["text"]) == ("Bridge", article(0)["text"])


def test_a_member_of_an_archive_without_text_costs_its_rows():
    table = pa.table({"title": ["Bridge"]})

    def read_table(settings):
        yield from number_rows([table], "a", find_columns(table.schema, "a", settings.columns))

    (rows,) = read_member(InputTable("a", read_table), IngestArticles())
    assert (rows["text"].to_pylist(), rows["reason"].to_pylist()) == ([None], ["no_text"])


def test_files_without_rows_are_named(tmp_path, caplog):
    (tmp_path / "a.csv").write_text("id,text\n")
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), tmp_path / "b.parquet")
    write(tmp_path / "c.jsonl", [article(0)])
    with zipfile.ZipFile(tmp_path / "d.zip", "w") as archive:
        archive.writestr("e.csv", "id,text\n")
        archive.writestr("f.jsonl", json.dumps(article(1)))
    assert len(read(tmp_path)) == 2
    said = [record.getMessage() for record in caplog.records if "no rows" in record.getMessage()]
    assert [names.split(": ")[0] for names in said] == [
        "found no rows in d.zip/e.csv",
        "found no rows in a.csv, b.parquet",
    ]


def test_nothing_is_said_of_files_whose_rows_are_rejected(tmp_path, caplog):
    write(tmp_path / "a.parquet", [{"title": "No text"}])
    write(tmp_path / "b.parquet", [article(0)])
    assert len(read(tmp_path)) == 2
    assert not caplog.records
