"""The defaults of all tasks.

Failures of storage and machines are retried, and inputs that are away for a moment; a wrong input or a failed gate is
not.
"""

from datetime import timedelta
from typing import Any

from airflow import sdk

# Trigger rule of a task that runs although one before it may be skipped: a small corpus has no linking jobs, and most
# releases need no approval.
AFTER_SKIPPED = sdk.TriggerRule.NONE_FAILED
# Trigger rule of a task that runs however those before it ended.
AFTER_ALL = sdk.TriggerRule.ALL_DONE
# An error of the first kind is one of the second, too: the first rule that fits decides.
PASSING = ("InputAwayError",)
LASTING = ("ConfigError", "InputError", "SchemaError", "LostPartError", "ValidationFailed")


def task_defaults(*, hours: int) -> dict[str, Any]:
    """Return `default_args` of a DAG whose tasks end within `hours`."""
    return {
        "owner": "spindle",
        "retries": 2,
        "retry_delay": timedelta(seconds=30),
        "execution_timeout": timedelta(hours=hours),
        **_retry_policy(),
    }


def _retry_policy() -> dict[str, Any]:
    """The policy not to retry lasting errors; empty before Airflow 3.3, which retries every error."""
    if not hasattr(sdk, "ExceptionRetryPolicy"):
        return {}
    rules = [_rule(name, sdk.RetryAction.RETRY, "it may be there in a moment") for name in PASSING]
    rules += [_rule(name, sdk.RetryAction.FAIL, "it would fail the same way again") for name in LASTING]
    return {"retry_policy": sdk.ExceptionRetryPolicy(rules=rules)}


def _rule(name: str, action: Any, reason: str) -> Any:
    return sdk.RetryRule(exception=f"pipelines.errors.{name}", action=action, reason=reason)
