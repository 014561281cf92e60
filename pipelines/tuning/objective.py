"""The objective of the search: the mean of AUROC and of the share of spun texts found at 1 % false alarms.

Texts are compared within a file and a fold: scores of several models, or of texts of several lengths, do not compare.
Each comparison counts by its spun texts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.probe.metrics import Flags, Floats, Ints, ScoredTexts, draw_weights, resample_figures
from pipelines.tuning.folds import SCORING
from pipelines.tuning.samples import TuningSamples

AUROC, TPR = "auroc", "tpr_1pct"
FIGURES = (AUROC, TPR)
OBJECTIVE = "objective"
# Resamples for the standard error of a gain, which is then known to 7 %.
RESAMPLES = 100
# Standard errors that a gain must exceed: the best of 400 trials without any gain lies 3 above 0 on average. With 1,
# the choice against `mixture` on 141 real samples lost .065 in other families; with 3, it keeps the default.
ERRORS = 3


@dataclass(frozen=True)
class FoldTexts:
    """Texts of one file that are compared with each other: a mask of the samples, and the fold that it scores."""

    mask: Flags
    n_spun: int
    fold: int


@dataclass(frozen=True)
class Gain:
    """A figure of the default and of the chosen weights, and their difference with its interval of 95 %."""

    default: float
    chosen: float
    low: float
    high: float

    @property
    def value(self) -> float:
        return self.chosen - self.default

    @property
    def is_shown(self) -> bool:
        """True if the whole interval is above 0."""
        return self.low > 0


def list_comparisons(samples: TuningSamples) -> list[FoldTexts]:
    """Return the comparisons that score each fold: its texts, and the clean ones that no choice has used."""
    in_fold = ((fold, (samples.fold == fold) | (samples.fold == SCORING)) for fold in range(samples.n_folds))
    return [FoldTexts(*each, fold) for fold, mask in in_fold for each in _by_file(samples, mask)]


def choosing_mask(samples: TuningSamples, fold: int | None) -> Flags:
    """Bool [n]: the texts that the weights for a fold are chosen on; None: all texts, for the final choice."""
    if fold is None:
        return np.ones(len(samples.fold), bool)
    return (samples.fold != fold) & (samples.fold != SCORING)


@dataclass(frozen=True)
class Resampled:
    """The objective over the texts of a mask: as it is, and in resamples of them.

    parts  for each file: its texts, its share of the spun texts, and int64 [r + 1, n]: how often each resample has each
           text; once in the first row
    """

    parts: Sequence[tuple[Flags, float, Ints]]

    def measure(self, samples: TuningSamples, scores: Floats) -> Floats:
        """float64 [r + 1]: the objective; 0 if no file has texts of both kinds."""
        total = np.zeros(RESAMPLES + 1)
        for mask, share, weights in self.parts:
            figures = resample_figures(_scored(samples, scores, mask), weights)
            total += share * sum(figures[name] for name in FIGURES) / len(FIGURES)
        return total


def resample_mask(samples: TuningSamples, mask: Flags, seed: int) -> Resampled:
    """Draw the resamples of the texts of a mask."""
    parts = list(_by_file(samples, mask))
    total = sum(n_spun for _, n_spun in parts)
    found = []
    for number, (part, n_spun) in enumerate(parts):
        texts, rows = _scored(samples, np.zeros(len(mask)), part), [np.ones((1, int(part.sum())), np.int64)]
        for drawn in draw_weights(texts, seed + number):
            rows.append(drawn)
            if sum(map(len, rows)) > RESAMPLES:
                break
        found.append((part, n_spun / total, np.concatenate(rows)[: RESAMPLES + 1]))
    return Resampled(found)


def bound_gain(values: Floats, default: Floats) -> float:
    """A gain that is likely surpassed: that of all texts less ERRORS standard errors over the resamples.

    values, default  float64 [r + 1] of `Resampled.measure`
    """
    gains = values - default
    return float(gains[0] - ERRORS * gains[1:].std())


def measure_gains(
    samples: TuningSamples, default: Sequence[Floats], chosen: Sequence[Sequence[Floats]], seed: int
) -> dict[str, Gain]:
    """Return the gain in each of FIGURES and in OBJECTIVE, over the folds.

    default  scores float64 [n] of the default weights, for each seed of a model
    chosen   for each seed, the scores of the weights chosen for each fold
    Intervals are of a paired bootstrap: both get the same resamples of clusters, of clean texts and of seeds. Raises
    ValueError if no fold has texts of both kinds.
    """
    comparisons = list_comparisons(samples)
    if not comparisons:
        raise ValueError("expected a fold with clean and spun texts")
    shares = np.array([each.n_spun for each in comparisons]) / sum(each.n_spun for each in comparisons)
    sides = ([[scores] * samples.n_folds for scores in default], chosen)
    at_once = [np.stack([_point(samples, comparisons, scores) for scores in side]) for side in sides]
    drawn = [np.stack([_resample(samples, comparisons, scores, seed) for scores in side]) for side in sides]
    values = [np.einsum("scf,c->f", each, shares) / len(each) for each in at_once]
    differences = _draw_seeds(np.einsum("scfr,c->sfr", drawn[1] - drawn[0], shares), seed)
    # The objective first: the mean of the figures.
    every = [np.concatenate([[each.mean()], each]) for each in values]
    changes = np.concatenate([differences.mean(axis=0, keepdims=True), differences])
    low, high = np.percentile(changes, [2.5, 97.5], axis=1)
    rows = zip((OBJECTIVE, *FIGURES), *every, low, high, strict=True)
    return {name: Gain(*map(float, figures)) for name, *figures in rows}


def _draw_seeds(values: Floats, seed: int) -> Floats:
    """float64 [f, r]: the mean over seeds drawn with replacement for each resample, of values [s, f, r]."""
    counts = np.random.default_rng(seed).multinomial(
        len(values), np.full(len(values), 1 / len(values)), values.shape[-1]
    )
    return np.einsum("sfr,rs->fr", values, counts) / len(values)


def _point(samples: TuningSamples, comparisons: Sequence[FoldTexts], scores: Sequence[Floats]) -> Floats:
    """float64 [c, f]: the figures of each comparison; `scores` are those for each fold."""
    ones = [np.ones((1, int(each.mask.sum())), np.int64) for each in comparisons]
    return np.stack([_figures(samples, each, scores, one)[:, 0] for each, one in zip(comparisons, ones, strict=True)])


def _resample(samples: TuningSamples, comparisons: Sequence[FoldTexts], scores: Sequence[Floats], seed: int) -> Floats:
    """float64 [c, f, r]: the figures of each comparison in each resample, the same for all scores."""
    found = []
    for number, each in enumerate(comparisons):
        texts = _scored(samples, scores[each.fold], each.mask)
        drawn = draw_weights(texts, seed + number)
        found.append(np.concatenate([_figures(samples, each, scores, weights) for weights in drawn], axis=1))
    return np.stack(found)


def _figures(samples: TuningSamples, comparison: FoldTexts, scores: Sequence[Floats], weights: Ints) -> Floats:
    """float64 [f, r]: FIGURES in each of r resamples."""
    figures = resample_figures(_scored(samples, scores[comparison.fold], comparison.mask), weights)
    return np.stack([figures[name] for name in FIGURES])


def _scored(samples: TuningSamples, scores: Floats, mask: Flags) -> ScoredTexts:
    clusters: npt.NDArray[np.uint64] = samples.clusters[mask].astype(np.uint64)
    return ScoredTexts(scores[mask], samples.is_spun[mask], clusters)


def _by_file(samples: TuningSamples, mask: Flags) -> Iterator[tuple[Flags, int]]:
    """Yield the texts of each file in a mask and the number of spun ones, for files with texts of both kinds."""
    for number in range(len(samples.names)):
        part = mask & (samples.file == number)
        n_spun = int(samples.is_spun[part].sum())
        if 0 < n_spun < part.sum():
            yield part, n_spun
