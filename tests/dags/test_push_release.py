"""The DAG for real, against a small Hub on the loopback."""

import json

import jsonschema
import pytest
from hub import TOKEN, use_hub
from published import publish

from pipelines.workflow.push import FIELDS

pytestmark = pytest.mark.usefixtures("database")


def states_of(run):
    return {task.task_id: task.state for task in run.get_task_instances()}


def test_push_release_uploads_and_leaves_no_token(dags, tmp_path, monkeypatch, capfd):
    from airflow.models.xcom import XComModel
    from airflow.utils.session import create_session
    from sqlalchemy import select

    release = publish(tmp_path, parts=1)
    form = {"release": str(release.folder.parent), "repository": "hf://owner/tiny"}
    with use_hub(monkeypatch) as hub:
        monkeypatch.delenv("HF_TOKEN")
        monkeypatch.setenv("AIRFLOW_CONN_HUGGINGFACE_DEFAULT", f"huggingface://:{TOKEN}@")
        run = dags["push_release"].test(run_conf=form)
        assert states_of(run) == {"check_form": "success", "push_release": "success"}
        assert hub.repositories["owner/tiny"].tags.keys() == {release.version}
        hub.refuse["/api/datasets"] = 403
        refused = dags["push_release"].test(run_conf=form)
        assert states_of(refused)["push_release"] in ("failed", "up_for_retry")
    with create_session() as session:
        rows = session.execute(select(XComModel.key, XComModel.value).where(XComModel.run_id == run.run_id)).all()
    assert TOKEN not in json.dumps([list(map(str, row)) for row in rows])
    assert TOKEN not in "".join(capfd.readouterr())


def test_a_wrong_form_ends_in_the_first_task(dags, tmp_path):
    run = dags["push_release"].test(run_conf={"release": str(tmp_path), "repository": "hf://owner/tiny"})
    assert states_of(run) == {"check_form": "failed", "push_release": "upstream_failed"}


@pytest.mark.parametrize(
    ("field", "bad", "good"),
    [
        ("release", "", "corpora/news"),
        ("repository", "owner/news", "hf://datasets/owner/news"),
        ("connection", "aws_default", "huggingface_team"),
        ("private", "yes", True),
    ],
)
def test_the_form_refuses_a_bad_value(dags, field, bad, good):
    schema = dags["push_release"].params.get_param(field).schema
    jsonschema.validate(good, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(bad, schema)


def test_the_form_says_what_each_field_is(dags):
    params = dags["push_release"].params
    assert list(params) == list(FIELDS)
    assert all(params.get_param(name).schema["title"] and params.get_param(name).description for name in params)
