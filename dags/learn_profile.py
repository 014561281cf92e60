"""# Learn a profile from samples of a spinner

Takes pairs of texts, each with what one spinner made of it, and writes a profile that spins like that spinner, with its
table of swaps and a report that says what was learned and how sure it is. `spindle learn` does the same.

1. **check_form** refuses a wrong name, a name that is taken, or a file that is not there before any work is done
2. **learn_profile** aligns the pairs, counts swaps and habits, fits the choice among candidates, looks for the swaps of
   held-out pairs, and writes all its files or none

The texts of the samples go nowhere: the table holds single words and short phrases.
"""

from datetime import timedelta
from typing import Any

from airflow.sdk import ExceptionRetryPolicy, Param, RetryAction, RetryRule, dag, task

from pipelines.learn import form

Json = dict[str, Any]
# Too few pairs, or a wrong name, will be so again; storage and machines may recover.
GIVE_UP = [
    RetryRule(exception=f"pipelines.errors.{name}", action=RetryAction.FAIL, reason="it would fail the same way again")
    for name in ("ConfigError", "InputError", "SchemaError")
]


@dag(
    schedule=None,
    catchup=False,
    doc_md=__doc__,
    tags=["spindle", "profiles"],
    params={name: Param(**schema) for name, schema in form.FIELDS.items()},
    default_args={
        "owner": "spindle",
        "retries": 2,
        "retry_delay": timedelta(seconds=30),
        "retry_policy": ExceptionRetryPolicy(rules=GIVE_UP),
        "execution_timeout": timedelta(hours=2),
    },
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
