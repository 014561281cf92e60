"""The DAG for real: a small corpus through every task, then again."""

import json
import re

import pytest
from articles import write_news

pytestmark = pytest.mark.usefixtures("database")


def run_dag(dags, **form):
    return dags["build_corpus"].test(run_conf={"config": "sample", **form})


def test_build_corpus_publishes_and_then_reuses(dags, tmp_path):
    news = write_news(tmp_path / "news.jsonl", 60)
    form = {"input": str(news), "output": str(tmp_path / "out"), "dataset": "tiny", "seed": 3}
    # Three linking jobs, and more parts than tasks.
    form["settings"] = ["group_duplicates.job_keys=1500", "ingest_articles.part_bytes=9000"]
    form["settings"] += ["ingest_articles.max_tasks=2"]
    first = run_dag(dags, **form)
    assert first.state == "success"
    dataset = tmp_path / "out" / "tiny"
    version = (dataset / "LATEST").read_text().strip()
    manifest = json.loads((dataset / version / "manifest.json").read_text())
    assert manifest["seed"] == 3
    assert manifest["probe"]["state"] == "run"
    assert len(list((dataset / "work" / "link_duplicates").glob("*/receipt.json"))) == 3
    assert len(list((dataset / "work" / "train_models").glob("*/receipt.json"))) == 1
    n_parts = len(list((dataset / "work" / "validate_pairs").glob("*/receipt.json")))
    assert n_parts > 2
    labels = {(ti.task_id, ti.map_index): ti.rendered_map_index for ti in first.get_task_instances()}
    assert max(index for task, index in labels if task == "validate_pairs") == 1, "two tasks for all parts"
    assert re.fullmatch(r"part 00000 to part \d{5}", labels["validate_pairs", 0])
    assert {"quality/probe.json", "quality/detector.npz"} <= {entry["path"] for entry in manifest["files"]}

    receipts = {path: path.stat().st_ino for path in (dataset / "work").rglob("receipt.json")}
    assert run_dag(dags, **form).state == "success"
    assert {path: path.stat().st_ino for path in (dataset / "work").rglob("receipt.json")} == receipts
    assert (dataset / "LATEST").read_text().strip() == version


def events_of(tmp_path):
    """Name of the asset, and what it carries, of every event with a release below a folder, oldest first."""
    from airflow.models.asset import AssetEvent
    from airflow.utils.session import create_session

    with create_session() as session:
        events = session.query(AssetEvent).order_by(AssetEvent.id).all()
        found = [(event.asset.name, event.asset.uri, event.extra) for event in events]
    return [(name, uri, extra) for name, uri, extra in found if extra.get("path", "").startswith(str(tmp_path))]


def test_each_new_release_has_an_event_of_its_dataset_and_an_old_one_has_none(dags, tmp_path):
    news = write_news(tmp_path / "news.jsonl", 60)
    form = {"input": str(news), "output": str(tmp_path / "out"), "dataset": "tiny", "probe": 0}
    for seed in (3, 4, 3):
        assert run_dag(dags, **form, seed=seed).state == "success"
    events = events_of(tmp_path)
    assert [(name, uri) for name, uri, _ in events] == [
        ("spindle_releases", "x-spindle://releases"),
        ("spindle_releases/tiny", "x-spindle://releases/tiny"),
    ] * 2
    versions = sorted(path.parent.name for path in (tmp_path / "out" / "tiny").glob("*/manifest.json"))
    assert {extra["probe"]["says"] for *_, extra in events} == {"Not run: probe_corpus.train_words is 0."}
    assert [extra["version"] for *_, extra in events] == [versions[0]] * 2 + [versions[1]] * 2


def test_build_corpus_fails_before_any_work_on_a_missing_input(dags, tmp_path):
    run = run_dag(dags, input=str(tmp_path / "nothing.jsonl"), output=str(tmp_path / "out"), dataset="tiny")
    assert run.state == "failed"
    states = {task.task_id: task.state for task in run.get_task_instances()}
    assert states["split_input"] == "failed"
    assert not list((tmp_path / "out").rglob("manifest.json"))
