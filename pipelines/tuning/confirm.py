"""The confirmation: the real detector, trained on the default and on the weights chosen for each fold.

A model of words is a poor stand-in for the detector, so it decides what to try, and the detector decides what is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass

from pipelines.detector.train import train_detector
from pipelines.probe.metrics import Floats
from pipelines.storage.failing import naming_full_temporary
from pipelines.tuning.objective import Gain, measure_gains
from pipelines.tuning.samples import TuningSamples
from pipelines.tuning.search import FoundWeights, IsLate, Weights
from pipelines.tuning.spun import SpunArticles

COLUMNS = ["clean", "spun", "edits", "group_id"]

# Called with the number of detectors trained so far, and of all.
Trained = Callable[[int, int], None]


@dataclass(frozen=True)
class Confirmation:
    """The gains of the detector over the folds.

    n_seeds   number of seeds that the figures are the mean of
    was_late  the time ran out before all seeds were trained
    """

    gains: dict[str, Gain]
    n_seeds: int
    was_late: bool = False


def confirm(
    found: FoundWeights,
    articles: SpunArticles,
    samples: TuningSamples,
    *,
    seeds: int,
    seed: int,
    is_late: IsLate = lambda: False,
    trained: Trained = lambda *_: None,
) -> Confirmation:
    """Train a detector on the default and on each distinct choice of a fold, for each seed; measure the gains.

    A seed draws the mix and trains the network. The first seed is always finished; when the time is over, no new one
    is begun.
    """
    distinct = list(dict.fromkeys([found.default, *found.by_fold]))
    scores: list[dict[Weights, Floats]] = []
    for number in range(seeds):
        if number and is_late():
            break
        scores.append({})
        for weights in distinct:
            trained(number * len(distinct) + len(scores[-1]), seeds * len(distinct))
            scores[-1][weights] = _score(found.shares_of(weights), articles, samples, seed + number)
    gains = measure_gains(
        samples,
        [each[found.default] for each in scores],
        [[each[weights] for weights in found.by_fold] for each in scores],
        seed,
    )
    return Confirmation(gains, len(scores), len(scores) < seeds)


def _score(shares: Floats, articles: SpunArticles, samples: TuningSamples, seed: int) -> Floats:
    pairs = articles.mix(shares, seed).select(COLUMNS)
    with naming_full_temporary():
        detector = train_detector(pairs, seed=seed)
    return detector.score(samples.texts)
