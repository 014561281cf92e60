"""Anomalies in the values of a check over releases: each value is compared with a trailing window by robust z-scores.

The centre of a window is its median. Its scale is 1.4826 times the median absolute deviation (MAD), the standard
deviation of normal values; 1.2533 times the mean absolute deviation if that is 0; and at least the error of a value. Of
a window of n values, MIN_WINDOW to WINDOW:

spike   one value is more than 4 + 144 / n scales from the centre, and the next one is not
jump    two such values lie close to one another, or SHORT values do whose median is more than 1 + 90 / n scales from
        the centre of those before
drift   the values of a window rise or fall steadily: the z-score of the Mann-Kendall test is TREND or more, and the
        Theil-Sen line moves by three errors or more from one end to the other
spread  the median distance of LONG values from the centre of those before is more than 1 + 105 / n scales, and they do
        not lie close to one another

The MAD of few values is itself uncertain, so the limits fall with n: 10, 4.75 and 5.4 scales for a full window. They
were set by simulation: docs/triage.md has the shares of false marks and of shifts found. A spike is left out of later
windows; after another change they begin anew.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from statistics import median

SPIKE, JUMP, DRIFT, SPREAD = KINDS = ("spike", "jump", "drift", "spread")
# Values in a window; below the minimum nothing is marked. Drift needs more.
WINDOW, MIN_WINDOW, MIN_TREND = 24, 12, 16
# Values whose median shows a new level, and whose distances show a new spread.
SHORT, LONG = 4, 8
TREND = 4.5
# Standard deviation of normal values / their median, and mean, absolute deviation.
NORMAL, NORMAL_MEAN = 1.4826, 1.2533


@dataclass(frozen=True)
class Anomaly:
    """One mark.

    at      index of the value: the first of a new level or spread, the last of a drift
    kind    one of KINDS
    score   distance in scales from the centre; for a drift the z-score of the test; infinite without any scale
    centre  median of the window
    """

    at: int
    kind: str
    score: float
    centre: float


@dataclass(frozen=True)
class _Window:
    """Centre, scale and number of the values before some recent ones."""

    centre: float
    scale: float
    n: int

    def is_far(self, distance: float, base: float, per_value: float) -> bool:
        return distance > (base + per_value / self.n) * self.scale

    def mark(self, at: int, kind: str, distance: float) -> Anomaly:
        return Anomaly(at, kind, distance / self.scale if self.scale else math.inf, self.centre)


def find_anomalies(values: Sequence[float | None], errors: Sequence[float]) -> list[Anomaly]:
    """Return the anomalies of a history, oldest first; None, a value that was not measured, is passed over.

    errors  of each value: the least scale, so that a change smaller than it is never marked
    """
    there = [index for index, value in enumerate(values) if value is not None and math.isfinite(value)]
    found = _find_anomalies(
        tuple(float(values[index] or 0) for index in there), tuple(errors[index] for index in there)
    )
    return [Anomaly(there[each.at], each.kind, each.score, each.centre) for each in found]


@lru_cache(maxsize=8192)
def _find_anomalies(values: tuple[float, ...], errors: tuple[float, ...]) -> tuple[Anomaly, ...]:
    found: list[Anomaly] = []
    calm: list[int] = []  # indices since the last change, without spikes
    far: Anomaly | None = None  # the last value, if it is far from the window before it
    begin = 0
    for at in range(len(values)):
        now = _far_value(values, errors, calm, at)
        change = _two_far(values, far, now)
        found += [far] if far and not change else []
        far = now
        if not (now or change):
            calm.append(at)
            change = _new_level(values, errors, calm) or _trend(values, errors, calm)
        change = change or _new_spread(values, errors, calm, range(begin, at + 1)[-LONG:])
        if change:
            # Spikes within it were its beginning.
            found = [*(each for each in found if each.at < change.at), change]
            begin, far = change.at, None
            calm = list(range(begin, at + 1))
    return (*found, *([far] if far else []))


def _far_value(values: Sequence[float], errors: Sequence[float], calm: Sequence[int], at: int) -> Anomaly | None:
    window = _describe(values, errors, calm, [at])
    distance = abs(values[at] - window.centre) if window else 0.0
    return window.mark(at, SPIKE, distance) if window and window.is_far(distance, 4, 144) else None


def _two_far(values: Sequence[float], before: Anomaly | None, now: Anomaly | None) -> Anomaly | None:
    if not (before and now):
        return None
    apart, distance = abs(values[now.at] - values[before.at]), abs(values[before.at] - before.centre)
    return Anomaly(before.at, JUMP, before.score, before.centre) if apart < distance / 2 else None


def _new_level(values: Sequence[float], errors: Sequence[float], calm: Sequence[int]) -> Anomaly | None:
    recent = calm[-SHORT:]
    window = _describe(values, errors, calm[:-SHORT], recent)
    if window is None:
        return None
    level = median(values[index] for index in recent)
    distance = abs(level - window.centre)
    own = NORMAL * _distance(values, recent, level)
    is_new = window.is_far(distance, 1, 90) and own < distance / 2
    return window.mark(recent[0], JUMP, distance) if is_new else None


def _trend(values: Sequence[float], errors: Sequence[float], calm: Sequence[int]) -> Anomaly | None:
    """Test the places in the window, not the dates: releases need not be equally far apart."""
    window = calm[-WINDOW:]
    found, n = [values[index] for index in window], len(window)
    if n < MIN_TREND or min(found) == max(found):
        return None
    steps = [(b - a, j - i) for (i, a), (j, b) in combinations(enumerate(found), 2)]
    signs = sum((step > 0) - (step < 0) for step, _ in steps)
    z = (abs(signs) - 1) / math.sqrt(n * (n - 1) * (2 * n + 5) / 18)
    if z < TREND:
        return None
    moved = abs(median(step / places for step, places in steps)) * (n - 1)
    is_enough = moved >= 3 * median(errors[index] for index in window)
    return Anomaly(window[-1], DRIFT, z, median(found)) if is_enough else None


def _new_spread(
    values: Sequence[float], errors: Sequence[float], calm: Sequence[int], recent: Sequence[int]
) -> Anomaly | None:
    if len(recent) < LONG:
        return None
    window = _describe(values, errors, [index for index in calm if index < recent[0]], recent)
    if window is None:
        return None
    distance = NORMAL * _distance(values, recent, window.centre)
    own = NORMAL * _distance(values, recent, median(values[index] for index in recent))
    if own <= distance / 2 or not window.is_far(distance, 1, 105):
        return None
    first = next(index for index in recent if abs(values[index] - window.centre) > 3 * window.scale)
    return window.mark(first, SPREAD, distance)


def _describe(
    values: Sequence[float], errors: Sequence[float], before: Sequence[int], recent: Sequence[int]
) -> _Window | None:
    """Describe the last WINDOW of the values before recent ones; None if there are too few."""
    window = before[-WINDOW:]
    if len(window) < MIN_WINDOW:
        return None
    centre = median(values[index] for index in window)
    scale = NORMAL * _distance(values, window, centre)
    if not scale:  # more than half of the values are equal
        scale = NORMAL_MEAN * sum(abs(values[index] - centre) for index in window) / len(window)
    error = max(median(errors[index] for index in each) for each in (window, recent))
    return _Window(centre, max(scale, error), len(window))


def _distance(values: Sequence[float], indices: Sequence[int], centre: float) -> float:
    """Return the median distance from a centre."""
    return median(abs(values[index] - centre) for index in indices)
