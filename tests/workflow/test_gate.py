"""The gate of DAGs that run after a release, and the example that uses it."""

from types import SimpleNamespace

import pytest
from private_airflow import ROOT

PATH = "/corpora/news/20261124T083000Z-abcdef123456"


def event(verdict, **changes):
    return SimpleNamespace(extra={"path": PATH, "version": PATH[14:], "verdict": verdict, "attention": []} | changes)


@pytest.fixture(scope="module")
def example(database):
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(dag_folder=str(ROOT / "examples" / "dags"), bundle_name="examples")
    assert bag.import_errors == {}
    return bag.dags["train_on_news"]


def run_gate(example, *events):
    from pipelines.workflow.assets import dataset_asset

    gate = example.get_task("require_passed_news")
    return gate.python_callable(triggering_asset_events={dataset_asset("news"): list(events)})


def test_the_example_trains_on_a_release_that_passed(example):
    assert run_gate(example, event("failed"), event("passed")) == PATH
    assert example.get_task("train").upstream_task_ids == {"require_passed_news"}
    kinds = {kind.__name__ for kind in type(example.get_task("require_passed_news")).__mro__}
    assert "ShortCircuitOperator" in kinds, "an empty path skips all tasks after it"


@pytest.mark.parametrize(
    "events",
    [
        [],
        [event("failed")],
        [event("passed with warnings", attention=["rate_error is 0.03"])],
        [event("passed"), event("failed")],
        [event(None)],
        [event("passed", path="")],
        [SimpleNamespace(extra=None)],
        [SimpleNamespace(extra={})],
    ],
)
def test_the_example_skips_the_training_on_any_other(example, events):
    assert run_gate(example, *events) == ""


def test_warnings_may_be_allowed():
    from pipelines.workflow.gate import passed_release

    verdicts = ("passed", "passed with warnings")
    assert passed_release("news", [event("passed with warnings")], verdicts) == PATH
    assert passed_release("news", [event("failed")], verdicts) == ""


def test_a_skip_says_why(caplog):
    from pipelines.workflow.gate import passed_release

    passed_release("news", [event("passed with warnings", attention=["rate_error is 0.03"])], ("passed",))
    assert "20261124T083000Z-abcdef123456 is passed with warnings, expected passed" in caplog.text
    assert "rate_error is 0.03" in caplog.text
