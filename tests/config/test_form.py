import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.config.form import FIELDS, OUTPUT, config_from_form, form_fields, parse_form
from pipelines.errors import ConfigError

FORM = {"config": "news", "input": "mine.jsonl"}


def test_an_empty_form_gives_the_config():
    config = config_from_form({**FORM, **dict.fromkeys(FIELDS.keys() - {"input"})})
    assert config.dataset == "news"
    assert config.spin_articles.rate is None


def test_a_filled_form_changes_what_it_names():
    form = {**FORM, "profiles": ["light"], "rate": 0.05, "variants": 2, "seed": 9, "limit": 10, "dataset": "mine"}
    config = config_from_form(form)
    assert config.spin_articles.profiles == {"light": 1.0}
    assert (config.spin_articles.rate, config.spin_articles.variants) == (0.05, 2)
    assert (config.seed, config.ingest_articles.limit, config.dataset) == (9, 10, "mine")


@pytest.mark.parametrize("change", [{"rate": 2}, {"colour": "red"}, {"config": "nothing"}, {"dataset": "a/b"}])
def test_a_wrong_form_is_refused(change):
    with pytest.raises(ConfigError):
        config_from_form({**FORM, **change})


def test_texts_that_look_like_yaml_stay_texts():
    form = parse_form(["config=news", "input=[1]: {x}.jsonl", "output=null"])
    config = config_from_form(form)
    assert (config.input, config.output) == ("[1]: {x}.jsonl", "null")


def test_every_field_has_all_that_a_form_shows():
    for field in form_fields().values():
        assert {"type", "title", "description", "default"} <= set(field)


def run_form(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "pipelines.config.form", *arguments], capture_output=True, text=True, check=False
    )


def test_form_prints_the_form_and_the_dataset_folder(tmp_path):
    done = run_form("config=news", "input=mine.jsonl", f"output={tmp_path}", "rate=")
    form, folder = done.stdout.splitlines()
    assert json.loads(form) == {"config": "news", "input": "mine.jsonl", "output": str(tmp_path)}
    assert folder == str(tmp_path / "news")


def test_form_exits_with_2_on_a_wrong_value():
    done = run_form("config=news", "input=mine.jsonl", "rate=1.5")
    assert done.returncode == 2
    assert "spin_articles.rate" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("given", "output"), [(None, "shown"), ("", "shown"), ("mine", "mine")])
def test_a_form_without_an_output_writes_where_the_pages_look(tmp_path, monkeypatch, given, output):
    monkeypatch.setenv(OUTPUT, str(tmp_path / "shown"))
    named = given and str(tmp_path / given)
    assert config_from_form({**FORM, "output": named}).dataset_folder == tmp_path / output / "news"


def test_make_up_shows_the_folder_that_runs_write_to():
    recipe = (Path(__file__).parents[2] / "Makefile").read_text().split("\nup:")[1].split("\ntest:")[0]
    folders = set(re.findall(rf'(?:{OUTPUT}|AIRFLOW__SPINDLE__ROOTS)="([^"]*"[^"]*"[^"]*)"', recipe))
    assert folders == {'$$(cd "$(OUTPUT)" && pwd)'}


def test_make_run_with_an_input_takes_no_provenance_of_the_sample():
    done = subprocess.run(["make", "-n", "run", "INPUT=mine.jsonl"], capture_output=True, text=True, check=True)
    assert "config=news" in done.stdout
    assert "config=sample" in subprocess.run(["make", "-n", "run"], capture_output=True, text=True, check=True).stdout
