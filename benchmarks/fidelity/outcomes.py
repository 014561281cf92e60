"""The figures of a detector: pairs and texts ranked by it, over seeds, with intervals over clusters.

A figure is the mean of what each spun text contributes. A family may have a detector of its own, trained without it:
its texts are compared with the clean ones as that detector scores them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fidelity.samples import SEED
from fidelity.training import Scores
from pipelines.probe.metrics import find_threshold

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

# Groups of the exam.
ORIGINAL, SPUN, TEXTS, CLEAN, LIKE = "original", "spun", "texts", "clean", "clean of like length"
# Clean texts for each false alarm: rates of 1 % and 5 %.
ALARMS = (100, 20)
N_DRAWS = 1_000
# Rank among clean texts; share flagged at each rate of ALARMS, against clean texts and against those of like length.
TEXT_FIGURES = ("text_auroc", "tpr_1", "tpr_5", "like_1", "like_5")


@dataclass(frozen=True)
class Outcomes:
    """The contributions of n pairs and t texts, in s seeds.

    paired   float64 [s, n]: 1 if the spun text scores higher than its original; a tie counts as a half
    wins     float64 [s, n, n]: the same for each spun text against each original
    ranks    float64 [s, t]: share of the clean texts that the text scores higher than
    flagged  float64 [s, t, 2]: 1 if the text is above the threshold of each rate of ALARMS
    like     float64 [s, t, 2]: the same for the thresholds of clean texts of like length; nan if these are too few
    """

    paired: Floats
    wins: Floats
    ranks: Floats
    flagged: Floats
    like: Floats

    def merge(self, other: "Outcomes", pairs: Flags, texts: Flags) -> "Outcomes":
        """Return these outcomes with those of `other` for some pairs and texts."""
        return Outcomes(
            np.where(pairs, other.paired, self.paired),
            np.where(pairs[:, None], other.wins, self.wins),
            np.where(texts, other.ranks, self.ranks),
            np.where(texts[:, None], other.flagged, self.flagged),
            np.where(texts[:, None], other.like, self.like),
        )

    def where(self, pairs: Flags, texts: Flags) -> "Outcomes":
        """Return the outcomes of some pairs, compared with each other only, and of some texts."""
        wins = self.wins[:, pairs][:, :, pairs]
        of_texts = (each[:, texts] for each in (self.ranks, self.flagged, self.like))
        return Outcomes(self.paired[:, pairs], wins, *of_texts)


@dataclass(frozen=True)
class Measure:
    """The mean of a figure over seeds and its standard deviation."""

    mean: float
    spread: float


def find_outcomes(scores: Sequence[Scores]) -> Outcomes:
    """Return the outcomes of one corpus; `scores` are those of each seed, which may be without the group LIKE."""
    parts = [_outcomes_of(each) for each in scores]
    return Outcomes(*(np.stack(column) for column in zip(*parts, strict=True)))


def _outcomes_of(scores: Scores) -> tuple[Floats, ...]:
    wins = _beats(scores[SPUN], scores[ORIGINAL])
    clean = np.sort(scores[CLEAN])
    below, above = (np.searchsorted(clean, scores[TEXTS], side) for side in ("left", "right"))
    ranks, alike = (below + above) / 2 / max(1, len(clean)), scores.get(LIKE, np.zeros(0))
    like = np.where(len(alike) < np.array(ALARMS), np.nan, _flag(scores[TEXTS], alike))
    return wins.diagonal().copy(), wins, ranks, _flag(scores[TEXTS], clean), like


def _flag(spun: Floats, clean: Floats) -> Floats:
    """float64 [t, 2]: 1 where a text is above the threshold of each rate of ALARMS."""
    thresholds = np.array([threshold_of(clean, per_alarm) for per_alarm in ALARMS])
    return (spun[:, None] > thresholds).astype(np.float64)


def _beats(scores: Floats, others: Floats) -> Floats:
    """float64 [n, m]: 1 where a score is higher than another, a half where they tie."""
    return (scores[:, None] > others) + (scores[:, None] == others) / 2


def threshold_of(clean: Floats, per_alarm: int) -> float:
    """Return the score above which at most one clean text in `per_alarm` lies; infinity for fewer texts than that."""
    threshold = find_threshold(clean, per_alarm)
    return float("inf") if threshold is None else threshold


def measures_of(outcomes: Outcomes) -> Mapping[str, Measure]:
    """Return the figures paired, auroc and those of TEXT_FIGURES; nan without samples."""
    by_seed = {
        "paired": _mean(outcomes.paired),
        "auroc": _mean(outcomes.wins.reshape(len(outcomes.wins), -1)),
        **{name: _mean(values) for name, values in _by_text(outcomes).items()},
    }
    return {name: Measure(float(values.mean()), _spread(values)) for name, values in by_seed.items()}


def _by_text(outcomes: Outcomes) -> Mapping[str, Floats]:
    """The figures of TEXT_FIGURES, float64 [s, t], of each text."""
    columns = (outcomes.ranks, *np.moveaxis(outcomes.flagged, -1, 0), *np.moveaxis(outcomes.like, -1, 0))
    return dict(zip(TEXT_FIGURES, columns, strict=True))


def _mean(values: Floats) -> Floats:
    """float64 [s]: the mean of each seed; nan without samples."""
    return values.mean(axis=1) if values.shape[1] else np.full(len(values), np.nan)


def _spread(values: Floats) -> float:
    return float(values.std(ddof=1)) if len(values) > 1 else float("nan")


def find_intervals(outcomes: Outcomes, clusters: Sequence[str]) -> Mapping[str, tuple[float, float]]:
    """Return the 95 % interval of each figure: a bootstrap over pairs and over clusters of texts.

    clusters  [t]: equal for spins of one original
    Clean texts, and so thresholds, are not resampled: they are many times as many. Figures are means over seeds.
    """
    random = np.random.default_rng(SEED)
    draws: dict[str, list[float]] = {name: [] for name in ("paired", "auroc", *TEXT_FIGURES)}
    wins, paired = outcomes.wins.mean(axis=0), outcomes.paired.mean(axis=0)
    of_texts = {name: values.mean(axis=0) for name, values in _by_text(outcomes).items()}
    number = np.unique(np.array(clusters, str), return_inverse=True)[1] if clusters else np.zeros(0, np.int64)
    n, k = len(paired), int(number.max()) + 1 if len(number) else 0
    for _ in range(N_DRAWS):
        if n:
            rows = np.bincount(random.integers(0, n, n), minlength=n) / n
            draws["paired"].append(float(rows @ paired))
            draws["auroc"].append(float(rows @ wins @ rows))
        if k:
            texts = np.bincount(random.integers(0, k, k), minlength=k)[number].astype(np.float64)
            texts /= texts.sum()
            for name, values in of_texts.items():
                draws[name].append(float(texts @ values))
    return {
        name: tuple(np.percentile(values, [2.5, 97.5]).tolist()) if values else (float("nan"), float("nan"))
        for name, values in draws.items()
    }
