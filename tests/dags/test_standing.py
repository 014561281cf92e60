"""DAGs of configurations with a schedule, in a real Airflow: runs by date, backfill, and a landing folder."""

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from articles import article
from private_airflow import ROOT

pytestmark = pytest.mark.usefixtures("database")
DAILY = """
dataset: daily
input: {folder}/days
output: {folder}/out
seed: 1
spin_articles: {{profiles: [light]}}
probe_corpus: {{train_words: 0}}
ingest_articles: {{files_until: "{{date}}"}}
schedule: {{cron: "@daily"}}
"""
INCOMING = """
dataset: incoming
input: {folder}/in
output: {folder}/out
seed: 1
spin_articles: {{profiles: [light]}}
probe_corpus: {{train_words: 0}}
ingest_articles: {{settle_seconds: 60}}
schedule: {{landing: true}}
"""


def write_articles(path, start, stop):
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(article(number)) + "\n" for number in range(start, stop)))
    return path


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("standing")
    corpora = folder / "configs" / "corpora"
    corpora.mkdir(parents=True)
    for name, text in {"daily": DAILY, "incoming": INCOMING}.items():
        (corpora / f"{name}.yaml").write_text(text.format(folder=folder))
    for day in (1, 2, 3):
        write_articles(folder / "days" / f"2026-03-{day:02}.jsonl", 60 * day, 60 * day + 60)
    return folder


@pytest.fixture(scope="module")
def standing(home):
    from airflow.dag_processing.dagbag import DagBag

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPINDLE_HOME", str(home))
        bag = DagBag(dag_folder=str(ROOT / "dags" / "build_corpus.py"), bundle_name="standing")
        assert not bag.import_errors
        yield bag.dags


def latest(dataset):
    """The ids in the latest release."""
    folder = dataset / (dataset / "LATEST").read_text().strip()
    return {name for path in folder.glob("data/**/*.parquet") for name in pq.read_table(path)["article_id"].to_pylist()}


def test_each_configuration_with_a_schedule_has_the_tasks_of_build_corpus(standing):
    assert sorted(standing) == ["build_corpus", "build_daily", "build_incoming"]
    tasks = [task.task_id for task in standing["build_corpus"].tasks]
    for name in ("build_daily", "build_incoming"):
        assert [task.task_id for task in standing[name].tasks] == tasks
        assert standing[name].max_active_runs == 1


def test_a_run_of_a_date_takes_all_up_to_it_and_reuses_the_days_before(standing, home):
    ids = []
    for day in (2, 3):  # at the end of the first and of the second day
        run = standing["build_daily"].test(logical_date=datetime(2026, 3, day, tzinfo=UTC))
        assert run.state == "success"
        ids.append(latest(home / "out" / "daily"))
    assert len(ids[0]) == 60
    assert len(ids[1]) == 120
    assert ids[0] < ids[1]


def test_a_landing_folder_is_built_without_what_is_still_arriving(standing, home):
    old = write_articles(home / "in" / "a.jsonl", 0, 60)
    os.utime(old, (time.time() - 100,) * 2)
    write_articles(home / "in" / "b.jsonl", 60, 80)
    assert standing["build_incoming"].test().state == "success"
    assert len(latest(home / "out" / "incoming")) == 60


def airflow(home, *arguments):
    environment = os.environ | {"SPINDLE_HOME": str(home)}
    command = [str(Path(sys.executable).with_name("airflow")), *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=300)


def test_a_backfill_makes_a_run_for_each_date(home):
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session

    airflow(home, "dags", "reserialize")
    dates = ("--from-date", "2026-03-12", "--to-date", "2026-03-14", "--max-active-runs", "1")
    airflow(home, "backfill", "create", "--dag-id", "build_daily", *dates)
    with create_session() as session:
        runs = session.query(DagRun).where(DagRun.dag_id == "build_daily", DagRun.run_type == "backfill").all()
        days = sorted(run.data_interval_start.date().isoformat() for run in runs)
    assert days == ["2026-03-12", "2026-03-13", "2026-03-14"]
