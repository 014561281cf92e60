"""Tasks run within Airflow: each leaves XComs of a few figures, or of the reason why it stopped.

A part's return value holds all of its statistics. A page that shows hundreds of parts every few seconds must not read
those, and a task that failed returns nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from airflow.sdk import get_current_context

from pipelines.errors import SpindleError
from pipelines.workflow import metrics
from pipelines.workflow.stops import forget_reason, leave_reason
from pipelines.workflow.stores import use_connection
from pipelines.workflow.tasks import Done, why_stopped

# Keys of the XComs that a task leaves besides its return value.
SUMMARY, STOPPED = "summary", "stopped"


def run_task(task: Callable[..., Done], config: dict[str, Any], *inputs: Any, label: str = "") -> Any:
    """Run a task of workflow.tasks, leave its summary, and return its value.

    label  name of a mapped task in the UI: its part's
    """
    context = get_current_context()
    context["part_label"] = label  # type: ignore[typeddict-unknown-key]
    with saying_why(config):
        done = task(config, *inputs)
    context["ti"].xcom_push(key=SUMMARY, value=done.summary)
    if done.measured:
        metrics.send(task.__name__, done.measured, config["dataset"])
    return done.value


@contextmanager
def saying_why(config: dict[str, Any] | None = None) -> Iterator[None]:
    """Leave the reason when one of our errors ends the block: as an XCom, and beside the work if `config` is known."""
    context: Any = get_current_context()
    use_connection()
    try:
        yield
    except SpindleError as error:
        stop = why_stopped(error)
        context["ti"].xcom_push(key=STOPPED, value=stop)
        if config:
            leave_reason(config, stop, context)
            metrics.send_stop(context["ti"].task_id, error, config["dataset"])
        raise
    if config:
        forget_reason(config, context)
