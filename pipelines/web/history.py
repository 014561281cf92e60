"""The history of each check of a dataset: its values over the releases, drawn small, with its anomalies marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from pipelines.quality.history.anomalies import Anomaly
from pipelines.quality.history.series import ABSENT, Series, read_series
from pipelines.quality.suites.results import EFFECTS, FAILS, NOT_RUN, CheckResult, read_checks
from pipelines.report.scales import figure, percent
from pipelines.storage.places import Place, stamp_of
from pipelines.web.catalog import RESULTS, Version, read_results

# Releases that a history shows: the newest ones.
SHOWN = 200
# Releases of which an anomaly still puts a check among those to look at.
RECENT = 3
WIDTH, HEIGHT, EDGE = 180, 34, 5
# Words for the kinds of anomalies, for people.
SAYS = {"spike": "unusual value", "jump": "new level", "drift": "steady drift", "spread": "other spread"}
# Number of releases whose checks are cached, some 60 kB each.
KEPT = 512
Json = Mapping[str, Any]


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
    rows = [_make_row(series) for series in history]
    order = [*EFFECTS, ABSENT]
    return sorted(rows, key=lambda row: (row.is_calm, order.index(row.state)))


def count_not_run(checks: Sequence[CheckResult]) -> int:
    return sum(not check.ran for check in checks)


def show_value(series: Series, value: float | None) -> str:
    """Format a value of a series: a share of rows in percent, a figure as it is.

    >>> show_value(Series("pairs", "replayed", (), (), (), (None, None)), 0.0125)
    '1.25%'
    """
    if value is None:
        return "–"
    if series.suite in {"corpus", "probe"}:
        return figure(value)
    return percent(value) if value >= 0.1 or not value else f"{100 * value:.3g}%"


def describe_anomaly(series: Series, mark: Anomaly) -> str:
    """Describe a mark: kind, value, centre of the window, score.

    >>> series = Series("corpus", "rate_error", ("20261124T083000Z-abcdef123456",), (None,), (0.5,), (None, 1))
    >>> describe_anomaly(series, Anomaly(0, "jump", 12.34, 0.1))
    'new level at 11-24 08:30: 0.5, 0.1 before (12 robust standard deviations)'
    """
    says = f"{SAYS[mark.kind]} at {label(series.versions[mark.at])}"
    if mark.kind == "drift":
        return f"{says}, to {show_value(series, series.values[mark.at])} (Mann-Kendall z {mark.score:.1f})"
    many = "without any change before" if mark.score > 1e6 else f"{mark.score:.0f} robust standard deviations"
    now, before = show_value(series, series.values[mark.at]), show_value(series, mark.centre)
    return f"{says}: {now}, {before} before ({many})"


def label(version: str) -> str:
    """Day and time of a version.

    >>> label("20261124T083000Z-abcdef123456")
    '11-24 08:30'
    """
    return f"{version[4:6]}-{version[6:8]} {version[9:11]}:{version[11:13]}"


def draw_history(series: Series) -> Markup:
    """Draw the values as a line, its limit dashed, a ring at each anomaly, a cross below each release without a value."""
    there = [value for value in series.values if value is not None]
    if not there:
        return Markup("")
    limits = [limit for limit in series.limits if limit is not None]
    low, high = min(there), max(there)
    # A limit far away would flatten the line.
    shown = [limit for limit in limits if low - (high - low) <= limit <= high + (high - low)]
    low, high = min([low, *shown]), max([high, *shown])
    scale = (HEIGHT - 2 * EDGE) / ((high - low) or 1)
    step = (WIDTH - 2 * EDGE) / max(1, len(series.values) - 1)
    spots = [
        (EDGE + step * index, None if value is None else HEIGHT - EDGE - (value - low) * scale)
        for index, value in enumerate(series.values)
    ]
    pieces = [
        *(
            Markup('<line class="limit" x1="0" x2="{}" y1="{:.1f}" y2="{:.1f}"/>').format(
                WIDTH, *[HEIGHT - EDGE - (limit - low) * scale] * 2
            )
            for limit in shown
        ),
        *(Markup('<polyline points="{}"/>').format(run) for run in _runs(spots)),
        *(
            Markup('<path class="gap" d="M{:.1f} {}l4 4m0 -4l-4 4"/>').format(x - 2, HEIGHT - EDGE - 2)
            for x, y in spots
            if y is None
        ),
        *(
            Markup('<circle class="mark" cx="{:.1f}" cy="{:.1f}" r="4"><title>{}</title></circle>').format(
                *spots[mark.at], describe_anomaly(series, mark)
            )
            for mark in series.anomalies
        ),
    ]
    x, y = spots[-1]
    if y is not None:
        pieces.append(Markup('<circle cx="{:.1f}" cy="{:.1f}" r="2.2"/>').format(x, y))
    title = f"{series.check}: {_say_range(series, there)}"
    return Markup(
        '<svg class="spark history" role="img" viewBox="0 0 {0} {1}" width="{0}" height="{1}" '
        'xmlns="http://www.w3.org/2000/svg"><title>{2}</title>{3}</svg>'
    ).format(WIDTH, HEIGHT, title, Markup("").join(pieces))


def _say_range(series: Series, there: Sequence[float]) -> str:
    n_marks = len(series.anomalies)
    marks = f", {n_marks} {'anomaly' if n_marks == 1 else 'anomalies'}" if n_marks else ""
    return (
        f"{len(there)} values from {show_value(series, min(there))} to {show_value(series, max(there))}, "
        f"last {show_value(series, there[-1])}{marks}"
    )


def _runs(spots: Sequence[tuple[float, float | None]]) -> list[str]:
    """The points of each stretch between gaps."""
    runs: list[list[str]] = [[]]
    for x, y in spots:
        if y is None:
            runs.append([])
        else:
            runs[-1].append(f"{x:.1f},{y:.1f}")
    return [" ".join(run) for run in runs if len(run) > 1]


def _make_row(series: Series) -> Row:
    marks = list(reversed(series.anomalies))
    n = len(series.values)
    state = series.states[-1]
    return Row(
        series=series,
        state=state,
        value="not run" if state == NOT_RUN else show_value(series, series.values[-1]),
        drawing=draw_history(series) if n > 1 else Markup(""),
        anomalies=tuple(describe_anomaly(series, mark) for mark in marks),
        is_recent=any(mark.at >= n - RECENT for mark in marks),
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
