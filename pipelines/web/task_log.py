"""The last lines of the log of a failed task that left no reason: its process was killed, or it never started."""

import logging
from collections import deque
from collections.abc import Iterable
from itertools import islice
from typing import Any

from airflow.models import TaskInstance
from airflow.utils.log.log_reader import TaskLogReader
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from pipelines.redact import redact

log = logging.getLogger(__name__)
# Lines shown, characters of each, and lines of a log that are read.
SHOWN, LETTERS, MOST = 12, 400, 50_000


def read_last_lines(session: Session, dag_id: str, run_id: str, task: str, index: int) -> list[str]:
    """Return the last lines of the log of the latest try of a task; none if it cannot be read."""
    here = (
        TaskInstance.dag_id == dag_id,
        TaskInstance.run_id == run_id,
        TaskInstance.task_id == task,
        TaskInstance.map_index == index,
    )
    asked = select(TaskInstance).where(*here).options(joinedload(TaskInstance.dag_run))
    instance = session.scalar(asked)
    if instance is None or not instance.try_number:
        return []
    try:
        messages, _ = TaskLogReader().read_log_chunks(instance, instance.try_number, {"end_of_log": False})
        return list(deque(lines_of(islice(messages, MOST)), SHOWN))
    except Exception as error:  # noqa: BLE001 - of any log handler, and of what it reads from
        log.warning("the log of %s %s %s cannot be read: %s", dag_id, run_id, task, error)
        return []


def lines_of(messages: Iterable[Any]) -> Iterable[str]:
    """Yield the lines of log messages with text; of an exception its type and text, not its frames."""
    for message in messages:
        event = str(getattr(message, "event", ""))
        if event and not event.startswith("::"):
            yield _short(event)
        for detail in getattr(message, "error_detail", None) or ():
            if isinstance(detail, dict):
                yield _short(f"{detail.get('exc_type', '')}: {detail.get('exc_value', '')}")


def _short(line: str) -> str:
    text = str(redact(line.strip()))
    return text if len(text) <= LETTERS else f"{text[:LETTERS]}..."
