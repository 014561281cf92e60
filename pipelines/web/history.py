"""The history of each check of a dataset: its values over the releases, and its anomalies."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from markupsafe import Markup

from pipelines.quality.history.series import ABSENT, Series, read_series
from pipelines.quality.suites.results import EFFECTS, FAILS, NOT_RUN, CheckResult, read_checks
from pipelines.storage.places import Place, stamp_of
from pipelines.web.catalog import RESULTS, Version, read_results
from pipelines.web.history_drawing import describe_anomaly, draw_history, show_value

# Releases that a history shows: the newest ones.
SHOWN = 200
# Releases of which an anomaly puts a check among those to look at.
RECENT = 3
# Number of releases whose checks are cached, some 60 kB each.
KEPT = 512


@dataclass(frozen=True)
class Row:
    """A check as the page of a dataset shows it.

    state      effect in the newest release, or ABSENT
    value      the newest value, for people
    anomalies  a sentence for each mark, newest first
    is_recent  True if a mark is on one of the RECENT newest releases
    """

    series: Series
    state: str
    value: str
    drawing: Markup
    anomalies: tuple[str, ...]
    is_recent: bool

    @property
    def is_calm(self) -> bool:
        return self.state not in FAILS and not self.is_recent


def read_history(dataset: Place, versions: Sequence[Version]) -> list[Series]:
    """Return the series of every check over releases, given newest first; damaged results have no checks."""
    sound = [version for version in reversed(versions[:SHOWN]) if version.release]
    return read_series({version.version: sound_checks(dataset / version.version / "quality") for version in sound})


def sound_checks(folder: Place) -> list[CheckResult]:
    """Return the checks of the results in a folder that have all that a history needs."""
    return list(_read_sound(folder, stamp_of(folder / RESULTS)))


def list_rows(history: Sequence[Series]) -> list[Row]:
    """Return the checks: those that fail or have a recent anomaly first, most serious ones first."""
    order = [*EFFECTS, ABSENT]
    return sorted(map(_make_row, history), key=lambda row: (row.is_calm, order.index(row.state)))


def _make_row(series: Series) -> Row:
    n, state = len(series.values), series.states[-1]
    return Row(
        series=series,
        state=state,
        value="not run" if state == NOT_RUN else show_value(series, series.values[-1]),
        drawing=draw_history(series) if n > 1 else Markup(""),
        anomalies=tuple(describe_anomaly(series, mark) for mark in reversed(series.anomalies)),
        is_recent=any(mark.at >= n - RECENT for mark in series.anomalies),
    )


@lru_cache(maxsize=KEPT)
def _read_sound(folder: Place, _stamp: tuple[int, int]) -> tuple[CheckResult, ...]:
    try:
        checks = read_checks(read_results(folder))
    except (TypeError, AttributeError, ValueError):
        return ()
    # Without the rows that break them, which only the page of the release shows.
    return tuple(replace(check, examples=[]) for check in checks if _is_sound(check))


def _is_sound(check: CheckResult) -> bool:
    texts = (check.suite, check.check, check.severity, check.threshold, check.detail, check.notes, check.message)
    kwargs = check.expectation.get("kwargs", {}) if isinstance(check.expectation, dict) else None
    if not isinstance(kwargs, dict) or not all(isinstance(text, str) for text in texts):
        return False
    limits = [kwargs.get(name) for name in ("min_value", "max_value", "mostly")]
    numbers = [check.rows, check.unexpected, *(limit for limit in limits if limit is not None)]
    return check.effect in EFFECTS and all(isinstance(number, int | float) for number in numbers)
