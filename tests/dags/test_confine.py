"""The DAGs for real, confined by Airflow's settings."""

import json

import pytest
from learn.spinners import sample_pairs, write_samples

pytestmark = pytest.mark.usefixtures("database")
PASSWORD = "hunter2hunter2"  # noqa: S105 - of nobody


def states_of(run):
    return {task.task_id: task.state for task in run.get_task_instances()}


def test_a_run_outside_its_roots_ends_in_the_first_task(dags, house):
    form = {"config": "sample", "dataset": "tiny", "output": f"{house}/corpora", "input": f"{house}/secret/a.jsonl"}
    run = dags["build_corpus"].test(run_conf=form)
    assert states_of(run)["check_run"] == "failed"
    assert states_of(run)["split_input"] == "upstream_failed"
    assert not list((house / "corpora").iterdir())
    run = dags["build_corpus"].test(run_conf=form | {"input": f"{house}/news/a.jsonl", "output": f"{house}/secret"})
    assert states_of(run)["check_run"] == "failed"
    assert [path.name for path in (house / "secret").iterdir()] == ["a.jsonl"]


def test_a_profile_is_not_learned_outside_either(dags, house):
    pairs = write_samples(house / "secret" / "pairs.jsonl", sample_pairs(3))
    for form in (
        {"pairs": pairs, "output": f"{house}/corpora"},
        {"pairs": f"{house}/news/a.jsonl", "output": f"{house}/secret"},
        {"pairs": f"{house}/news/a.jsonl"},  # into the project's configs/
    ):
        run = dags["learn_profile"].test(run_conf={"name": "mine", **form})
        assert states_of(run) == {"check_form": "failed", "learn_profile": "upstream_failed"}


def test_a_run_within_its_roots_leaves_no_secret_in_xcoms_or_logs(dags, house, monkeypatch, capfd):
    from airflow.models.xcom import XComModel
    from airflow.utils.session import create_session
    from sqlalchemy import select

    folder = house / f"me:{PASSWORD}@localhost"
    (house / "news").rename(folder)
    monkeypatch.chdir(house)
    monkeypatch.setenv("AIRFLOW__SPINDLE__INPUT_ROOTS", str(folder))
    form = {"config": "sample", "dataset": "tiny", "output": f"{house}/corpora", "approval": False, "probe": 0}
    run = dags["build_corpus"].test(run_conf=form | {"input": f"file://me:{PASSWORD}@localhost/a.jsonl"})
    assert states_of(run)["publish_release"] == "success"
    with create_session() as session:
        rows = session.execute(select(XComModel.key, XComModel.value).where(XComModel.run_id == run.run_id)).all()
    assert {"return_value", "summary"} <= {key for key, _ in rows}
    assert PASSWORD not in json.dumps([list(map(str, row)) for row in rows])
    released = b"".join(path.read_bytes() for path in (house / "corpora").rglob("*") if path.is_file())
    assert PASSWORD.encode() not in released
    said = "".join(capfd.readouterr())
    lines = [line for line in said.splitlines() if "pipelines." in line]
    assert all(PASSWORD not in line for line in lines)
