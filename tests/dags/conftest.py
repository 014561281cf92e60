"""The DAGs in a private Airflow."""

import json
from datetime import timedelta

import pytest
import yaml
from articles import write_news
from private_airflow import ROOT


@pytest.fixture(scope="session")
def dag_files():
    return sorted((ROOT / "dags").glob("*.py"))


@pytest.fixture(scope="module")
def dags():
    """Every DAG in dags/, by id; anew for each module, for `dag.test` leaves what it was given in the DAG's params.

    Tasks are retried at once, since `dag.test` waits as long as their DAG asks for.
    """
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(dag_folder=str(ROOT / "dags"), bundle_name="tests")
    assert not bag.import_errors, f"dags/ does not import: {bag.import_errors}"
    for task in (task for dag in bag.dags.values() for task in dag.tasks):
        task.retry_delay = timedelta(0)
    return bag.dags


@pytest.fixture
def told(tmp_path):
    """What FileNotifier was told of each event, in order."""

    def read(event):
        path = tmp_path / f"{event}.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    return read


@pytest.fixture
def run(dags, tmp_path, monkeypatch):
    """Runs the DAG with a configuration `sample` that tells FileNotifiers."""

    def run_dag(form=(), **sections):
        notify = {
            f"on_{event}": [{"notifier": "notifiers.FileNotifier", "kwargs": {"path": f"{tmp_path}/{event}.jsonl"}}]
            for event in ("failure", "release", "approval")
        }
        tree = {
            "dataset": "tiny",
            "input": str(write_news(tmp_path / "news.jsonl", 60)),
            "output": str(tmp_path / "out"),
            "seed": 3,
            "probe_corpus": {"train_words": 0},
            "notify": notify,
        }
        configs = tmp_path / "configs"
        (configs / "corpora").mkdir(parents=True, exist_ok=True)
        (configs / "corpora" / "sample.yaml").write_text(yaml.safe_dump(tree | sections))
        monkeypatch.chdir(tmp_path)  # its configs are found first
        done = dags["build_corpus"].test(run_conf={"config": "sample", **dict(form)})
        return done, {task.task_id: task.state for task in done.get_task_instances()}

    return run_dag
