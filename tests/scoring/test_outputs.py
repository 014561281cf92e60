"""Outputs of scored rows: their names, places and columns."""

import pyarrow as pa
import pytest
from scoring.rows import write_lines, write_parquet

from pipelines.errors import ConfigError, SchemaError
from pipelines.scoring.inputs import open_rows
from pipelines.scoring.outputs import check_scored, scored_schema, writing


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("a.parquet", "b.jsonl"),
        ("a.parquet", "b.parquet.gz"),
        ("a.parquet", "b"),
        ("a.jsonl", "b.parquet"),
        ("a.jsonl", "b.jsonl.bz2"),
        ("a.jsonl", "b.json"),
    ],
)
def test_an_output_has_the_kind_of_the_input(tmp_path, source, output):
    path = tmp_path / "in" / source
    path.parent.mkdir()
    (write_parquet if source.endswith("parquet") else write_lines)(path)
    with pytest.raises(ConfigError, match="expected an output that ends in"):
        check_scored(str(tmp_path / output), open_rows(str(path), "text"), str(path))


def test_an_output_is_apart_from_the_input(tmp_path):
    path = write_parquet(tmp_path / "a.parquet")
    found = open_rows(str(path), "text")
    for output, uri in (
        (path, path),
        (tmp_path / "b.parquet", tmp_path),
        (tmp_path / "b.parquet", tmp_path / "*.parquet"),
    ):
        with pytest.raises(ConfigError, match="expected an output apart from the input"):
            check_scored(str(output), found, str(uri))
    assert check_scored(str(tmp_path / "b.parquet"), found, str(path)) == tmp_path / "b.parquet"


def test_an_output_is_no_folder(tmp_path):
    (tmp_path / "out.parquet").mkdir()
    found = open_rows(str(write_parquet(tmp_path / "a.parquet")), "text")
    with pytest.raises(ConfigError, match="is a folder"):
        check_scored(str(tmp_path / "out.parquet"), found, str(tmp_path / "a.parquet"))


def test_scores_are_the_last_columns():
    schema = pa.schema([("spun_score", pa.int8()), ("text", pa.string())], {"a": "b"})
    found = scored_schema(schema)
    assert found.names == ["text", "spun_score", "spun_share"]
    assert found.field("spun_score").type == found.field("spun_share").type == pa.float32()
    assert found.metadata == {b"a": b"b"}


def test_columns_of_later_files_must_fit(tmp_path):
    schema = pa.schema([("text", pa.string()), ("n", pa.int64())])
    scores = {"spun_score": pa.array([0.5], pa.float32()), "spun_share": pa.array([0.5], pa.float32())}
    with writing(tmp_path / "a.parquet", schema) as write:
        write(pa.table({"text": ["a"], "n": pa.array([1], pa.int32()), **scores}), "b.parquet")
        with pytest.raises(SchemaError, match=r"columns of the first file in c\.parquet, but these differ: m, n"):
            write(pa.table({"text": ["a"], "m": [1], **scores}), "c.parquet")
        with pytest.raises(SchemaError, match=r"in d\.parquet, but these differ: n"):
            write(pa.table({"text": ["a"], "n": ["one"], **scores}), "d.parquet")
        with pytest.raises(SchemaError, match="differ: their order"):
            write(pa.table({"n": [1], "text": ["a"], **scores}), "e.parquet")
