"""The history of a check drawn small, and its anomalies in words."""

from collections.abc import Sequence

from markupsafe import Markup

from pipelines.quality.history.anomalies import Anomaly
from pipelines.quality.history.series import Series
from pipelines.quality.suites.results import FIGURE_SUITES
from pipelines.report.scales import figure, percent

WIDTH, HEIGHT, EDGE = 180, 34, 5
FLOOR = HEIGHT - EDGE
# Words for the kinds of anomalies.
SAYS = {"spike": "unusual value", "jump": "new level", "drift": "steady drift", "spread": "other spread"}
NONE = "-"
LIMIT = Markup('<line class="limit" x1="0" x2="{}" y1="{:.1f}" y2="{:.1f}"/>')
LINE = Markup('<polyline points="{}"/>')
GAP = Markup('<path class="gap" d="M{:.1f} {}l4 4m0 -4l-4 4"/>')
MARK = Markup('<circle class="mark" cx="{:.1f}" cy="{:.1f}" r="4"><title>{}</title></circle>')
LAST = Markup('<circle cx="{:.1f}" cy="{:.1f}" r="2.2"/>')
WHOLE = Markup(
    '<svg class="spark history" role="img" viewBox="0 0 {0} {1}" width="{0}" height="{1}" '
    'xmlns="http://www.w3.org/2000/svg"><title>{2}</title>{3}</svg>'
)


def draw_history(series: Series) -> Markup:
    """Draw the values as a line, the limit dashed, a ring at each anomaly, a cross for each release without a value."""
    there = [value for value in series.values if value is not None]
    if not there:
        return Markup("")
    low, high = min(there), max(there)
    # A limit that is far away would flatten the line.
    limits = [limit for limit in series.limits if limit is not None and 2 * low - high <= limit <= 2 * high - low]
    low, high = min([low, *limits]), max([high, *limits])
    scale = (FLOOR - EDGE) / ((high - low) or 1)
    step = (WIDTH - 2 * EDGE) / max(1, len(series.values) - 1)
    spots = [
        (EDGE + step * index, None if value is None else FLOOR - (value - low) * scale)
        for index, value in enumerate(series.values)
    ]
    pieces = [
        *(LIMIT.format(WIDTH, y, y) for y in (FLOOR - (limit - low) * scale for limit in limits)),
        *(LINE.format(run) for run in _runs(spots)),
        *(GAP.format(x - 2, FLOOR - 2) for x, y in spots if y is None),
        *(MARK.format(*spots[mark.at], describe_anomaly(series, mark)) for mark in series.anomalies),
        *(LAST.format(x, y) for x, y in spots[-1:] if y is not None),
    ]
    return WHOLE.format(WIDTH, HEIGHT, f"{series.check}: {_describe(series, there)}", Markup("").join(pieces))


def show_value(series: Series, value: float | None) -> str:
    """Format a value of a series: a share of rows in percent, a figure as it is.

    >>> show_value(Series("pairs", "replayed", (), (), (), (None, None)), 0.0125)
    '1.25%'
    """
    if value is None:
        return NONE
    if series.suite in FIGURE_SUITES:
        return figure(value)
    return percent(value) if value >= 0.1 or not value else f"{100 * value:.3g}%"


def describe_anomaly(series: Series, mark: Anomaly) -> str:
    """Describe a mark: kind, release, value, centre of the window, score.

    >>> series = Series("corpus", "rate_error", ("20261124T083000Z-abcdef123456",), (None,), (0.5,), (None, 1))
    >>> describe_anomaly(series, Anomaly(0, "jump", 12.34, 0.1))
    'new level at 11-24 08:30: 0.5, before 0.1 (12 robust standard deviations)'
    """
    says, now = f"{SAYS[mark.kind]} at {label(series.versions[mark.at])}", show_value(series, series.values[mark.at])
    if mark.kind == "drift":
        return f"{says}: to {now} (Mann-Kendall z {mark.score:.1f})"
    many = "constant before" if mark.score > 1e6 else f"{mark.score:.0f} robust standard deviations"
    return f"{says}: {now}, before {show_value(series, mark.centre)} ({many})"


def label(version: str) -> str:
    """Day and time of a version.

    >>> label("20261124T083000Z-abcdef123456")
    '11-24 08:30'
    """
    return f"{version[4:6]}-{version[6:8]} {version[9:11]}:{version[11:13]}"


def moment(version: str) -> str:
    """Time of a version.

    >>> moment("20261124T083000Z-abcdef123456")
    '2026-11-24 08:30 UTC'
    """
    return f"{version[:4]}-{label(version)} UTC"


def _describe(series: Series, there: Sequence[float]) -> str:
    n_marks = len(series.anomalies)
    marks = f", {n_marks} {'anomaly' if n_marks == 1 else 'anomalies'}" if n_marks else ""
    ends = [show_value(series, value) for value in (min(there), max(there), there[-1])]
    return f"{len(there)} values from {ends[0]} to {ends[1]}, last {ends[2]}{marks}"


def _runs(spots: Sequence[tuple[float, float | None]]) -> list[str]:
    """The points of each stretch between gaps."""
    runs: list[list[str]] = [[]]
    for x, y in spots:
        if y is None:
            runs.append([])
        else:
            runs[-1].append(f"{x:.1f},{y:.1f}")
    return [" ".join(run) for run in runs if len(run) > 1]
