"""The reason that a failed task leaves for the page of its run, in the DAGs that build no corpus."""

import pytest

from pipelines.errors import ConfigError
from pipelines.lexicon.build import rebuild

pytestmark = pytest.mark.usefixtures("database")


def reason_of(run, task):
    """The message of the XCom `stopped` of a task."""
    from airflow.models.xcom import XComModel
    from airflow.utils.session import create_session
    from sqlalchemy import select

    here = (XComModel.run_id == run.run_id, XComModel.dag_id == run.dag_id, XComModel.task_id == task)
    with create_session() as session:
        found = session.scalars(select(XComModel).where(*here, XComModel.key == "stopped")).one()
        return XComModel.deserialize_value(found)["message"]


@pytest.mark.parametrize(
    ("dag", "form", "says"),
    [
        ("prune_releases", {"output": "PLACE", "dataset": "none"}, "expected a folder with datasets"),
        ("learn_profile", {"pairs": "PLACE/none.jsonl", "name": "mine", "output": "PLACE"}, "none.jsonl"),
        ("push_release", {"release": "PLACE/none", "repository": "hf://owner/name"}, "PLACE/none"),
    ],
)
def test_a_refused_form_leaves_its_reason(dags, tmp_path, dag, form, says):
    filled = {name: value.replace("PLACE", str(tmp_path)) for name, value in form.items()}
    run = dags[dag].test(run_conf=filled)
    assert run.state == "failed"
    assert says.replace("PLACE", str(tmp_path)) in reason_of(run, "check_form")


@pytest.mark.parametrize("task", ["check_tools", "prepare_python", "fetch_wordnet", "compile_lexicon"])
def test_each_task_of_the_lexicon_leaves_its_reason(dags, monkeypatch, task):
    def fail(*_):
        raise ConfigError("expected npm on the PATH, found none")

    for name in ("check_tools", "make_target", "compile_lexicon"):
        monkeypatch.setattr(rebuild, name, lambda *_: None)
    step = task if task in ("check_tools", "compile_lexicon") else "make_target"
    monkeypatch.setattr(rebuild, step, fail)
    run = dags["compile_lexicon"].test()
    assert run.state == "failed"
    assert reason_of(run, task) == "expected npm on the PATH, found none"


@pytest.mark.parametrize(
    ("dag", "task", "step"),
    [
        ("prune_releases", "prune_releases", "pipelines.workflow.prune"),
        ("learn_profile", "learn_profile", "pipelines.learn.form"),
        ("push_release", "push_release", "pipelines.workflow.push"),
    ],
)
def test_the_main_task_leaves_its_reason(dags, monkeypatch, dag, task, step):
    def fail(*_):
        raise ConfigError("expected another world, found this one")

    names = {"prune_releases": "prune_releases", "learn_profile": "learn_from_form", "push_release": "push_from_form"}
    monkeypatch.setattr(f"{step}.check_form", lambda *_: {})
    monkeypatch.setattr(f"{step}.{names[dag]}", fail)
    run = dags[dag].test(run_conf={"release": "x", "repository": "hf://a/b"} if dag == "push_release" else {})
    assert run.state == "failed"
    assert reason_of(run, task) == "expected another world, found this one"
