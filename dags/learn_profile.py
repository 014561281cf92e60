"""# Learn a profile from samples of a spinner

Takes pairs of texts, each with what one spinner made of it, and writes a profile that spins like that spinner, with its
table of swaps and a report that says what was learned and how sure it is. `spindle learn` does the same.

1. **check_form** refuses a wrong name, a name that is taken, or a file that is not there before any work is done
2. **learn_profile** aligns the pairs, counts swaps and habits, fits the choice among candidates, looks for the swaps of
   held-out pairs, and writes all its files or none

The texts of the samples go nowhere: the table holds single words and short phrases.
"""

from typing import Any

from airflow.sdk import Param, dag, task

from pipelines.learn import form
from pipelines.workflow.policy import task_defaults

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
        return form.check_form(dict(params))

    @task(task_id="learn_profile")
    def learn(filled: Json) -> Json:
        return form.learn_from_form(filled)

    learn(check_form())


learn_profile()
