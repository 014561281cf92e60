"""The checks of a release as its pages list them: figure, threshold, distance to it, history, and failing rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pipelines.quality.history.series import Series, read_series, value_of
from pipelines.quality.suites.results import QUARANTINE, CheckResult
from pipelines.report.scales import number, percent

# Releases whose values a sparkline shows.
SPARK_RELEASES = 20


@dataclass(frozen=True)
class Distance:
    """The distance of the figure of a check to its threshold.

    says   the distance in words; empty if the check did not run
    used   part of the room up to the threshold that is used (0-1, more if the check does not hold)
    """

    says: str = ""
    used: float | None = None

    @property
    def state(self) -> str:
        """far, near (a fifth of the room is left, or less) or over."""
        if self.used is None:
            return "none"
        return "over" if self.used > 1 else "near" if self.used >= 0.8 else "far"


@dataclass(frozen=True)
class CheckRow:
    """A check in a list.

    drawing   its last values as a line; empty without a history
    failing   where its failing rows are: "pairs" or "articles" (the pairs of its examples), "quarantine", "rejects";
              empty without any
    """

    check: CheckResult
    distance: Distance
    drawing: Markup
    failing: str


def describe_checks(
    checks: Sequence[CheckResult], drawings: Mapping[tuple[str, str], Markup] | None = None
) -> list[CheckRow]:
    """Return the rows of checks; `drawings` are those of their histories by suite and name."""
    drawn = drawings or {}
    return [
        CheckRow(check, find_distance(check), drawn.get((check.suite, check.check), Markup("")), _failing(check))
        for check in checks
    ]


def find_distance(check: CheckResult) -> Distance:
    """Return the distance of a check to its threshold, that of the nearest bound if it has two.

    >>> find_distance(CheckResult("rate", suite="corpus", observed=0.015, expectation={"kwargs": {"max_value": 0.02}}))
    Distance(says='0.005 below the limit', used=0.75)
    >>> find_distance(CheckResult("area", suite="probe", observed=0.7, expectation={"kwargs": {"min_value": 0.8}})).says
    '0.1 short'
    """
    value = value_of(check)
    if value is None:
        return Distance()
    low, high = _limits_of(check)
    found = [_to_most(value, high, check)] if high is not None else []
    found += [_to_least(value, low)] if low is not None else []
    return max(found, key=lambda distance: distance.used or 0, default=Distance())


def _limits_of(check: CheckResult) -> tuple[float | None, float | None]:
    series: list[Series] = read_series({"this release": [check]})
    return series[0].limits


def _to_most(value: float, limit: float, check: CheckResult) -> Distance:
    show = number if check.is_on_figure else percent
    if value > limit:
        return Distance(f"{show(_rounded(value - limit))} over", 1 + (value - limit) / (abs(limit) or 1))
    if limit == 0:
        return Distance("none found, none allowed", 0.0)
    used = max(0.0, value / limit) if limit > 0 else 1.0
    return Distance(f"{show(_rounded(limit - value))} below the limit", used)


def _to_least(value: float, limit: float) -> Distance:
    if value < limit:
        return Distance(f"{number(_rounded(limit - value))} short", 1 + (limit - value) / (abs(limit) or 1))
    return Distance(f"{number(_rounded(value - limit))} above the least", limit / value if value > 0 else 0.0)


def _rounded(value: float) -> float:
    """Drop what the subtraction of two decimal fractions leaves."""
    return round(value, 9)


def _failing(check: CheckResult) -> str:
    if not check.failed:
        return ""
    if check.effect == QUARANTINE or check.check == "quarantine_share":
        return "quarantine"
    if check.check in {"reject_share", "unread_share", "unknown_date_share"}:
        return "rejects"
    return check.suite if check.suite in {"articles", "pairs"} else ""
