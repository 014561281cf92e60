"""# Push a release to the Hugging Face Hub

Uploads a release to a dataset repository as one commit, and tags the commit with the version. `spindle push` does the
same.

1. **check_form** refuses a missing release, a wrong repository, and whatever is outside the roots of outputs
2. **push_release** verifies the release, uploads it, compares each uploaded file with the release, and sets the tag

The access token is the password of an Airflow connection, `huggingface_default` unless the form names another one.
"""

from typing import Any

from airflow.sdk import Param, dag, task

from pipelines.workflow import push
from pipelines.workflow.policy import task_defaults
from pipelines.workflow.xcoms import run_step

Json = dict[str, Any]


@dag(
    schedule=None,
    catchup=False,
    doc_md=__doc__,
    tags=["spindle", "corpus"],
    params={name: Param(**schema) for name, schema in push.FIELDS.items()},
    default_args=task_defaults(hours=6),
)
def push_release() -> None:
    @task
    def check_form(params: Json) -> Json:
        return run_step(push.check_form, dict(params))

    @task(task_id="push_release")
    def upload(filled: Json) -> Json:
        return run_step(push.push_from_form, filled)

    upload(check_form())


push_release()
