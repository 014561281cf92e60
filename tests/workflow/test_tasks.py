"""The stages as tasks: what they log, and what pages and notices are told."""

import logging
import pickle
import re
from pathlib import Path

import pytest
from articles import write_news

from pipelines.cli.follow import follow
from pipelines.errors import ConfigError, InputError, ValidationFailed
from pipelines.release.find import read_manifest
from pipelines.storage.places import open_place
from pipelines.workflow import stops, tasks


def build(config):
    """All tasks, as the DAG calls them; what the last three did."""
    raw = tasks.split_input(config)
    articles = [tasks.ingest_articles(config, group).value for group in raw]
    groups = tasks.group_duplicates(config, articles).value
    spun = [tasks.spin_articles(config, part, groups).value for part in articles]
    chains = [tasks.validate_pairs(config, each).value for each in spun]
    audit = tasks.audit_corpus(config, chains, groups)
    tasks.train_models(config, chains, groups)
    probe = tasks.probe_corpus(config, chains, groups, audit.value)
    return audit, probe, tasks.publish_release(config, chains, groups, probe.value)


@pytest.fixture
def config(tmp_path):
    news = write_news(tmp_path / "news.jsonl", 60)
    news.write_text(news.read_text() + '{"text": "Too short."}\n')
    return tasks.check_run(
        {"config": "sample", "input": str(news), "output": str(tmp_path / "o"), "dataset": "tiny"} | {"probe": 0}
    )


def test_a_task_has_no_stdin_to_read(tmp_path):
    with pytest.raises(ConfigError, match="only `spindle build` has a stdin"):
        tasks.check_run({"config": "news", "input": "-", "output": str(tmp_path)})


def test_every_task_logs_a_table_below_its_line(config, caplog):
    with caplog.at_level(logging.INFO, "pipelines"):
        audit, probe, release = build(config)
    said = [record.getMessage() for record in caplog.records if record.name.startswith("pipelines.")]
    for stage in (
        "ingest_articles",
        "group_duplicates",
        "spin_articles",
        "validate_pairs",
        "audit_corpus",
        "probe_corpus",
    ):
        (place,) = (index for index, line in enumerate(said) if line.startswith(stage))
        assert said[place + 1].startswith("  "), f"{stage} has no table"
    assert any(re.fullmatch(r"  - too_short +1", line) for line in said)
    assert any(re.fullmatch(r"  words a second +[\d,]+", line) for line in said)
    assert any(re.fullmatch(r"  rate of autoblog +asked .*achieved .*", line) for line in said)
    assert any(re.fullmatch(r"  license_present +60 of 60 rows +no row +warning", line) for line in said)
    assert any(re.fullmatch(rf"  path +{re.escape(release.value['path'])}", line) for line in said)
    assert all("\n" not in line and "\x1b" not in line for line in said)
    assert (audit.summary["stage"], audit.summary["verdict"]) == ("audit_corpus", "passed with warnings")
    assert audit.summary["results"] == audit.value["folder"]
    assert (probe.summary["stage"], probe.summary["verdict"]) == ("probe_corpus", "passed with warnings")
    assert probe.summary["results"] == probe.value["folder"]
    assert probe.summary["probe"]["says"] in said
    assert release.summary["version"] == release.value["version"]


def test_tasks_carry_negatives_to_the_release(tmp_path, caplog):
    news = write_news(tmp_path / "news.jsonl", 40)
    clean = write_news(tmp_path / "clean.jsonl", 8, start=5_000)
    form = {"config": "sample", "input": str(news), "output": str(tmp_path / "o"), "dataset": "tiny"}
    form["settings"] = [f"negatives.clean={clean}", "spin_articles.unspun_share=0.2"]
    with caplog.at_level(logging.INFO, "pipelines"):
        _, _, release = build(tasks.check_run(form))
    assert any("spin_articles clean 00000: 0 rows and 8 negatives kept" in line for line in caplog.messages)
    manifest = read_manifest(open_place(release.value["path"]))
    assert manifest["negatives"]["rows"] == 8 + 40 - release.summary["rows"]
    assert manifest["negatives"]["kinds"] == {"clean": manifest["negatives"]["rows"]}


