"""Fit the candidate choice model of a spinner: factors on origins, and preferences for frequent and for top candidates.

It is the model of the lexicon (pipelines.lexicon.build.choice), with the settings of a profile as features: the
exponent on the weight, a factor for each origin, and the candidate's frequency. Coefficients are shrunk to those of the
lexicon, so little evidence changes little.
"""

import math
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from pipelines.engine.buffers import Array, Ints
from pipelines.engine.lexicon import ZIPF_STEPS
from pipelines.learn.known import Known
from pipelines.learn.occurrences import Occurrences
from pipelines.lexicon.build.choice import fit_choice
from pipelines.lexicon.weigh import MASKS
from schemas import ORIGINS

# Strength of the shrinkage of coefficients to the lexicon's.
STRENGTH = 5.0
# Fewest swaps per coefficient for a fit.
SWAPS_PER_COEFFICIENT = 5
# Limits of the results: factors on origins, exponent, preference for frequency.
FACTORS, SHARPNESS, FREQUENCY = (0.05, 20.0), (0.2, 5.0), (-2.0, 2.0)
# A factor whose logarithm is at most this far from 0 is omitted.
NEAR_ONE = 0.05


@dataclass(frozen=True)
class Choice:
    """Fields of a profile, and the number of swaps that they are fitted on; `is_fitted` is false for too few swaps."""

    origins: dict[str, float] = field(default_factory=dict)
    sharpness: float = 1.0
    frequency: float = 0.0
    n_swaps: int = 0
    is_fitted: bool = False


def fit_profile(occurrences: Occurrences, known: Known) -> Choice:
    """Fit the choice model to the swaps that are in the lexicon."""
    rows, group, times = chosen_rows(occurrences, known)
    n_swaps = int(times.sum())
    present = [bit for bit in range(len(ORIGINS)) if len(rows) and MASKS[known.rows.origins[rows], bit].any()]
    if n_swaps < SWAPS_PER_COEFFICIENT * (len(present) + 2):
        return Choice(n_swaps=n_swaps)
    features = np.column_stack(
        [
            np.log(known.rows.weight[rows]),
            known.rows.zipf[rows] / ZIPF_STEPS,
            MASKS[known.rows.origins[rows]][:, present],
        ]
    ).astype(np.float64)
    prior = np.zeros(features.shape[1])
    prior[0] = 1
    # Repetitions of a swap count less, because they may come from the subject of a single text.
    found = fit_choice(features, group, np.sqrt(times), prior=prior, strength=STRENGTH)
    factors = {ORIGINS[bit]: _round(math.exp(value), *FACTORS) for bit, value in zip(present, found[2:], strict=True)}
    return Choice(
        origins={name: factor for name, factor in factors.items() if abs(math.log(factor)) > NEAR_ONE},
        sharpness=_round(found[0], *SHARPNESS),
        frequency=round(float(np.clip(found[1] / math.log(10), *FREQUENCY)), 2) + 0.0,
        n_swaps=n_swaps,
        is_fitted=True,
    )


def chosen_rows(occurrences: Occurrences, known: Known) -> tuple[Ints, Ints, Array]:
    """Return the lexicon's rows of swapped units; for each row the number of its unit, from 0, and its count."""
    swaps = occurrences.where(occurrences.is_swapped)
    counts = Counter(zip(swaps.unit.tolist(), swaps.candidate.tolist(), strict=True))
    rows, groups, times = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    for unit in sorted({unit for unit, _ in counts}):
        own = known.rows_of(occurrences.units[unit])
        chosen = [counts[unit, occurrences.index.get(text, -1)] for text in known.texts_of(own)]
        if any(chosen):
            groups.append(np.full(len(chosen), len(rows) - 1))
            rows.append(own)
            times.append(np.array(chosen, np.float64))
    return np.concatenate(rows), np.concatenate(groups), np.concatenate(times)


def _round(value: float, low: float, high: float) -> float:
    """Round to two digits, within the limits.

    >>> _round(0.03141, 0.01, 5), _round(31.41, 0.01, 5)
    (0.031, 5)
    """
    return float(f"{min(max(value, low), high):.2g}") if low < value < high else (low if value <= low else high)
