"""# Learn a profile from samples of a spinner

Writes a profile that spins like one spinner, from pairs of texts before and after it, with a table of swaps and a
report of what was learned and how certain it is. `spindle learn` does the same.

1. **check_form** refuses an invalid or taken name and a missing file before any work is done
2. **learn_profile** aligns the pairs, counts swaps and habits, fits the candidate choice model, tests it on
   held-out pairs, and writes all of its files or none

No text of the samples is kept: the table holds single words and short phrases.
"""

from typing import Any

from airflow.sdk import Param, dag, task

from pipelines.learn import form
from pipelines.workflow import confine
from pipelines.workflow.policy import task_defaults
from pipelines.workflow.xcoms import run_step

Json = dict[str, Any]


@dag(
    schedule=None,
    catchup=False,
    doc_md=__doc__,
    tags=["spindle", "profiles"],
    params={name: Param(**schema) for name, schema in form.FIELDS.items()},
    default_args=task_defaults(hours=2),
)
def learn_profile() -> None:
    @task
    def check_form(params: Json) -> Json:
        return run_step(lambda: form.check_form(dict(params), confine.find_confines()))

    @task(task_id="learn_profile")
    def learn(filled: Json) -> Json:
        return run_step(lambda: form.learn_from_form(filled, confine.find_confines()))

    learn(check_form())


learn_profile()
