"""Errors in inputs of negatives name their settings, and their hints work when pasted."""

import json
import re
import shlex

import pytest
from negatives import edited_text, make_config, news_text, write_lines

from pipelines.config.run import load_config
from pipelines.errors import InputError, SchemaError
from pipelines.sources.split import split_input

ROWS = [{"before": news_text(number), "after": edited_text(number)} for number in range(3)]


def write_csv(path):
    lines = ["before,after", *(f"{json.dumps(row['before'])},{json.dumps(row['after'])}" for row in ROWS)]
    path.write_text("\n".join(lines) + "\n")
    return str(path)


@pytest.mark.parametrize("write", [write_csv, lambda path: write_lines(path.with_suffix(".jsonl"), ROWS)])
@pytest.mark.parametrize("kind", ["edited", "paraphrase", "clean"])
def test_a_missing_column_is_named_by_a_setting_of_negatives(tmp_path, write, kind):
    place = write(tmp_path / "a.csv")
    config = make_config(tmp_path, n_news=3, negatives={kind: place})
    with pytest.raises(SchemaError, match=rf"^negatives\.{kind}: expected a column") as caught:
        split_input(config)
    option, setting = shlex.split(re.search("--set .*", str(caught.value))[0])[:2]
    assert option == "--set"
    hinted = load_config("news", [setting, f"negatives.{kind}={place}"], input="a").negatives
    assert next(iter(hinted.columns)) == {"clean": "text"}.get(kind, kind)


def test_an_empty_or_missing_input_is_named(tmp_path):
    (tmp_path / "empty.jsonl").write_text("\n")
    for name in ("empty.jsonl", "none.jsonl"):
        config = make_config(tmp_path, n_news=3, negatives={"clean": str(tmp_path / name)})
        with pytest.raises(InputError, match=r"^negatives\.clean: expected"):
            split_input(config)
