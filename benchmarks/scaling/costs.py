"""A corpus of any size, foreseen from measured builds: seconds of each stage, tasks, requests, storage and dollars.

Seconds of a stage are a line through the measured builds: what it costs at any size, and what each word costs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

# List prices, to be replaced by yours: a core of a general-purpose machine on demand; S3 Standard in us-east-1.
DOLLARS_PER_CORE_HOUR = 0.05
DOLLARS_PER_WRITE = 0.005 / 1_000
DOLLARS_PER_READ = 0.0004 / 1_000
DOLLARS_PER_GB_MONTH = 0.023


@dataclass(frozen=True)
class Line:
    """Seconds as a line: `fixed`, and `per_word`."""

    fixed: float
    per_word: float

    def at(self, words: float) -> float:
        return self.fixed + self.per_word * words


def fit_line(words: Sequence[float], seconds: Sequence[float]) -> Line:
    """Fit a line without negative parts, by least squares of relative errors.

    >>> line = fit_line([10, 100], [3, 12])
    >>> round(line.fixed, 6), round(line.per_word, 6)
    (2.0, 0.1)
    """
    x, y = np.asarray(words, float), np.asarray(seconds, float)
    weights = 1 / np.maximum(y, 1e-9)
    design = np.stack([np.ones_like(x), x], axis=1) * weights[:, None]
    (fixed, per_word), *_ = np.linalg.lstsq(design, y * weights, rcond=None)
    if fixed < 0 or len(x) == 1:
        fixed, per_word = 0.0, float(np.sum(x * y * weights**2) / np.sum((x * weights) ** 2))
    if per_word < 0:
        fixed, per_word = float(np.mean(y)), 0.0
    return Line(float(fixed), float(per_word))


def fit_stages(runs: Sequence[Mapping[str, Any]]) -> dict[str, Line]:
    """Return stage -> seconds of all its tasks on one core, from builds of several sizes.

    A stage without parts of its own in the figures, such as split_input, is one task: its wall time counts. Builds that
    skipped a stage, such as the linking jobs, do not count.
    """
    lines = {}
    for stage in runs[-1]["stages"]:
        points = [(run["words"], _seconds(run["stages"][stage])) for run in runs if stage in run["stages"]]
        lines[stage] = fit_line(*zip(*points, strict=True))
    return lines


def _seconds(stage: Mapping[str, Any]) -> float:
    return sum(task["seconds"] for task in stage["tasks"]) or stage["seconds"]


def spread_of(runs: Sequence[Mapping[str, Any]], stage: str) -> list[float]:
    """Return the seconds of each task of a stage in the largest build, as shares of their mean."""
    seconds = [task["seconds"] for task in runs[-1]["stages"].get(stage, {"tasks": []})["tasks"]] or [1.0]
    mean = sum(seconds) / len(seconds) or 1.0
    return [each / mean for each in seconds]


def share_out(seconds: float, spread: Sequence[float], n_tasks: int, *, seed: str) -> list[float]:
    """Share seconds out to `n_tasks` tasks that are as uneven as the measured ones.

    >>> [round(each, 6) for each in share_out(6, [1.0], 3, seed="any")]
    [2.0, 2.0, 2.0]
    """
    random = Random(seed)  # noqa: S311 - a simulation
    shares = [random.choice(spread) for _ in range(n_tasks)]
    return [seconds * share / sum(shares) for share in shares]


@dataclass(frozen=True)
class Requests:
    """Requests to an object store: those of a run, and those of each part."""

    fixed: float
    per_part: float

    @classmethod
    def through(cls, few: tuple[int, int], many: tuple[int, int]) -> "Requests":
        """The line through two measured builds, each (parts, requests).

        >>> Requests.through((7, 287), (21, 791))
        Requests(fixed=35.0, per_part=36.0)
        """
        per_part = (many[1] - few[1]) / (many[0] - few[0])
        return cls(few[1] - per_part * few[0], per_part)

    def at(self, n_parts: int) -> float:
        return self.fixed + self.per_part * n_parts


@dataclass(frozen=True)
class Cost:
    """Cost of a corpus: core-hours, requests, gigabytes kept, and dollars of each."""

    core_hours: float
    writes: float
    reads: float
    gigabytes: float

    @property
    def computing(self) -> float:
        return self.core_hours * DOLLARS_PER_CORE_HOUR

    @property
    def requests(self) -> float:
        return self.writes * DOLLARS_PER_WRITE + self.reads * DOLLARS_PER_READ

    @property
    def storage_a_month(self) -> float:
        return self.gigabytes * DOLLARS_PER_GB_MONTH
