"""The schedule of a configuration."""

import pytest

from pipelines.config.form import config_from_form
from pipelines.config.run import check_config
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
        check_config(TREE | {"schedule": schedule})


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


@pytest.mark.parametrize("day", ["../..", "2026-3-1", "tomorrow"])
def test_a_date_is_a_date(day):
    with pytest.raises(ConfigError, match="expected a date such as 2026-03-01"):
        fill_date(TREE, day)
