"""The DAG for real, on small releases."""

import jsonschema
import pytest
from release.small_releases import write_releases

from pipelines.config.prune_form import FIELDS
from pipelines.release.find import find_versions
from pipelines.release.pointers.latest import promote

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def versions(tmp_path):
    found = write_releases(tmp_path / "corpora" / "news", 3)
    promote(tmp_path / "corpora" / "news", found[-1])
    return found


def states_of(run):
    return {task.task_id: task.state for task in run.get_task_instances()}


def test_releases_are_pruned_if_the_form_says_so(dags, versions, tmp_path, caplog):
    news = tmp_path / "corpora" / "news"
    form = {"output": str(tmp_path / "corpora"), "keep": 1, "grace": 0}
    with caplog.at_level("INFO", "pipelines"):
        assert dags["prune_releases"].test(run_conf=form).state == "success"
    assert "nothing was deleted: a dry run" in caplog.text
    assert versions[0] in caplog.text
    assert find_versions(news) == versions
    assert dags["prune_releases"].test(run_conf=form | {"dataset": "news", "dry_run": False}).state == "success"
    assert find_versions(news) == versions[-1:]
    assert not (news / versions[0]).exists()


def test_a_folder_without_datasets_ends_in_the_first_task(dags, versions, tmp_path):
    run = dags["prune_releases"].test(run_conf={"output": str(tmp_path / "corpora"), "dataset": "none"})
    assert states_of(run) == {"check_form": "failed", "prune_releases": "upstream_failed"}


def test_nothing_outside_the_roots_is_pruned(dags, versions, tmp_path, monkeypatch):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "link").symlink_to(tmp_path / "corpora" / "news")
    monkeypatch.setenv("AIRFLOW__SPINDLE__OUTPUT_ROOTS", str(tmp_path / "mine"))
    for output in ("corpora", "mine", "mine/link"):
        form = {"output": str(tmp_path / output), "keep": 1, "grace": 0, "dry_run": False}
        assert states_of(dags["prune_releases"].test(run_conf=form))["check_form"] == "failed"
    assert find_versions(tmp_path / "corpora" / "news") == versions


@pytest.mark.parametrize(
    ("field", "bad", "good"),
    [
        ("output", "", "s3://bucket/corpora"),
        ("dataset", "../news", None),
        ("keep", 0, 1),
        ("days", 7, 8),
        ("grace", -1, 0.5),
        ("dry_run", "no", False),
    ],
)
def test_the_form_refuses_a_bad_value(dags, field, bad, good):
    schema = dags["prune_releases"].params.get_param(field).schema
    jsonschema.validate(good, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(bad, schema)


def test_the_form_says_what_each_field_is(dags):
    params = dags["prune_releases"].params
    assert list(params) == list(FIELDS)
    assert all(params.get_param(name).schema["title"] and params.get_param(name).description for name in params)
