"""Estimate a number and its uncertainty, by bootstrap over pairs."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pipelines.engine.buffers import Array

# Number of bootstrap samples; the interval contains 90 % of them. The seed is fixed, so the same pairs give the same
# interval.
N_DRAWS = 400
INTERVAL = (0.05, 0.95)
SEED = 20210510
RULE_OF_THREE = 3.0


@dataclass(frozen=True)
class Estimate:
    """A value and its 90 % interval; nan without evidence. `n` is the amount of evidence, in the unit of the habit."""

    value: float
    low: float
    high: float
    n: float

    @property
    def is_known(self) -> bool:
        return not np.isnan(self.value)

    def excludes(self, other: "Estimate") -> bool:
        """True if the value of another estimate is known and lies outside the interval."""
        return other.is_known and not self.low <= other.value <= self.high


def estimate(columns: Array, function: Callable[[Array], Array]) -> Estimate:
    """Return a function of the sums of columns, with its interval over resampled pairs.

    columns   float64 [pairs, c]; the sum of the last one is `n`
    function  float64 [..., c] sums -> float64 [...]; nan without evidence
    """
    sums = columns.sum(axis=0)
    n = float(sums[-1])
    n_pairs = len(columns)
    draws = np.random.default_rng(SEED).multinomial(n_pairs, np.full(n_pairs, 1 / n_pairs), N_DRAWS)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = float(function(sums))
        drawn = function(draws @ columns)
    drawn = drawn[np.isfinite(drawn)]
    if not np.isfinite(value) or not len(drawn):
        return Estimate(float("nan"), float("nan"), float("nan"), n)
    low, high = np.quantile(drawn, INTERVAL)
    if value == 0:  # resampling cannot produce an event that never occurred: the rule of three bounds its rate
        high = max(high, RULE_OF_THREE / n) if n else np.nan
    return Estimate(value, float(low), float(high), n)


def ratio(sums: Array) -> Array:
    """Return the first column divided by the second."""
    return np.asarray(sums[..., 0] / sums[..., 1])


def excess(sums: Array) -> Array:
    """Return the agreement beyond chance: (observed - chance) / (total - chance), 0-1."""
    return np.asarray(np.clip((sums[..., 0] - sums[..., 1]) / (sums[..., 2] - sums[..., 1]), 0, 1))
