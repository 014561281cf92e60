"""How a run ends that a person marks as failed or as successful, in each moment of it."""

from types import SimpleNamespace

import pytest

pytestmark = pytest.mark.usefixtures("database")
BEFORE_AUDIT = ("check_run", "split_input", "ingest_articles", "drop_copies", "group_duplicates", "spin_articles")


@pytest.fixture(scope="module")
def ended(dags, database):
    """A run of build_corpus with all of its tasks: the input of this one is missing."""
    return dags["build_corpus"].test(run_conf={"config": "sample", "input": "/no/news.jsonl", "probe": 0})


def mark(dags, ended, state, *, done=(), running=()):
    """Put the run back to a moment, mark it, and do what a scheduler does; return its state and those of tasks.

    done, running  tasks that have succeeded, and that run; the others have not begun
    """
    from airflow.api.common import mark_tasks
    from airflow.models import DagRun
    from airflow.serialization.serialized_objects import DagSerialization
    from airflow.utils.session import create_session

    dag = DagSerialization.deserialize_dag(DagSerialization.serialize_dag(dags["build_corpus"]))
    with create_session() as session:
        run = session.query(DagRun).where(DagRun.run_id == ended.run_id).one()
        run.dag = dag
        run.set_state("running")
        for ti in run.get_task_instances(session=session):
            ti.state = "success" if ti.task_id in done else "running" if ti.task_id in running else None
        session.flush()
        how = {
            "failed": mark_tasks.set_dag_run_state_to_failed,
            "success": mark_tasks.set_dag_run_state_to_success,
        }
        how[state](dag=dag, run_id=run.run_id, commit=True, session=session)
        while run.state not in ("failed", "success"):
            schedulable, _ = run.update_state(session=session, execute_callbacks=False)
            for ti in schedulable:
                ti.set_state("success", session=session)
        states = {ti.task_id: ti.state for ti in run.get_task_instances(session=session)}
        return SimpleNamespace(state=run.state, tasks=states)


@pytest.mark.parametrize("state", ["failed", "success"])
@pytest.mark.parametrize(
    "moment",
    [
        {"done": ["check_run"]},
        {"done": ["check_run", "split_input"], "running": ["ingest_articles"]},
        {"done": BEFORE_AUDIT, "running": ["audit_corpus", "train_models"]},
        {"done": [*BEFORE_AUDIT, "audit_corpus", "train_models", "probe_corpus"], "running": ["approve_release"]},
    ],
    ids=["nothing runs", "ingest_articles runs", "audit_corpus runs", "it waits for approval"],
)
def test_a_run_ends_as_it_was_marked(dags, ended, state, moment):
    marked = mark(dags, ended, state, **moment)
    assert marked.state == state
    assert {marked.tasks[task] for task in moment.get("running", ())} <= {state}
    assert marked.tasks["notify_people"] == "skipped"


def test_a_run_whose_notices_fail_does_not_fail(dags, monkeypatch, tmp_path):
    from articles import write_news

    from pipelines.workflow import notify

    def fail(_):
        raise ConnectionError("the mail server is away")

    monkeypatch.setattr(notify, "notify_people", fail)
    news = write_news(tmp_path / "news.jsonl", 60)
    form = {"config": "sample", "input": str(news), "output": str(tmp_path / "out"), "dataset": "tiny", "probe": 0}
    done = dags["build_corpus"].test(run_conf=form)
    states = {ti.task_id: ti.state for ti in done.get_task_instances()}
    assert (states["notify_people"], states["end_notices"], states["end_run"]) == ("failed", "success", "success")
    assert done.state == "success"
