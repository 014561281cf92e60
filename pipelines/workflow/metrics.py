"""Metrics of the stages, through Airflow's own: StatsD, Datadog or OpenTelemetry, whichever its settings name.

    spindle.<stage>.parts, .reused            counters: finished parts, and those that an earlier run had finished
    spindle.<stage>.rows, .words, .bytes      counters of what was written
    spindle.<stage>.rejects                   counter, with the tag `reason`
    spindle.<stage>.seconds                   timer
    spindle.<stage>.words_per_second          gauge
    spindle.<task>.stopped                    counter of tasks that failed, with the tag `error`

Each has the tag `dataset`. A part that is reused counts as such alone: its rows were counted when it was computed.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from pipelines.parts.part import Part

try:
    from airflow.sdk.observability import stats
except ImportError:  # before Airflow 3.3
    from airflow.stats import Stats as stats  # type: ignore[no-redef]  # noqa: N813

PREFIX = "spindle"
COUNTED = ("rows", "words", "bytes")


def send(stage: str, measured: Mapping[str, Any], dataset: str) -> None:
    """Send the metrics of a finished part, or of a release.

    measured  `rows`, `words`, `bytes`, `seconds`, `reused`, and `rejected`: reason -> rows; a missing one is not sent
    """
    name, tags = f"{PREFIX}.{stage}", {"dataset": dataset}
    stats.incr(f"{name}.parts", 1, tags=tags)
    if measured.get("reused"):
        stats.incr(f"{name}.reused", 1, tags=tags)
        return
    for each in COUNTED:
        if measured.get(each):
            stats.incr(f"{name}.{each}", int(measured[each]), tags=tags)
    for reason, rows in measured.get("rejected", {}).items():
        stats.incr(f"{name}.rejects", int(rows), tags=tags | {"reason": reason})
    if seconds := measured.get("seconds"):
        stats.timing(f"{name}.seconds", timedelta(seconds=seconds), tags=tags)
        if words := measured.get("words"):
            stats.gauge(f"{name}.words_per_second", round(words / seconds), tags=tags)


def send_stop(task: str, error: Exception, dataset: str) -> None:
    """Count a task that an error ended."""
    stats.incr(f"{PREFIX}.{task}.stopped", 1, tags={"dataset": dataset, "error": type(error).__name__})


def measure(part: Part) -> dict[str, Any]:
    """Return what `send` takes: the counts of a part for metrics; of a part that is reused nothing was written."""
    if part.reused:
        return {"reused": True}
    return {
        "rows": part.n_rows,
        "words": part.n_words,
        "bytes": sum((part.place / name).stat().st_size for name in part.sums),
        "rejected": part.rejected,
        "seconds": part.seconds,
    }
