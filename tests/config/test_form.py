import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.config.files import find_config, own_folder, read_yaml
from pipelines.config.form import FIELDS, OUTPUT, config_from_form, config_name, form_fields, parse_form
from pipelines.config.form_texts import describe_field, describe_profiles
from pipelines.errors import ConfigError
from pipelines.sources import sample

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


@pytest.mark.parametrize(("profiles", "says"), [("autoblog,nope", "'nope'"), (",", "'', ''"), ("light,", "''")])
def test_form_exits_with_2_on_a_profile_that_the_form_of_the_dag_does_not_offer(profiles, says):
    done = run_form("input=mine.jsonl", "output=corpora", f"profiles={profiles}")
    assert done.returncode == 2
    assert done.stderr.startswith("error: expected profiles of autoblog, ")
    assert done.stderr.endswith(f", got {says}\n")


def test_without_a_config_an_input_is_news_and_none_is_the_sample(tmp_path):
    assert config_from_form({"input": "mine.jsonl"}).dataset == "news"
    assert config_from_form({"config": None, "input": "mine.jsonl"}).dataset == "news"
    assert config_from_form({}).dataset == "sample"
    form, folder = run_form("config=", "input=mine.jsonl", f"output={tmp_path}").stdout.splitlines()
    assert (json.loads(form)["input"], folder) == ("mine.jsonl", str(tmp_path / "news"))


def test_no_config_gives_the_source_or_the_licence_of_the_sample_to_other_news():
    for path in (own_folder("configs") / "corpora").glob("*.yaml"):
        config = config_from_form({"config": path.stem, "input": "mine.jsonl"})
        assert (config.ingest_articles.source, config.ingest_articles.license) == (None, None)
        assert sample.SOURCE not in path.read_text()


def test_the_sample_names_its_source_in_its_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(sample, "_download_wheel", lambda folder: folder)
    monkeypatch.setattr(sample, "_take_file", lambda _: b"One story.\nAnother one.\n")
    sample.fetch_sample(tmp_path / "sample.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "sample.jsonl").read_text().splitlines()]
    assert rows[0] == {"id": "lee-001", "text": "One story.", "source": "Lee background corpus (ABC, 2000-01)"}


def test_fields_say_what_each_config_means_by_empty():
    says = {name: field["description"].partition(" Empty: ")[2] for name, field in form_fields().items()}
    assert says["input"] == (
        "with the config news, it must be given; with the config sample, .cache/sample/lee_background.jsonl."
    )
    assert says["dataset"] == "with the config news, news; with the config sample, sample."
    assert says["profiles"] == (
        "with the config news, mixture, withinside, twelve_months, autoblog, spinbot, title_case; "
        "with the config sample, autoblog."
    )
    assert (says["rate"], says["limit"]) == ("the profile's own rate.", "all.")
    assert (says["variants"], says["approval"]) == ("1.", "no.")
    for field in form_fields().values():
        assert field["description"].lower().count("empty:") == 1
        assert "the config's value." not in field["description"]
        assert "`" not in field["description"], "the form does not read Markdown"


def test_what_empty_means_follows_the_configs(tmp_path, monkeypatch):
    (tmp_path / "corpora").mkdir()
    monkeypatch.setattr("pipelines.config.files.config_folders", lambda: [tmp_path])
    (tmp_path / "corpora" / "a.yaml").write_text("seed: 7\nspin_articles: {rate: 0.1}")
    assert describe_field("A number.", "seed") == "A number. Empty: 7."
    (tmp_path / "corpora" / "broken.yaml").write_text("- [")
    rate = describe_field("Share; empty: its own.", "spin_articles.rate")
    assert rate == "Share. Empty: with the config a, 0.1; with the config broken, its own."


def test_profiles_are_listed_with_what_they_imitate():
    says = describe_profiles()
    assert says["light"].startswith("light: A cautious paraphraser")
    assert form_fields()["profiles"]["values_display"] == says
    for name, text in says.items():
        assert read_yaml(find_config(name, "profiles"))["imitates"].startswith(text.removeprefix(f"{name}: "))
        assert len(text) < 130


def test_lines_of_settings_change_anything():
    lines = [
        "spin_articles.held_out = 0.2",
        "",
        "# a note",
        "publish_release.title=My news",
        "spin_articles.rate=0.3",
    ]
    config = config_from_form({**FORM, "settings": lines, "rate": 0.1})
    assert (config.spin_articles.held_out, config.publish_release.title) == (0.2, "My news")
    assert config.spin_articles.rate == 0.1, "the field of its own counts"
    assert parse_form(["settings=spin_articles.rate=0.3\nseed=4"])["settings"] == ["spin_articles.rate=0.3", "seed=4"]
    with pytest.raises(ConfigError, match="did you mean 'held_out'"):
        config_from_form({**FORM, "settings": ["spin_articles.heldout=0.2"]})


@pytest.mark.parametrize(
    ("line", "fits"),
    [
        ("spin_articles.rate=0.3", True),
        (" spin_articles.profiles.light = 2", True),
        ("ingest_articles.columns={text: body}", True),
        ("seed=1", True),
        ("", True),
        ("# a note", True),
        ("spin_articles.rat=0.3", False),
        ("rate=0.3", False),
        ("no setting", False),
    ],
)
def test_the_form_itself_refuses_unknown_settings(line, fits):
    assert bool(re.search(form_fields()["settings"]["items"]["pattern"], line)) == fits


@pytest.mark.parametrize(("given", "output"), [(None, "shown"), ("", "shown"), ("mine", "mine")])
def test_a_form_without_an_output_writes_where_the_pages_look(tmp_path, monkeypatch, given, output):
    monkeypatch.setenv(OUTPUT, str(tmp_path / "shown"))
    named = given and str(tmp_path / given)
    assert config_from_form({**FORM, "output": named}).dataset_folder == tmp_path / output / "news"


def test_the_form_names_the_folder_that_an_empty_output_means(monkeypatch):
    monkeypatch.setenv(OUTPUT, "/data/shown")
    assert form_fields()["output"]["description"].endswith(" Empty: /data/shown.")


def test_make_up_shows_the_folder_that_runs_write_to():
    recipe = (Path(__file__).parents[2] / "Makefile").read_text().split("\nup:")[1].split("\ntest:")[0]
    folders = set(re.findall(rf'(?:{OUTPUT}|AIRFLOW__SPINDLE__ROOTS)="([^"]*"[^"]*"[^"]*)"', recipe))
    assert folders == {'$$(cd "$$OUTPUT" && pwd)'}


@pytest.mark.parametrize(
    "given", ["mine.jsonl", 'a"; touch injected; "', "a'b c.jsonl", "$(touch injected) `touch injected`"]
)
def test_make_run_takes_what_it_is_given_as_it_is(tmp_path, given):
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >"{tmp_path}/arguments"\nexit 9\n')
    python.chmod(0o755)
    made = ["-o", "setup", "-o", ".cache/sample/lee_background.jsonl"]
    env = os.environ | {"AIRFLOW_HOME": str(tmp_path), "INPUT": given}
    done = subprocess.run(
        ["make", *made, "run", f"BIN={tmp_path}"], capture_output=True, text=True, env=env, check=False
    )
    assert "Error 9" in done.stderr
    form = parse_form((tmp_path / "arguments").read_text().splitlines()[2:])
    assert form == {"input": given, "output": "corpora"}
    assert config_name(form) == "news"
    assert not Path("injected").exists()


def test_without_an_input_it_is_the_sample():
    assert config_name({}) == "sample"
