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


@dataclass(frozen=True)
class Comparison:
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


def list_comparisons(samples: TuningSamples) -> list[Comparison]:
    """Return the comparisons that score each fold: its texts, and the clean ones that no choice has used."""
    in_fold = ((fold, (samples.fold == fold) | (samples.fold == SCORING)) for fold in range(samples.n_folds))
    return [Comparison(*each, fold) for fold, mask in in_fold for each in _by_file(samples, mask)]


def choosing_mask(samples: TuningSamples, fold: int | None) -> Flags:
    """Bool [n]: the texts that the weights for a fold are chosen on; None: all texts, for the final choice."""
    if fold is None:
        return np.ones(len(samples.fold), bool)
    return (samples.fold != fold) & (samples.fold != SCORING)


def measure_objective(samples: TuningSamples, scores: Floats, mask: Flags) -> float:
    """The objective over the texts of a mask; 0 without two kinds of texts in any file."""
    total, weight = 0.0, 0
    for part, n_spun in _by_file(samples, mask):
        figures = resample_figures(_scored(samples, scores, part), np.ones((1, int(part.sum())), np.int64))
        total += n_spun * float(sum(figures[name][0] for name in FIGURES)) / len(FIGURES)
        weight += n_spun
    return total / weight if weight else 0.0


def measure_gains(
    samples: TuningSamples, default: Sequence[Floats], chosen: Sequence[Sequence[Floats]], seed: int
) -> dict[str, Gain]:
    """Return the gain in each of FIGURES and in OBJECTIVE, over the folds.

    default  scores float64 [n] of the default weights, for each seed of a model
    chosen   for each seed, the scores of the weights chosen for each fold
    Intervals are of a paired bootstrap: both get the same resamples of clusters and of clean texts, and each resample
    draws its seeds. Raises ValueError if no fold has texts of both kinds.
    """
    comparisons = list_comparisons(samples)
    if not comparisons:
        raise ValueError("expected a fold with clean and spun texts")
    shares = np.array([each.n_spun for each in comparisons]) / sum(each.n_spun for each in comparisons)
    sides = ([[scores] * samples.n_folds for scores in default], chosen)
    at_once = [np.stack([_point(samples, comparisons, scores) for scores in side]) for side in sides]
    drawn = [np.stack([_resample(samples, comparisons, scores, seed) for scores in side]) for side in sides]
    values = [np.einsum("scf,c->f", each, shares) / len(each) for each in at_once]
    random = np.random.default_rng(seed)
    spread = [_draw_seeds(np.einsum("scfr,c->sfr", each, shares), random) for each in drawn]
    differences = spread[1] - spread[0]
    gains = {
        name: Gain(float(values[0][at]), float(values[1][at]), *_ends(differences[at])) for at, name in enumerate(FIGURES)
    }
    means = [float(each.mean()) for each in values]
    return {OBJECTIVE: Gain(*means, *_ends(differences.mean(axis=0))), **gains}


def _ends(values: Floats) -> tuple[float, float]:
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def _draw_seeds(values: Floats, random: np.random.Generator) -> Floats:
    """float64 [f, r]: the mean over seeds drawn with replacement for each resample, of values [s, f, r]."""
    counts = random.multinomial(len(values), np.full(len(values), 1 / len(values)), values.shape[-1])
    return np.einsum("sfr,rs->fr", values, counts) / len(values)


def _point(samples: TuningSamples, comparisons: Sequence[Comparison], scores: Sequence[Floats]) -> Floats:
    """float64 [c, f]: the figures of each comparison; `scores` are those for each fold."""
    ones = [np.ones((1, int(each.mask.sum())), np.int64) for each in comparisons]
    return np.stack([_figures(samples, each, scores, one)[:, 0] for each, one in zip(comparisons, ones, strict=True)])


def _resample(samples: TuningSamples, comparisons: Sequence[Comparison], scores: Sequence[Floats], seed: int) -> Floats:
    """float64 [c, f, r]: the figures of each comparison in each resample, the same for all scores."""
    found = []
    for number, each in enumerate(comparisons):
        texts = _scored(samples, scores[each.fold], each.mask)
        drawn = draw_weights(texts, seed + number)
        found.append(np.concatenate([_figures(samples, each, scores, weights) for weights in drawn], axis=1))
    return np.stack(found)


def _figures(samples: TuningSamples, comparison: Comparison, scores: Sequence[Floats], weights: Ints) -> Floats:
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
