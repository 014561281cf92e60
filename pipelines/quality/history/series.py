"""The values of each check over the releases of a dataset, from their results."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipelines.quality.history.anomalies import DRIFT, Anomaly, find_anomalies
from pipelines.quality.suites.results import CheckResult

# Name of a check: its suite, and its name in the suite.
Name = tuple[str, str]
# State of a check in a release whose results do not have it: an older one, or one that was never judged.
ABSENT = "absent"
# Least scales: shares of the room to the limit, and of the value itself.
OF_ROOM, OF_VALUE = 0.01, 0.001


@dataclass(frozen=True)
class Series:
    """One check over releases, oldest first.

    results  the result in each release; None where the release has no such check
    values   the figure of the corpus, or the share of the rows that break the rule; None where the check did not run
    limits   least and greatest value at which the check holds; None where there is none
    """

    suite: str
    check: str
    versions: tuple[str, ...]
    results: tuple[CheckResult | None, ...]
    values: tuple[float | None, ...]
    limits: tuple[float | None, float | None]

    @property
    def name(self) -> Name:
        return self.suite, self.check

    @property
    def states(self) -> list[str]:
        """The effect of the check in each release, or ABSENT."""
        return [result.effect if result else ABSENT for result in self.results]

    @property
    def last(self) -> CheckResult | None:
        return self.results[-1] if self.results else None

    @property
    def latest_result(self) -> CheckResult:
        """The newest result that there is."""
        return next(result for result in reversed(self.results) if result)

    @cached_property
    def anomalies(self) -> list[Anomaly]:
        """The anomalies of the values. A number of pairs that rises steadily is none: a corpus grows with its news."""
        found = find_anomalies(self.values, self.errors)
        is_count = any(result.ran and isinstance(result.observed, int) for result in self.results if result)
        may_grow = is_count and self.limits[0] is not None and self.limits[1] is None
        return [mark for mark in found if not (may_grow and mark.kind == DRIFT and self._rises_to(mark))]

    def _rises_to(self, mark: Anomaly) -> bool:
        return (self.values[mark.at] or 0) > mark.centre

    @property
    def errors(self) -> list[float]:
        """The error of each value: a change below it means nothing.

        A share of rows has the standard error of a sample, a number of things the square root of it, any other figure a
        hundredth of its room to the limit.
        """
        there = sorted(value for value in self.values if value is not None)
        middle = there[len(there) // 2] if there else 0.0
        room = min((abs(limit - middle) for limit in self.limits if limit is not None), default=0.0)
        least = max(OF_ROOM * room, OF_VALUE * abs(middle))
        return [_error_of(result, middle, least) for result in self.results]


def read_series(releases: Mapping[str, Sequence[CheckResult]]) -> list[Series]:
    """Return the series of every check of any release.

    releases  version -> results of its checks, oldest first
    """
    by_name = [{(check.suite, check.check): check for check in checks} for checks in releases.values()]
    names = dict.fromkeys(name for checks in reversed(by_name) for name in checks)
    return [_make_series(name, tuple(releases), [checks.get(name) for checks in by_name]) for name in names]


def value_of(result: CheckResult | None) -> float | None:
    """The value of a result in a history; None if the check did not run, or has no number."""
    if result is None or not result.ran:
        return None
    if not result.is_on_figure:
        return result.unexpected / result.rows if result.rows else None
    found = result.observed
    is_number = isinstance(found, int | float) and not isinstance(found, bool) and math.isfinite(found)
    return float(found) if is_number else None


def _make_series(name: Name, versions: tuple[str, ...], results: Sequence[CheckResult | None]) -> Series:
    newest = next(result for result in reversed(results) if result)
    return Series(*name, versions, tuple(results), tuple(map(value_of, results)), _limits_of(newest))


def _limits_of(result: CheckResult) -> tuple[float | None, float | None]:
    kwargs = result.expectation.get("kwargs", {})
    if result.is_on_figure:
        return kwargs.get("min_value"), kwargs.get("max_value")
    return None, 1 - kwargs.get("mostly", 1)


def _error_of(result: CheckResult | None, middle: float, least: float) -> float:
    """The error of a value in a release, if it were `middle`, the median of all."""
    if value_of(result) is None or result is None:
        return least
    if not result.is_on_figure:
        return math.sqrt(max(middle, 1 / result.rows) / result.rows)
    return max(least, math.sqrt(max(1, abs(middle)))) if isinstance(result.observed, int) else least