def test_models_are_trained_by_a_task_of_their_own(config, caplog):
    config["probe_corpus"] |= {"train_words": 5_000, "test_words": 1_000}
    articles = [tasks.ingest_articles(config, group).value for group in tasks.split_input(config)]
    groups = tasks.group_duplicates(config, articles).value
    spun = [tasks.spin_articles(config, part, groups).value for part in articles]
    chains = [tasks.validate_pairs(config, each).value for each in spun]
    with caplog.at_level(logging.INFO, "pipelines"):
        trained, again = (tasks.train_models(config, chains, groups) for _ in range(2))
    assert re.search(r"train_models: trained on [\d,]+ words, computed in", caplog.text)
    assert (trained.summary["reused"], again.summary["reused"]) == (False, True)
    assert trained.measured["bytes"] > 10_000
    assert trained.value == again.value
    audit = tasks.audit_corpus(config, chains, groups).value
    probe = tasks.probe_corpus(config, chains, groups, audit)
    assert probe.summary["seconds"] < trained.summary["seconds"]
    assert tasks.train_models(config, chains, groups).value == {}, "a finished probe needs no models"


def test_linking_jobs_find_the_groups_that_one_task_finds(config, tmp_path):
    articles = [tasks.ingest_articles(config, group).value for group in tasks.split_input(config)]
    assert tasks.drop_copies(config, articles).value == [], "a small corpus has no jobs"
    alone = tasks.group_duplicates(config, articles).value
    other = config | {"output": str(tmp_path / "other")}
    other["group_duplicates"] = config["group_duplicates"] | {"job_keys": 1_000}
    articles = [tasks.ingest_articles(other, group).value for group in tasks.split_input(other)]
    numbers = tasks.drop_copies(other, articles).value
    assert numbers == [0, 1, 2, 3]
    jobs = [tasks.link_duplicates(other, articles, number) for number in numbers]
    assert [job.summary["label"] for job in jobs] == ["job 000", "job 001", "job 002", "job 003"]
    grouped = tasks.group_duplicates(other, articles).value
    assert (grouped["key"], grouped["sums"]) == (alone["key"], alone["sums"])
    assert tasks.drop_copies(other, articles).value == [], "finished groups need no jobs"


def test_a_stopped_publish_says_which_checks_stopped_it(config, caplog):
    config["validate_pairs"]["max_length_ratio"] = 1.001
    with caplog.at_level(logging.INFO, "pipelines"), pytest.raises(ValidationFailed) as caught:
        build(config)
    assert any(
        re.match(r"  quarantine_share +1 +at most 0\.01 +stop", record.getMessage()) for record in caplog.records
    )
    why = stops.why_stopped(caught.value)
    assert [check["check"] for check in why["checks"]] == ["train_pairs", "quarantine_share"]
    assert all(check["message"] in why["message"] for check in why["checks"])
    assert (Path(why["results"]) / "results.json").is_file()


def test_what_stopped_a_worker_comes_through_a_pipe():
    failed = pickle.loads(pickle.dumps(ValidationFailed("no", checks=[{"check": "a"}], results="/r")))  # noqa: S301
    assert (str(failed), failed.checks, failed.results) == ("no", [{"check": "a"}], "/r")


def test_another_error_has_no_checks():
    assert stops.why_stopped(InputError("expected x")) == {
        "error": "InputError",
        "message": "expected x",
        "checks": [],
        "results": "",
        "stage": "",
    }


def test_make_run_shows_the_lines_but_not_the_tables():
    log = [
        "2026Z [info     ] spin_articles part 00000: 60 rows kept  [pipelines.workflow.tasks] loc=1",
        "2026Z [info     ]   rows in         60  [pipelines.workflow.tasks] loc=1",
    ]
    assert list(follow(log)) == ["  spin_articles part 00000: 60 rows kept"]
