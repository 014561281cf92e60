"""The XComs that the tab of a run shows: those that say what is so now, in shapes that are known.

A DAG of the same name may leave anything under their keys.
"""

import logging
from typing import Any, NotRequired

from pydantic import TypeAdapter, ValidationError
from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

from pipelines.report.results_shape import CheckShape, Counts, Figure
from pipelines.storage.shapes import Count, Number
from pipelines.web.progress import BATCHED
from pipelines.workflow.xcoms import STOPPED, SUMMARY

log = logging.getLogger(__name__)


class MainFiguresShape(TypedDict, total=False):
    """The figures of a detector on a split."""

    auroc: Figure
    tpr_1pct: Figure
    words_auroc: Figure


class ProbeSummaryShape(TypedDict):
    """The summary of a probe."""

    says: str
    detection: NotRequired[dict[str, dict[str, MainFiguresShape]]]


class SummaryShape(TypedDict, total=False):
    """The figures of a task; see workflow.tasks."""

    rows: Count
    rejected: Counts
    seconds: Number
    reused: bool
    n_words: Count
    verdict: str
    results: str
    probe: ProbeSummaryShape


class ReleaseShape(SummaryShape):
    """The summary of publish_release."""

    version: str
    path: str
    published: bool
    swap_rate: Number
    note: str


class StopShape(TypedDict):
    """The reason of a failed task; see workflow.stops.why_stopped."""

    error: str
    message: str
    checks: list[CheckShape]
    results: str
    lines: NotRequired[list[str]]
    stage: NotRequired[str]


class ConfigShape(TypedDict, total=False):
    """The return value of check_run."""

    dataset: str
    output: str


SHAPES: dict[str, TypeAdapter[Any]] = {
    SUMMARY: TypeAdapter(SummaryShape),
    STOPPED: TypeAdapter(StopShape),
    "return_value": TypeAdapter(ConfigShape),
}
RELEASE: TypeAdapter[ReleaseShape] = TypeAdapter(ReleaseShape)


def says_what_is_so(key: str, task: str, state: str | None) -> bool:
    """True for an XCom `summary` or `stopped` that says what is so now, of a task instance in a state.

    A task that is cleared keeps its XComs until it starts again, also if it is then skipped, or never reached.
    """
    if key == STOPPED:
        return state in ("failed", "up_for_retry")
    return state == "success" or (task in BATCHED and state in ("running", "restarting", "failed", "up_for_retry"))


def has_shape(key: str, value: Any) -> bool:
    """Return True if an XCom is as the tasks of this version leave it; log why not."""
    shape = RELEASE if key == SUMMARY and isinstance(value, dict) and "version" in value else SHAPES[key]
    try:
        shape.validate_python(value, strict=True)
    except ValidationError as error:
        log.warning("an XCom %s is not shown: %s", key, error.errors()[0]["msg"])
        return False
    return isinstance(value, dict)
