"""Rows by the names of their columns; tests/learn and tests/probe have the formats."""

import json

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.errors import InputError
from pipelines.sources.rows import read_rows


def read(path, columns=("a", "b")):
    return [(row.place, row.content, row.reason) for row in read_rows(path, path.name, columns)]


def test_a_table_has_the_columns_that_are_there(tmp_path):
    frame = pd.DataFrame({"b": ["x", "y"], "text": ["p", "q"], "c": [1, 2]})
    frame.to_csv(tmp_path / "t.csv", index=False)
    frame.to_parquet(tmp_path / "t.parquet")
    for path in tmp_path.iterdir():
        assert read(path) == [("row 1", {"b": "x"}, None), ("row 2", {"b": "y"}, None)]
        c = 1 if path.suffix == ".parquet" else "1"
        assert read(path, ("text", "b", "c"))[0][1] == {"text": "p", "b": "x", "c": c}
        assert next(read_rows(path, path.name, ["b"])).columns == ["b", "text", "c"]


def test_arrow_is_read_as_file_and_as_stream(tmp_path):
    table = pa.table({"a": pa.array(["x", None]).dictionary_encode(), "b": [True, False]})
    for name, opened in (("t.arrow", pa.ipc.new_file), ("t.arrows", pa.ipc.new_stream)):
        with opened(tmp_path / name, table.schema) as writer:
            writer.write_table(table)
        assert [content for _, content, _ in read(tmp_path / name)] == table.to_pylist()


def test_json_keeps_all_that_it_holds(tmp_path):
    path = tmp_path / "t.jsonl"
    path.write_text('{"a": [1], "d": null}\n\n[2]\n{\n')
    assert read(path) == [
        ("line 1", {"a": [1], "d": None}, None),
        ("line 3", [2], None),
        ("line 4", None, "broken_json"),
    ]
    path.write_text(json.dumps([{"a": 1}, {"a": 2}]))
    assert [(place, values) for place, values, _ in read(path)] == [("object 1", {"a": 1}), ("object 2", {"a": 2})]


def test_a_column_that_is_there_twice_is_named(tmp_path):
    pq.write_table(pa.table([["x"], ["y"]], names=["a", "a"]), tmp_path / "t.parquet")
    with pytest.raises(InputError, match="each once, found 'a', 'a'"):
        read(tmp_path / "t.parquet")


def test_an_empty_file_has_no_rows(tmp_path):
    (tmp_path / "t.jsonl").touch()
    assert read(tmp_path / "t.jsonl") == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("t.csv", b"x,y\n1,2\n", "expected columns among a, b in t.csv, each once, found 'x', 'y'"),
        ("t.csv", b"a,a\n1,2\n", "one column 'a' in t.csv, got 2"),
        ("t.parquet", b"PAR1\x00", "t.parquet"),
        ("t.jsonl.gz", b"\x1f\x8b\x08no", "t.jsonl.gz"),
        ("t.jsonl", b'{"a": "\xe9"}\n', "expected t.jsonl in UTF-8"),
        ("t.docx", b"PK\x03\x04", "t.docx"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=said):
        read(tmp_path / name)
