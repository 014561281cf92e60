"""# Prune releases

Deletes old releases, and the parts in work/ that neither a kept release nor a recent run needs. `spindle prune` does
the same. A dry run, unless the form says otherwise.

1. **check_form** refuses a wrong form or folder before any work is done
2. **prune_releases** lists in its log what goes and the bytes that this frees, then deletes it if the form says so

A release that LATEST or a tag names stays. A pruned release is gone for new readers at once; its files go with the
first run after the hours of grace, so set a schedule, or trigger the DAG again.
"""

from typing import Any

from airflow.sdk import Param, dag, task

from pipelines.config.prune_form import FIELDS
from pipelines.workflow import prune
from pipelines.workflow.policy import task_defaults
from pipelines.workflow.xcoms import run_step

Json = dict[str, Any]


@dag(
    schedule=None,
    catchup=False,
    max_active_runs=1,
    doc_md=__doc__,
    tags=["spindle", "corpus"],
    params={name: Param(**schema) for name, schema in FIELDS.items()},
    default_args=task_defaults(hours=6),
)
def prune_releases() -> None:
    @task
    def check_form(params: Json) -> Json:
        return run_step(prune.check_form, dict(params))

    @task(task_id="prune_releases")
    def delete(form: Json) -> Json:
        return run_step(prune.prune_releases, form)

    delete(check_form())


prune_releases()
