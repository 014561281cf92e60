"""The candidate choice model: the chance that a spinner picks a candidate, from features of its links.

A conditional logit (McFadden 1974): one of a unit's candidates is picked with a chance proportional to
exp(features . coefficients). It is fitted to swaps of real spinners. Its features do not depend on single words, so it
applies to words that no sample contains.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.optimize import minimize

from pipelines.engine.buffers import Array, Ints
from pipelines.lexicon.build.graph import HAND, MOBY, SCORES, bools, words_of
from pipelines.lexicon.build.inflect import SurfaceLinks

# Fitted by `python -m pipelines.lexicon.build.fit` on 2,803 swaps that spinners made in technical terms (`spinbot`;
# Problematic Paper Screener, CC BY 4.0). None of the samples that `make fidelity` measures on is among them.
COEFFICIENTS = {
    "agreement": 0.16,
    "both_ways": -0.07,
    "one_way": -0.63,
    "overlap": 0.13,
    "hand": 2.52,
    "numbers": 0.66,
    "homographs": 1.02,
    "withinside": 0.89,
    "twelve_months": -0.12,
    "autoblog": -0.19,
    "spinbot": 2.78,
    "synset": 0.2,
    "similar": 0.15,
    "near": 0.13,
    "frequency": -0.15,
    "gap": -0.05,
    "further_words": -0.32,
    "stem": -0.17,
}
# Range of zipf; values beyond are clipped.
ZIPF_RANGE = (2.0, 7.0)
# Leading letters that two words of one stem share.
STEM = 4


def describe_rows(rows: SurfaceLinks, forms: pa.StringArray, zipf: Array) -> Array:
    """float64 [rows, features]: in the order of COEFFICIENTS.

    forms, zipf  of the surface forms; rows.unit and rows.candidate are indices into them
    """
    score = {name: rows.scores[:, i].astype(np.float64) for i, name in enumerate(SCORES)}
    clipped = np.clip(zipf, *ZIPF_RANGE)
    moby = rows.scores[:, MOBY]
    features = {
        "agreement": np.log(0.05 + 0.95 * rows.agreement),
        "both_ways": moby == 1,
        "one_way": (moby > 0) & (moby < 1),
        "overlap": np.log(rows.overlap + 0.02),
        "hand": (rows.scores[:, HAND] > 0).any(axis=1),
        **{name: score[name] for name in SCORES if name not in ("moby", "near")},
        # Farther relations count only if there is no nearer one.
        "near": score["near"] * (score["synset"] + score["similar"] == 0),
        "frequency": clipped[rows.candidate] - 4,
        "gap": np.abs(clipped[rows.candidate] - clipped[rows.unit]),
        "further_words": words_of(forms)[rows.candidate] - 1,
        "stem": same_stem(forms, rows),
    }
    return np.stack([np.asarray(features[name], np.float64) for name in COEFFICIENTS], axis=1)


def same_stem(forms: pa.StringArray, rows: SurfaceLinks) -> Array:
    """Bool [rows]: unit and candidate begin with the same STEM letters."""
    starts = pc.utf8_slice_codeunits(forms, 0, STEM).dictionary_encode().indices.to_numpy()
    is_long = bools(pc.greater_equal(pc.utf8_length(forms), STEM))
    return (starts[rows.unit] == starts[rows.candidate]) & is_long[rows.unit]


def rate_rows(features: Array, coefficients: Sequence[float] | None = None) -> Array:
    """float64 [rows]: log of the weight of each candidate among those of its unit."""
    values = COEFFICIENTS.values() if coefficients is None else coefficients
    return np.asarray(features @ np.array(list(values)))


def fit_choice(features: Array, group: Ints, times: Array, *, prior: Array, strength: float) -> Array:
    """float64 [features]: the maximum-likelihood coefficients for the picked rows.

    features  float64 [n, f]: the rows of all units that were swapped
    group     int64 [n]: the unit of each row, not decreasing, without gaps
    times     float64 [n]: how often the row was picked, 0 for most
    prior     float64 [f]: target of the shrinkage by L2 of this strength
    """
    starts = np.searchsorted(group, np.arange(group.max() + 1))
    total = np.add.reduceat(times, starts)

    def loss(coefficients: Array) -> tuple[float, Array]:
        score = features @ coefficients
        score -= np.maximum.reduceat(score, starts)[group]
        mass = np.add.reduceat(np.exp(score), starts)
        chance = np.exp(score) / mass[group]
        off = coefficients - prior
        value = -(times * (score - np.log(mass)[group])).sum() + strength * (off**2).sum() / 2
        return value, -features.T @ (times - total[group] * chance) + strength * off

    return np.asarray(minimize(loss, prior, jac=True, method="L-BFGS-B").x)
