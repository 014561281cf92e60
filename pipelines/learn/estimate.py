"""A number with its uncertainty: what other samples of the same size, drawn pair by pair, might have said."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pipelines.engine.buffers import Array

# Bootstrap samples; the interval holds 90 % of them. The seed is fixed: same pairs, same interval.
N_DRAWS = 400
INTERVAL = (0.05, 0.95)
SEED = 20210510
RULE_OF_THREE = 3.0


@dataclass(frozen=True)
class Estimate:
    """A value and its 90 % interval; `n` is how much evidence there is, in the unit that the habit says. Nan: none."""

    value: float
    low: float
    high: float
    n: float

    @property
    def is_known(self) -> bool:
        return not np.isnan(self.value)


def estimate(columns: Array, function: Callable[[Array], Array], *, evidence: int = -1) -> Estimate:
    """The function of the columns' sums, with what it is for sums of pairs that are drawn again.

    columns   float64 [pairs, c]
    function  float64 [..., c] sums -> float64 [...]; nan where the sums say nothing
    evidence  the column whose sum is `n`
    """
    sums = columns.sum(axis=0)
    n_pairs = len(columns)
    draws = np.random.default_rng(SEED).multinomial(n_pairs, np.full(n_pairs, 1 / n_pairs), N_DRAWS)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = float(function(sums))
        drawn = function(draws @ columns)
    drawn = drawn[np.isfinite(drawn)]
    if not np.isfinite(value) or not len(drawn):
        return Estimate(float("nan"), float("nan"), float("nan"), float(sums[evidence]))
    low, high = np.quantile(drawn, INTERVAL)
    n = float(sums[evidence])
    if value == 0:  # drawing again what never came cannot make it come: the rule of three says how often it may
        high = max(high, RULE_OF_THREE / n) if n else np.nan
    return Estimate(value, float(low), float(high), n)


def ratio(sums: Array) -> Array:
    """The first column's share of the second."""
    return np.asarray(sums[..., 0] / sums[..., 1])


def excess(sums: Array) -> Array:
    """By how much of the way from chance to certainty the first is above the second; the third is certainty; 0-1."""
    return np.asarray(np.clip((sums[..., 0] - sums[..., 1]) / (sums[..., 2] - sums[..., 1]), 0, 1))
