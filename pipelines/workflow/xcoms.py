"""Tasks run within Airflow: each leaves XComs of a few figures, or of the reason why it stopped.

A part's return value holds all of its statistics. A page that shows hundreds of parts every few seconds must not read
those, and a task that failed returns nothing.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from airflow import exceptions
from airflow.sdk import get_current_context

from pipelines.errors import SpindleError
from pipelines.storage.failing import storage_failed
from pipelines.workflow import handed, metrics, tasks
from pipelines.workflow.batches import Batches, batch_parts, label_of, name_batch
from pipelines.workflow.confine import take
from pipelines.workflow.stops import forget_reason, leave_reason, why_failed, why_stopped
from pipelines.workflow.stores import use_connection
from pipelines.workflow.tasks import Done

# Keys of the XComs that a task leaves besides its return value.
SUMMARY, STOPPED = "summary", "stopped"
# Key of the XCom with the answer of whoever was asked by approve_release.
ANSWER = "answer"
# How to go on after an error of the system, which is retried a few times.
AGAIN = "clear the task: the run goes on from what is finished"
# Template of the name of a mapped task in the UI.
PART = "{{ part_label }}"
# Least seconds between two summaries of a task that works through a batch.
SUMMARY_SECONDS = 2.0


def run_on_articles(
    task: Callable[..., Done], config: dict[str, Any], articles: Batches, *inputs: Any, label: str = ""
) -> Any:
    """Run a task of workflow.tasks on all parts of articles, leave its summary, and return its value.

    articles  what the tasks of ingest_articles have returned, also in an earlier try of the run
    label     name of a mapped task in the UI: its part's
    """
    return _run(task, config, lambda raw: (handed.take_articles(articles, raw, config), *inputs), label)


def run_on_chains(
    task: Callable[..., Done], config: dict[str, Any], chains: Batches, groups: dict[str, Any], *inputs: Any
) -> Any:
    """Run a task of workflow.tasks on all chains and their groups, leave its summary, and return its value.

    chains  what the tasks of validate_pairs have returned, also in an earlier try of the run
    """
    return _run(task, config, lambda raw: (handed.take_chains(chains, raw, groups, config), groups, *inputs))


def find_answer() -> dict[str, Any] | None:
    """Return what approve_release has left in this run; None if it asked nobody, or waits for an answer."""
    found: dict[str, Any] | None = get_current_context()["ti"].xcom_pull(task_ids="approve_release", key=ANSWER)
    return found


def _run(
    task: Callable[..., Done],
    config: dict[str, Any],
    find_inputs: Callable[[Batches], tuple[Any, ...]],
    label: str = "",
) -> Any:
    """Run a task on its inputs, which `find_inputs` takes from the parts that split_input has returned."""
    context = get_current_context()
    context["part_label"] = label  # type: ignore[typeddict-unknown-key]
    with saying_why(config), handed.naming_lost_parts(task.__name__):
        inputs = find_inputs(context["ti"].xcom_pull(task_ids="split_input"))
        done = task(config, *inputs)
    context["ti"].xcom_push(key=SUMMARY, value=done.summary)
    if done.measured:
        metrics.send(task.__name__, done.measured, config["dataset"])
    return done.value


def run_step(step: Callable[..., Any], *inputs: Any) -> Any:
    """Run the task of a DAG that builds no corpus, and return its value; leave the reason if it fails."""
    with saying_why():
        return step(*inputs)


def split_into_batches(config: dict[str, Any], form: dict[str, Any]) -> Batches:
    """Split the input, and return the batches of ingest_articles."""
    with saying_why(config):
        return batch_parts(tasks.split_input(config, form), config)


def run_parts(task: Callable[..., Done], config: dict[str, Any], batch: Sequence[Any], *inputs: Any) -> list[Any]:
    """Run a task of workflow.tasks on each part of a batch, one after the other, and return the values in order.

    The summary of the task has the labels of all parts and the figures of the finished ones, also while it works, and
    when a part stops it.
    """
    context = get_current_context()
    with saying_why(config):
        batch = take(handed.TAKES.get(task.__name__, "the task before"), batch)
    labels = [label_of(item) for item in batch]
    context["part_label"] = name_batch(labels)  # type: ignore[typeddict-unknown-key]
    done: list[Done] = []

    def leave_summary() -> float:
        summary = {"labels": labels, "parts": [each.summary for each in done]}
        context["ti"].xcom_push(key=SUMMARY, value=summary)
        return time.monotonic()

    left = leave_summary()
    with saying_why(config), handed.naming_lost_parts(task.__name__):
        try:
            for part in batch:
                done.append(task(config, part, *inputs))
                metrics.send(task.__name__, done[-1].measured, config["dataset"])
                if len(done) < len(batch) and time.monotonic() - left >= SUMMARY_SECONDS:
                    left = leave_summary()
        finally:
            leave_summary()
    return [each.value for each in done]


def failed_part(summary: Mapping[str, Any]) -> str:
    """Return the label of the part on which a task failed, from its summary; empty for a task without parts.

    >>> failed_part({"labels": ["part 00003", "part 00004"], "parts": [{"rows": 7}]}), failed_part({})
    ('part 00004', '')
    """
    labels, n_done = summary.get("labels", []), len(summary.get("parts", []))
    return str(labels[n_done]) if n_done < len(labels) else ""


@contextmanager
def saying_why(config: dict[str, Any] | None = None) -> Iterator[None]:
    """Leave the reason when an error ends the block: as an XCom and, if `config` is known, beside the work.

    Airflow's own exceptions skip, defer or fail a task on purpose, and leave none. An error of the system becomes a
    StorageError, which says what to do.
    """
    context: Any = get_current_context()
    use_connection()
    try:
        yield
    except exceptions.AirflowException:  # type: ignore[attr-defined]
        raise
    except Exception as fault:
        error = storage_failed(fault, AGAIN) if isinstance(fault, OSError) else fault
        stop = why_stopped(error) if isinstance(error, SpindleError) else why_failed(error)
        context["ti"].xcom_push(key=STOPPED, value=stop)
        if config:
            leave_reason(config, stop, context)
            metrics.send_stop(context["ti"].task_id, error, config["dataset"])
        if error is not fault:
            raise error from fault
        raise
    if config:
        forget_reason(config, context)
