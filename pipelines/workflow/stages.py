"""The tasks of build_corpus as its DAG calls them: pipelines.workflow.tasks, within a task of Airflow."""

from collections.abc import Mapping
from typing import Any

from airflow.sdk import get_current_context

from pipelines.config.run import check_config
from pipelines.workflow import notices, tasks
from pipelines.workflow.notify import check_notifiers
from pipelines.workflow.xcoms import leave_summary, saying_why

Json = dict[str, Any]


def check_run(form: Mapping[str, Any]) -> Json:
    """The configuration that a filled form asks for, with its notifiers checked as well."""
    with saying_why():
        config = tasks.check_run(form)
        check_notifiers(check_config(config))
    return config


def split_input(config: Json) -> list[list[Json]]:
    with saying_why():
        return tasks.split_input(config)


def run_stage(stage: str, config: Json, *inputs: Any) -> Json:
    """Run one stage; its part's name is what the UI calls the task."""
    get_current_context()["part_label"] = tasks.label_of(inputs)  # type: ignore[typeddict-unknown-key]
    with saying_why():
        made = tasks.run_stage(stage, config, *inputs)
    leave_summary(made, config)
    return made


def publish_release(config: Json, *inputs: Any, event: Any) -> Json:
    """Publish, and say so in the asset's `event`, whose extra the UI lists: the dataset's history of releases."""
    made = run_stage("publish_release", config, *inputs)
    event.extra = notices.event_of(made, get_current_context())
    return made
