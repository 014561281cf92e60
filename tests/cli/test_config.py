import json

import pytest
import yaml
from cli.commands import error_of, spindle
from jsonschema import Draft202012Validator

from pipelines.config.run import load_config


def test_show_prints_every_setting():
    result = spindle("config", "show", "--config", "news", "--set", "spin_articles.rate=0.2")
    assert result.exit_code == 0, result.stderr
    shown = yaml.safe_load(result.stdout)
    assert shown["spin_articles"]["rate"] == 0.2
    assert shown["group_duplicates"]["test"] == 0.1
    assert "# input: required" in result.stdout


def test_the_schema_accepts_what_loads_and_refuses_what_does_not():
    validator = Draft202012Validator(json.loads(spindle("config", "schema").stdout))
    config = load_config("news", input="a.jsonl").model_dump(mode="json")
    assert list(validator.iter_errors(config)) == []
    assert list(validator.iter_errors({**config, "spin_articles": {"ratee": 0.1}}))


def test_init_writes_a_file_that_loads_and_replaces_none(tmp_path):
    path = tmp_path / "mine.yaml"
    result = spindle("config", "init", path)
    assert (result.exit_code, str(path) in result.stdout) == (0, True)
    assert load_config(str(path)) == load_config("news", input="news.jsonl")
    assert "--force" in error_of(spindle("config", "init", path), 2)
    assert spindle("config", "init", path, "--force").exit_code == 0
    assert spindle("config", "init", "-").stdout == path.read_text()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["show", "--config", "newz"], "'news'"),
        (["show", "--set", "rate=1"], "'spin_articles.rate'"),
        (["show", "--set", "spin_articles.rate=2"], "less than or equal to 1"),
        (["init", "mine.txt"], ".yaml"),
        (["shwo"], "show"),
    ],
)
def test_wrong_use(arguments, named):
    assert named in error_of(spindle("config", *arguments), 2)
