"""The stages as tasks of a workflow: JSON in, JSON out, and in the log a line and a short table for people.

Airflow's tasks pass each other names of parts and counts, never tables. Nothing here knows Airflow, and the
stages with their libraries are imported when a task runs: a DAG file is read every few seconds.
"""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.config.form import config_from_form
from pipelines.config.run import RunConfig, check_config
from pipelines.errors import SpindleError, ValidationFailed
from pipelines.parts import Part
from pipelines.release.find import Release
from pipelines.storage.json_files import read_json
from pipelines.workflow import tables

log = logging.getLogger(__name__)
Json = dict[str, Any]


def check_run(form: Mapping[str, Any]) -> Json:
    """The configuration that a filled form asks for, whole and checked, so that all tasks work from the same one."""
    from pipelines import run

    config = config_from_form(form)
    run.check_run(config)
    log.info("%s -> %s, seed %d", config.input, config.dataset_folder, config.seed)
    return config.model_dump(mode="json")


def split_input(config: Json) -> list[list[Json]]:
    """The input as raw parts, in at most `max_parts` groups: one task of ingest_articles for each."""
    from pipelines.sources import split

    checked = check_config(config)
    groups = split.group_raw_parts(split.split_input(checked), checked.ingest_articles.max_parts)
    rows = sum(part.n_rows for group in groups for part in group)
    log.info("split_input: %s rows, %d part(s)", f"{rows:,}", len(groups))
    return [[part.to_json() for part in group] for group in groups]


def run_stage(stage: str, config: Json, *inputs: Any) -> Json:
    """Run one stage on parts, or lists of parts, as JSON; returns the finished part, or the release, as JSON."""
    from pipelines import run

    checked = check_config(config)
    try:
        result = getattr(run, stage)(*(_parts(value) for value in inputs), checked)
    except ValidationFailed as stopped:
        _say(tables.check_table(stopped.checks))
        raise
    if isinstance(result, Release):  # publish_release says itself what it did
        _say(tables.release_table(result))
        return result.to_json()
    log.info("%s", describe(result))
    if stage == "audit_corpus":
        _say(tables.check_table(read_json(results_folder(checked, result.to_json()) / "results.json")["checks"]))
    else:
        _say(tables.part_table(result))
    return result.to_json()


def summarize(made: Json, config: Json) -> Json:
    """The few figures of a finished part, or of the release, that pages and notices show of it."""
    if "version" in made:
        shown = ("dataset", "version", "path", "rows", "splits", "words", "swap_rate", "verdict", "published")
        return {name: made[name] for name in shown}
    statistics = made["statistics"]
    few = {name: made[name] for name in ("stage", "label", "rejected", "seconds", "reused")}
    few |= {"n_words": statistics.get("n_words", 0)}
    if "verdict" not in statistics:
        few |= {"rows": sum(made["rows"].values())}
    else:
        few |= {"verdict": statistics["verdict"], "results": str(results_folder(check_config(config), made))}
    return few


def why_stopped(error: SpindleError) -> Json:
    """What pages and notices say of an error that ended a task: `checks` are those that stopped the release."""
    checks, results = getattr(error, "checks", []), getattr(error, "results", "")
    few = ("suite", "check", "severity", "effect", "observed", "rows", "threshold", "settings", "message", "notes")
    return {
        "error": type(error).__name__,
        "message": str(error),
        "checks": [{name: check[name] for name in few if name in check} for check in checks],
        "results": results,
    }


def results_folder(config: RunConfig, audit: Mapping[str, Any]) -> Path:
    """Where the part `audit` of audit_corpus lies: results.json, the Data Docs, and the report."""
    return config.dataset_folder / "work" / "audit_corpus" / str(audit["key"])


def label_of(work: Any) -> str:
    """The label of a part in JSON, or of the first of several."""
    while isinstance(work, Sequence):
        work = work[0]
    return str(work["label"])


def describe(part: Part) -> str:
    """One line on a finished part.

    >>> describe(Part("spin_articles", "k", "part 00003", {}, {"train": 2000}, {"no_swaps": 7}, seconds=1.25))
    'spin_articles part 00003: 2,000 rows kept, 7 rejected (no_swaps 7), computed in 1.2 s'
    """
    reasons = ", ".join(f"{reason} {number:,}" for reason, number in part.rejected.items())
    rejected = f"{sum(part.rejected.values()):,} rejected" + (f" ({reasons})" if reasons else "")
    how = "reused, nothing computed" if part.reused else f"computed in {part.seconds:.1f} s"
    what = (
        f"{part.n_rows:,} rows kept, {rejected}"
        if part.rows or part.rejected
        else part.statistics.get("verdict", "no rows")
    )
    return f"{part.stage} {part.label}: {what}, {how}"


def _parts(value: Any) -> Any:
    return Part.from_json(value) if isinstance(value, Mapping) else [_parts(item) for item in value]


def _say(lines: Sequence[str]) -> None:
    """A record for each line: every viewer of logs keeps the columns then."""
    for line in lines:
        log.info("%s", line)
