"""Figures of scores: AUROC, true positives at a rate of false alarms, calibration, F1, and their intervals.

A figure is None if it cannot be computed: one class only, or too few rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Hashes = npt.NDArray[np.uint64]

# Figure -> clean texts for each false alarm: 1 % and 5 % of the clean texts.
ALARMS = {"tpr_1pct": 100, "tpr_5pct": 20}
# Least texts of each class: below, the standard deviation of an AUROC of .9 exceeds .07 (Hanley and McNeil, 1982).
LEAST_TEXTS = 10
# Bins of the calibration error, as in Guo et al. (2017), and the least texts: ten a bin.
BINS = 15
LEAST_CALIBRATED = 10 * BINS
RESAMPLES = 1_000
# Least texts of each class for an interval: resamples of fewer hardly vary, and their intervals are too narrow.
LEAST_RESAMPLED = 5
# Weights that are held at once by the bootstrap: 32 MB.
WEIGHTS = 1 << 22
DECIMALS = 4
SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")


@dataclass(frozen=True)
class ScoredTexts:
    """n texts with their scores.

    scores    float64 [n]: probability of spun
    is_spun   bool [n]
    clusters  uint64 [n]: equal for texts that are not independent: of one pair, article or group
    """

    scores: Floats
    is_spun: Flags
    clusters: Hashes

    @property
    def clean(self) -> Floats:
        """Scores of the clean texts."""
        return self.scores[~self.is_spun]

    @property
    def spun(self) -> Floats:
        """Scores of the spun texts."""
        return self.scores[self.is_spun]

    def where(self, mask: Flags) -> "ScoredTexts":
        return ScoredTexts(self.scores[mask], self.is_spun[mask], self.clusters[mask])


def measure_auroc(texts: ScoredTexts, least: int = LEAST_TEXTS) -> float | None:
    """The probability that a spun text scores higher than a clean one; a tie counts as a half.

    least  least texts of each class
    """
    if min(len(texts.clean), len(texts.spun)) < max(1, least):
        return None
    clean = np.sort(texts.clean)
    # Twice the clean texts below each spun one: a tie is below on one side only.
    wins = sum(int(np.searchsorted(clean, texts.spun, side).sum()) for side in SIDES)
    return round_figure(wins / (2 * len(clean) * len(texts.spun)))


def find_threshold(clean: Floats, per_alarm: int) -> float | None:
    """Return the score above which at most one clean text in `per_alarm` lies; None for fewer clean texts than that.

    A text raises an alarm if its score is above the threshold. The threshold is itself the score of a clean text, so
    texts that tie with it raise none.
    """
    if len(clean) < per_alarm:
        return None
    return float(np.sort(clean)[::-1][len(clean) // per_alarm])


def measure_tpr(texts: ScoredTexts, per_alarm: int, least: int = LEAST_TEXTS) -> float | None:
    """Share of the spun texts above the threshold of `find_threshold`."""
    threshold = find_threshold(texts.clean, per_alarm)
    if threshold is None or len(texts.spun) < max(1, least):
        return None
    return share_above(texts.spun, threshold)


def share_above(scores: Floats, threshold: float | None) -> float | None:
    """Share of the scores above a threshold; None without a threshold or scores."""
    return None if threshold is None or not len(scores) else round_figure(float(np.mean(scores > threshold)))


def measure_calibration(texts: ScoredTexts) -> float | None:
    """The expected calibration error: mean distance between score and share of spun texts, over bins of equal size.

    Bins of equal size are those of Nguyen and O'Connor (2015), less biased than bins of equal width (Roelofs et al.,
    2022). Equal scores share a bin.
    """
    n = len(texts.scores)
    if n < LEAST_CALIBRATED or not len(texts.clean) or not len(texts.spun):
        return None
    bins = np.searchsorted(np.sort(texts.scores), texts.scores) * BINS // n
    sums = (np.bincount(bins, values, BINS) for values in (texts.scores, texts.is_spun))
    return round_figure(float(np.abs(np.subtract(*sums)).sum()) / n)


def measure_f1(hits: int, alarms: int, misses: int) -> dict[str, float | None]:
    """Precision, recall and F1 of true positives, false positives and false negatives."""
    found, there = hits + alarms, hits + misses
    return {
        "precision": round_figure(hits / found) if found and there else None,
        "recall": round_figure(hits / there) if there else None,
        "f1": round_figure(2 * hits / (found + there)) if there else None,
    }


def measure_paired(original: Floats, spun: Floats) -> float | None:
    """Share of pairs whose spun text scores higher than its original; a tie counts as a half."""
    if not len(spun):
        return None
    return round_figure(np.mean((spun > original) + (spun == original) / 2))


def bootstrap(texts: ScoredTexts, seed: int) -> dict[str, list[float] | None]:
    """Percentile intervals of 95 % of `auroc` and the figures of ALARMS (Efron and Tibshirani, 1993, chapter 13).

    Whole clusters are drawn with replacement, RESAMPLES times. Those with clean, with spun and with both kinds of texts
    are drawn separately, so every resample has both classes. None with less than LEAST_RESAMPLED texts of a class.
    """
    names = ("auroc", *ALARMS)
    if min(len(texts.clean), len(texts.spun)) < LEAST_RESAMPLED:
        return dict.fromkeys(names)
    drawn = [resample_figures(texts, weights) for weights in draw_weights(texts, seed)]
    ends = {name: np.percentile(np.concatenate([each[name] for each in drawn]), [2.5, 97.5]) for name in names}
    return {
        name: [round_figure(end) for end in ends[name]] if len(texts.clean) >= ALARMS.get(name, 0) else None
        for name in names
    }


def resample_figures(texts: ScoredTexts, weights: Ints) -> dict[str, Floats]:
    """float64 [r] for each figure: its value in each of r resamples.

    weights  int64 [r, n]: how often each resample has each text
    """
    clean_order, spun_order = (np.flatnonzero(mask) for mask in (~texts.is_spun, texts.is_spun))
    clean_order = clean_order[np.argsort(texts.scores[clean_order], kind="stable")]
    spun_order = spun_order[np.argsort(texts.scores[spun_order], kind="stable")]
    clean, spun = texts.scores[clean_order], texts.scores[spun_order]
    below, spun_below = _running_sums(weights[:, clean_order]), _running_sums(weights[:, spun_order])
    n_clean, n_spun = below[:, -1], spun_below[:, -1]
    ties = below[:, np.searchsorted(clean, spun, "left")] + below[:, np.searchsorted(clean, spun, "right")]
    wins = np.einsum("rs,rs->r", ties, weights[:, spun_order]) / 2
    found = {"auroc": wins / (n_clean * n_spun)}
    for name, per_alarm in ALARMS.items():
        kept = n_clean - n_clean // per_alarm  # the clean text with this rank from below is the threshold
        at = np.array([np.searchsorted(sums, rank) for sums, rank in zip(below, kept, strict=True)]) - 1
        first = np.searchsorted(spun, clean[at], "right")
        found[name] = 1 - spun_below[np.arange(len(at)), first] / n_spun
    return found


def _running_sums(weights: Ints) -> Ints:
    """int64 [r, n + 1]: sums of the weights before each text, and of all."""
    sums = np.zeros((len(weights), weights.shape[1] + 1), np.int64)
    np.cumsum(weights, axis=1, out=sums[:, 1:])
    return sums


def draw_weights(texts: ScoredTexts, seed: int) -> Iterator[Ints]:
    """Yield int64 [r, n], RESAMPLES rows in all: how often each resample has each text."""
    clusters, index = np.unique(texts.clusters, return_inverse=True)
    kinds = np.zeros(len(clusters), np.int64)
    np.bitwise_or.at(kinds, index, np.where(texts.is_spun, 2, 1))
    random = np.random.default_rng(seed)
    step = max(1, WEIGHTS // len(texts.scores))
    for start in range(0, RESAMPLES, step):
        rows = min(step, RESAMPLES - start)
        counts = np.zeros((rows, len(clusters)), np.int64)
        for kind in np.unique(kinds):
            at = np.flatnonzero(kinds == kind)
            counts[:, at] = random.multinomial(len(at), np.full(len(at), 1 / len(at)), rows)
        yield counts[:, index]


def round_figure(value: float) -> float:
    """Round a figure as it is stored."""
    return round(float(value), DECIMALS)
