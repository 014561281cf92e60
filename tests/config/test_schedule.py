"""The schedule of a configuration."""

import pytest

from pipelines.config.form import config_from_form
from pipelines.config.run import check_config, load_config
from pipelines.config.schedule import Schedule, fill_date
from pipelines.errors import ConfigError

TREE = {"dataset": "daily", "input": "news/{date}.jsonl", "output": "out", "seed": 1}


def test_a_corpus_without_a_schedule_has_none():
    assert not Schedule().is_set
    assert all(Schedule(**each).is_set for each in ({"cron": "@daily"}, {"assets": ["raw"]}, {"landing": True}))


@pytest.mark.parametrize(
    ("schedule", "message"),
    [
        ({"cron": "@daily", "assets": ["raw"]}, "one of cron, assets and landing, got cron and assets"),
        ({"start": "2026-03-01"}, "expected cron beside start"),
        ({"landing": True}, r"settle_seconds above 0 for schedule\.landing"),
        ({"crom": "@daily"}, "cron"),
    ],
)
def test_a_wrong_schedule_is_refused(schedule, message):
    with pytest.raises(ConfigError, match=message):
        check_config(TREE | {"input": "news", "schedule": schedule})


def test_the_date_of_a_run_stands_for_its_placeholder_everywhere():
    tree = TREE | {"dataset": "news-{date}", "ingest_articles": {"files_until": "{date}"}, "tags": ["{date}", 1]}
    filled = fill_date(tree, "2026-03-01")
    assert (filled["input"], filled["dataset"]) == ("news/2026-03-01.jsonl", "news-2026-03-01")
    assert filled["ingest_articles"] == {"files_until": "2026-03-01"}
    assert filled["tags"] == ["2026-03-01", 1]
    assert fill_date(tree, None) == tree


def test_a_form_fills_the_date(tmp_path):
    form = {"config": "news", "input": f"{tmp_path}/{{date}}.jsonl"}
    form["settings"] = ["ingest_articles.files_until='{date}'"]
    config = config_from_form({**form, "date": "2026-03-01"})
    assert config.input == f"{tmp_path}/2026-03-01.jsonl"
    assert str(config.ingest_articles.files_until) == "2026-03-01"


@pytest.mark.parametrize(
    ("tree", "setting"),
    [
        (TREE, "input=news/2026-03-01.jsonl"),
        (TREE | {"input": "a", "ingest_articles": {"files_until": "{date}"}}, "ingest_articles.files_until=2026-03-01"),
        (TREE | {"input": "a", "probe_corpus": {"real": ["b", "c{date}"]}}, "probe_corpus.real=c2026-03-01"),
    ],
)
def test_a_date_without_a_schedule_is_refused_with_the_way_out(tree, setting):
    with pytest.raises(ConfigError, match=r"\{date\} is the day of a run of the DAG build_<config>") as error:
        check_config(tree)
    assert str(error.value).endswith(f"give the value, such as {setting}")


def test_a_scheduled_config_is_read_by_hand_with_its_date_given(tmp_path):
    path = tmp_path / "daily.yaml"
    path.write_text(
        "dataset: daily\ninput: news.jsonl\noutput: out\nseed: 1\nschedule: {cron: '@daily'}\n"
        "ingest_articles: {files_until: '{date}'}\n"
    )
    with pytest.raises(ConfigError, match=r"for 'ingest_articles\.files_until', got '\{date\}'"):
        config_from_form({"config": str(path)})
    config = load_config(str(path), ["ingest_articles.files_until=2026-03-01"])
    assert str(config.ingest_articles.files_until) == "2026-03-01"


@pytest.mark.parametrize("day", ["../..", "2026-3-1", "tomorrow"])
def test_a_date_is_a_date(day):
    with pytest.raises(ConfigError, match="expected a date such as 2026-03-01"):
        fill_date(TREE, day)
