"""What a task leaves for others to find, besides what it returns: XComs of a few figures, or of why it stopped.

A part's return value holds all of its statistics, and a page that shows hundreds of parts every few seconds must not
read them; a task that failed returns nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from airflow.sdk import get_current_context

from pipelines.errors import SpindleError
from pipelines.workflow import tasks

# Keys of the XComs that a task leaves besides what it returns.
SUMMARY, STOPPED = "summary", "stopped"


def leave_summary(made: dict[str, Any], config: dict[str, Any]) -> None:
    """Leave the figures of what a stage made: tasks.summarize."""
    get_current_context()["ti"].xcom_push(key=SUMMARY, value=tasks.summarize(made, config))


@contextmanager
def saying_why() -> Iterator[None]:
    """Leave the reason of an error of ours: tasks.why_stopped."""
    try:
        yield
    except SpindleError as error:
        get_current_context()["ti"].xcom_push(key=STOPPED, value=tasks.why_stopped(error))
        raise
