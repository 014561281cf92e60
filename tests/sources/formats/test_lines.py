import json

import pyarrow as pa
import pytest

from pipelines.config.ingest import IngestArticles
from pipelines.sources.formats import lines
from pipelines.sources.raw import columns
from pipelines.sources.raw.files import InputFile


def read(path):
    tables = lines.read(InputFile(str(path), path.name, "lines"), IngestArticles())
    return pa.concat_tables(tables).to_pylist()


@pytest.mark.parametrize("n_characters", [1, 10, 60, 1_000])
@pytest.mark.parametrize("end", ["", "\n", "\nno JSON\n"])
def test_a_line_that_is_too_long_costs_itself(tmp_path, monkeypatch, n_characters, end):
    monkeypatch.setattr(lines, "BLOCK_CHARACTERS", n_characters)
    for module in (columns, lines):
        monkeypatch.setattr(module, "MAX_ROW_BYTES", 100)
    short, long = json.dumps({"text": "Rain"}), json.dumps({"text": "R" * 500})
    (tmp_path / "news.jsonl").write_text(f"{short}\n{long}\n{short}\n{long}{end}")
    rows = read(tmp_path / "news.jsonl")
    assert [(row["line"], row["reason"]) for row in rows[:4]] == [(short, None), (None, "too_large")] * 2
    assert [row["place"] for row in rows] == [f"news.jsonl line {number + 1}" for number in range(len(rows))]
    assert len(rows) == (5 if "JSON" in end else 4)


def test_a_first_line_that_is_nested_deep_is_left_to_the_stage(tmp_path):
    deep = '{"text": ' + "[" * 1_000 + "]" * 1_000 + "}"
    (tmp_path / "news.jsonl").write_text(deep)
    assert [row["line"] for row in read(tmp_path / "news.jsonl")] == [deep]
