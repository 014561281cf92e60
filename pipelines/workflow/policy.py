"""The defaults of all tasks. Failures of storage and machines are retried; a wrong input or a failed gate is not."""

from datetime import timedelta
from typing import Any

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

LASTING = ("ConfigError", "InputError", "SchemaError", "ValidationFailed")


def task_defaults(*, hours: int) -> dict[str, Any]:
    """Return `default_args` of a DAG whose tasks end within `hours`."""
    rules = [
        RetryRule(
            exception=f"pipelines.errors.{name}",
            action=RetryAction.FAIL,
            reason="it would fail the same way again",
        )
        for name in LASTING
    ]
    return {
        "owner": "spindle",
        "retries": 2,
        "retry_delay": timedelta(seconds=30),
        "retry_policy": ExceptionRetryPolicy(rules=rules),
        "execution_timeout": timedelta(hours=hours),
    }
