"""The values that the template of a check's page shows."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pipelines.quality.history.series import Series
from pipelines.quality.suites.results import CheckResult
from pipelines.release.find import BASELINE, tagged_version
from pipelines.release.triage.actions import DRIFT
from pipelines.release.triage.file import Triage, read_triage
from pipelines.release.triage.findings import list_findings, read_moment
from pipelines.release.triage.standing import Standing, concerns
from pipelines.report.plots import trend
from pipelines.storage.places import Place
from pipelines.web.catalog import Stopped, Version, list_stopped, list_versions
from pipelines.web.history import read_history
from pipelines.web.history_drawing import describe_anomaly, label, show_value

ANOMALY, LIMIT = "anomaly", "limit"


@dataclass(frozen=True)
class CheckHistory:
    """A check of a dataset.

    series   its values; None if only a stopped run has it
    known    the releases whose manifests can be read, newest first
    unread   release whose results cannot be read -> the reason
    stopped  the newest stopped run, if there was no release after it
    stop     the result of the check in that run, if the check stopped it
    """

    series: Series | None
    known: list[str]
    unread: Mapping[str, str]
    stopped: Stopped | None
    stop: CheckResult | None


def find_check(folder: Place, suite: str, check: str) -> CheckHistory | None:
    """Return a check of a dataset; None if no release and no stopped run has it."""
    versions, name = list_versions(folder), (suite, check)
    series = next((each for each in read_history(versions) if each.name == name), None)
    stopped = latest_stop(versions, list_stopped(folder))
    stop = next((each for each in stopped.checks if (each.suite, each.check) == name), None) if stopped else None
    known = [version.version for version in versions if version.release]
    unread = {version.version: version.damage for version in versions if version.release and version.damage}
    return CheckHistory(series, known, unread, stopped, stop) if series or stop else None


def latest_stop(versions: list[Version], stopped: list[Stopped]) -> Stopped | None:
    """Return the newest stopped run, if no release was published after it."""
    newest = next((str(version.release.created) for version in versions if version.release), "")
    return next((run for run in stopped if run.when.isoformat() > newest), None)


def show_check(folder: Place, found: CheckHistory, version: str) -> dict[str, Any]:
    """Return the values for the template.

    version  the release whose finding is meant; "" without any
    """
    triage, series = read_triage(folder), found.series
    results = dict(zip(series.versions, series.results, strict=True)) if series else {}
    standings = _stand(folder, triage, results)
    in_stop = list_findings([found.stop], None, triage, read_moment(folder, triage)) if found.stop else []
    result = found.stop or results.get(version) or (series.latest_result if series else None)
    return {
        "result": result,
        "version": version,
        "unread": found.unread.get(version, ""),
        "in_stop": in_stop[0] if in_stop else None,
        "standing": standings.get(version),
        "standings": standings,
        "plot": _draw(series) if series and len(series.versions) > 1 else None,
        "anomalies": [describe_anomaly(series, mark) for mark in reversed(series.anomalies)] if series else [],
        "rows": _rows(series),
        "decisions": [action for action in reversed(triage.actions) if result and concerns(action, _name(result))],
        "damage": triage.damage,
        "is_drift": bool(result and result.check.startswith(DRIFT)),
        "baseline": tagged_version(folder, BASELINE),
    }


def _stand(folder: Place, triage: Triage, results: Mapping[str, CheckResult | None]) -> dict[str, Standing]:
    """Version -> standing of the finding, for the releases in which the check does not hold."""
    moment = read_moment(folder, triage)
    found = {version: list_findings([check], version, triage, moment) for version, check in results.items() if check}
    return {version: findings[0].standing for version, findings in found.items() if findings}


def _rows(series: Series | None) -> list[dict[str, Any]]:
    """The values, newest first, each with its state and the kind of its anomaly."""
    if series is None:
        return []
    marks = {mark.at: describe_anomaly(series, mark) for mark in series.anomalies}
    return [
        {
            "version": version,
            "state": state,
            "value": show_value(series, value),
            "rows": result.rows if result and not result.is_on_figure else None,
            "detail": result.detail if result else "",
            "anomaly": marks.get(index, ""),
        }
        for index, (version, state, value, result) in enumerate(
            zip(series.versions, series.states, series.values, series.results, strict=True)
        )
    ][::-1]


def _draw(series: Series) -> Markup:
    marked = {mark.at for mark in series.anomalies}
    lines: dict[str, list[float | None]] = {series.check: list(series.values)}
    if marked:
        lines[ANOMALY] = [value if index in marked else None for index, value in enumerate(series.values)]
    for limit in series.limits:
        if limit is not None:
            lines[LIMIT] = [float(limit)] * len(series.values)
    unit = "" if series.suite in {"corpus", "probe"} else "%"
    top = 1 if series.check.endswith("auroc") else math.inf
    return trend(series.check, [label(version) for version in series.versions], lines, unit=unit, top=top)


def _name(result: CheckResult) -> tuple[str, str]:
    return result.suite, result.check
