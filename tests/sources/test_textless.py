import json

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from articles import article

from pipelines.config.ingest import IngestArticles
from pipelines.errors import SchemaError
from pipelines.sources import textless
from pipelines.sources.read import read_input

LONG = "The council met in the harbour hall and agreed on the bridge. " * 8


def read(path, **values):
    return pa.concat_tables(read_input(str(path), IngestArticles(**values))).to_pylist()


def write_lines(path, rows):
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
    return path


ROWS = [{"text": None, "title": "Bridge", "maintext": LONG, "lead": LONG[:250], "n": 5}] * 30


@pytest.mark.parametrize("value", [None, "", " \n", [], 5, {"n": 5}])
def test_lines_whose_text_is_always_empty_name_the_columns_with_long_strings(tmp_path, value):
    path = write_lines(tmp_path / "news.jsonl", [row | {"text": value} for row in ROWS])
    with pytest.raises(
        SchemaError, match=r"'text' of news\.jsonl, but no row.*--set '.*=\{text: maintext\}'"
    ) as caught:
        read(path)
    assert "long strings in 'maintext', 'lead'" in str(caught.value)


@pytest.mark.parametrize("value", [None, ""])
def test_tables_whose_text_is_always_empty_do_so_too(tmp_path, value):
    rows = [row | {"text": value} for row in ROWS]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "news.parquet")
    datasets.Dataset.from_list(rows).save_to_disk(tmp_path / "saved")
    for name in ("news.parquet", "saved"):
        with pytest.raises(SchemaError, match=rf"'text' of {name}, but no row.*text: maintext"):
            read(tmp_path / name)


def test_a_missing_text_names_the_columns_with_long_strings(tmp_path):
    rows = [{"title": "Bridge", "maintext": LONG}] * 3
    write_lines(tmp_path / "news.jsonl", rows)
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "news.parquet")
    for name in ("news.jsonl", "news.parquet"):
        with pytest.raises(SchemaError, match=rf"expected a column 'text' in {name}, found.*text: maintext"):
            read(tmp_path / name)


def test_a_nested_text_is_named_by_its_path(tmp_path):
    path = write_lines(tmp_path / "news.jsonl", [{"id": 1, "content": {"body": LONG, "n": 1}}])
    with pytest.raises(SchemaError, match=r"\{text: content.body\}"):
        read(path)
    assert len(read(path, columns={"text": "content.body"})) == 1


def test_the_hint_cures_the_error(tmp_path):
    path = write_lines(tmp_path / "news.jsonl", ROWS)
    assert len(read(path, columns={"text": "maintext"})) == 30


@pytest.mark.parametrize("n_empty", [1, 25, 5_000])
def test_one_row_with_text_is_enough(tmp_path, n_empty):
    path = write_lines(tmp_path / "news.jsonl", [*([{"title": "Bridge"}] * n_empty), article(0)])
    assert len(read(path)) == n_empty + 1


def test_rows_are_held_back_only_up_to_a_size(tmp_path, monkeypatch):
    monkeypatch.setattr(textless, "HELD_BYTES", 10)
    rows = [{"title": f"Bridge {number}"} for number in range(2_000)]
    assert len(read(write_lines(tmp_path / "a.jsonl", [*rows, article(0)]))) == 2_001
    with pytest.raises(SchemaError):
        read(write_lines(tmp_path / "b.jsonl", rows))


def test_several_files_without_text_are_one_error(tmp_path):
    for name in "abc":
        write_lines(tmp_path / f"{name}.jsonl", ROWS)
        pq.write_table(pa.table({"title": ["Bridge"]}), tmp_path / f"{name}.parquet")
    with pytest.raises(SchemaError, match=r"a\.jsonl and 5 more.*maintext"):
        read(tmp_path)


def test_lines_that_are_mostly_broken_are_judged_by_the_stage(tmp_path):
    assert len(read(write_lines(tmp_path / "news.jsonl", ["{}", '{"text": "cut', "Rain", "{"]))) == 4
    with pytest.raises(SchemaError):
        read(write_lines(tmp_path / "news.jsonl", ['{"a', "{}", '{"title": "Bridge"}']))


def test_plain_text_is_judged_by_the_stage(tmp_path):
    (tmp_path / "blank.txt").write_text(" \n ")
    assert len(read(tmp_path / "blank.txt")) == 1


def test_the_error_names_the_preset(tmp_path):
    path = write_lines(tmp_path / "news.jsonl", ROWS)
    with pytest.raises(SchemaError, match=r"expected a column 'article' .* another preset than cnn_dm"):
        read(path, preset="cnn_dm")
