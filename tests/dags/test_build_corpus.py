"""The DAG for real: a small corpus through every task, then again."""

import json

import pytest
from articles import write_news

pytestmark = pytest.mark.usefixtures("database")


def run_dag(dags, **form):
    return dags["build_corpus"].test(run_conf={"config": "sample", **form})


def test_build_corpus_publishes_and_then_reuses(dags, tmp_path):
    news = write_news(tmp_path / "news.jsonl", 60)
    form = {"input": str(news), "output": str(tmp_path / "out"), "dataset": "tiny", "seed": 3}
    first = run_dag(dags, **form)
    assert first.state == "success"
    dataset = tmp_path / "out" / "tiny"
    version = (dataset / "LATEST").read_text().strip()
    manifest = json.loads((dataset / version / "manifest.json").read_text())
    assert manifest["seed"] == 3

    receipts = {path: path.stat().st_ino for path in (dataset / "work").rglob("receipt.json")}
    assert run_dag(dags, **form).state == "success"
    assert {path: path.stat().st_ino for path in (dataset / "work").rglob("receipt.json")} == receipts
    assert (dataset / "LATEST").read_text().strip() == version


def test_build_corpus_fails_before_any_work_on_a_missing_input(dags, tmp_path):
    run = run_dag(dags, input=str(tmp_path / "nothing.jsonl"), output=str(tmp_path / "out"), dataset="tiny")
    assert run.state == "failed"
    states = {task.task_id: task.state for task in run.get_task_instances()}
    assert states["split_input"] == "failed"
    assert not list((tmp_path / "out").rglob("manifest.json"))
