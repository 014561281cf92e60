"""The tables of RESULTS.md and docs/scaling.md, from the figures."""

from collections.abc import Mapping, Sequence
from typing import Any

from scaling.foresee import Foresight
from scaling.simulate import Cluster

Rows = list[tuple[str, ...]]
# A task of Airflow that is started in a fork of a worker which has the code imported, and how many a scheduler starts.
START_SECONDS = 2.0
TASKS_PER_SECOND = 10.0
SLOTS = (1, 2, 4, 8, 16, 32, 64)
SIZES = (1e6, 1e7, 1e8, 1e9)
MOST_PARTS = 256

BUILD_COLUMNS = (
    *("articles, workers", "wall", "words/s a core", "CPU s a million words"),
    *("largest process", "kept on disk", "times the floor's CPU"),
)


def build_rows(builds: Sequence[Mapping[str, Any]]) -> Rows:
    """Return a row for each build: what the whole way costs."""
    rows = []
    for run in builds:
        floor = run["floor"]["read_seconds"] + run["floor"]["write_seconds"]
        millions = run["words"] / 1e6
        rows.append(
            (
                f"{run['asked']:,} articles, {run['workers']}{_profile(run)}",
                f"{run['seconds']:,.1f} s",
                f"{run['words'] / run['cpu_seconds']:,.0f}",
                f"{run['cpu_seconds'] / millions:.2f}",
                f"{run['peak_bytes'] / 1e6:,.0f} MB",
                f"{(run['work_bytes'] + run['release_bytes']) / 1e6:,.0f} MB",
                f"{run['cpu_seconds'] / floor:.1f}",
            )
        )
    return rows


def _profile(run: Mapping[str, Any]) -> str:
    return f", {run['profile']}" if run.get("profile") else ""


def stage_table(builds: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, ...], Rows]:
    """Return columns and a row for each stage: seconds of work a million words, at each size."""
    runs = list({run["asked"]: run for run in builds if not run.get("profile")}.values())
    columns = ("seconds of work a million words", *(f"{run['asked']:,}" for run in runs))
    names = dict.fromkeys(name for run in runs for name in run["stages"])
    return columns, [(name, *(_rate(run, name) for run in runs)) for name in names]


def _rate(run: Mapping[str, Any], name: str) -> str:
    stage = run["stages"].get(name)
    if stage is None:
        return ""
    seconds = sum(task["seconds"] for task in stage["tasks"]) or stage["seconds"]
    return f"{seconds / run['words'] * 1e6:.3f}"


def dag_rows(dags: Sequence[Mapping[str, Any]], builds: Sequence[Mapping[str, Any]]) -> Rows:
    """Return a row for each run of the DAG, beside the build of the same size and workers."""
    built = {(run["asked"], run["workers"]): run["seconds"] for run in builds if not run.get("profile")}
    rows = []
    for run in dags:
        alone = built.get((run["asked"], run["workers"]))
        against = f"{run['seconds'] / alone:.2f}" if alone else ""
        rows.append((f"{run['asked']:,} articles, {run['workers']}", f"{run['seconds']:,.0f} s", against))
    return rows


def worker_rows(foresight: Foresight, n_articles: float) -> Rows:
    """Return a row for each number of slots: simulated wall time, speed-up and efficiency."""
    rows, alone = [], 0.0
    for slots in SLOTS:
        seconds = foresight.run(n_articles, MOST_PARTS, Cluster(slots, START_SECONDS, TASKS_PER_SECOND)).seconds
        alone = alone or seconds
        rows.append((f"{slots}", duration(seconds), f"{alone / seconds:.1f}", f"{alone / seconds / slots:.0%}"))
    return rows


def cost_rows(foresight: Foresight) -> Rows:
    """Return a row for each size: the simulated cost of a corpus on the most of SLOTS."""
    rows = []
    for n_articles in SIZES:
        outcome = foresight.run(n_articles, MOST_PARTS, Cluster(SLOTS[-1], START_SECONDS, TASKS_PER_SECOND))
        cost = foresight.cost(n_articles, MOST_PARTS, outcome)
        rows.append(
            (
                f"{n_articles / 1e6:,.0f} M",
                duration(outcome.seconds),
                f"{cost.core_hours:,.1f}",
                f"{cost.writes:,.0f} / {cost.reads:,.0f}",
                f"{cost.gigabytes:,.0f} GB",
                f"{cost.computing:,.2f} + {cost.requests:,.2f}",
                f"{cost.storage_a_month:,.2f}",
            )
        )
    return rows


def duration(seconds: float) -> str:
    """Format a duration with its two largest units.

    >>> duration(42), duration(4000), duration(200_000)
    ('42 s', '1 h 7 min', '2 d 8 h')
    """
    if seconds < 60:
        return f"{seconds:.0f} s"
    for size, large, small, part in ((3600, "min", "s", 60), (86400, "h", "min", 3600)):
        if seconds < size:
            whole, rest = divmod(seconds, part)
            return f"{whole:.0f} {large} {rest / (part / 60):.0f} {small}"
    days, rest = divmod(seconds, 86400)
    return f"{days:.0f} d {rest / 3600:.0f} h"
