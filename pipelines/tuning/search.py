"""Random search over the weights, then hill climbing (Bergstra and Bengio, 2012, and plain coordinate moves).

Weights are multiples of 1/STEPS that add up to 1. The random trials serve all folds, as they do not depend on the
samples. Each fold climbs on its own, from its best random trial, and never takes weights that another fold has found:
those were chosen on its samples. The final choice climbs on all samples.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from pipelines.probe.metrics import Floats, Ints
from pipelines.tuning.objective import Resampled, bound_gain, choosing_mask, resample_mask
from pipelines.tuning.samples import TuningSamples

STEPS = 20
# Share of the trials that are random, beside the default and each component alone.
RANDOM = 0.4
# Of the Dirichlet distribution: below 1, so that most trials have a few components with large weights.
CONCENTRATION = 0.4
# Moves of weight from one component to another, in steps: large ones first.
MOVES = (4, 2, 1)

Weights = tuple[int, ...]
Score = Callable[[Floats], Floats]
# Called with the number of trials so far, the weights, and the best value of the final choice so far.
Tried = Callable[[int, Weights, float], None]
IsLate = Callable[[], bool]


@dataclass(frozen=True)
class FoundWeights:
    """The result of a search.

    default    the default weights, in steps: what the climbs begin from
    shares     float64 [k]: the default as it is, which stands for `default` wherever a mix is made
    by_fold    the choice of each fold, made without its texts
    final      the choice on all texts
    scores     weights -> scores float64 [n] of the samples, for all weights tried
    was_late   the time ran out before all trials were made
    """

    default: Weights
    by_fold: list[Weights]
    final: Weights
    scores: Mapping[Weights, Floats]
    was_late: bool
    shares: Floats

    def shares_of(self, weights: Weights) -> Floats:
        """float64 [k]: the shares of a mix."""
        return shares_of(weights, self.default, self.shares)


@dataclass(eq=False)
class Climb:
    """The choice of one fold: the best weights on the texts that it may see, and the moves that are left to try.

    bound      a gain over the default that the best weights likely surpass
    objective  of the best weights
    """

    texts: Resampled
    default: Floats
    best: Weights
    random: np.random.Generator
    bound: float = 0.0
    objective: float = field(init=False)
    moves: Iterator[Weights] = field(init=False)

    def __post_init__(self) -> None:
        self.objective = float(self.default[0])
        self.moves = list_moves(self.best, self.random)

    def take(self, weights: Weights, values: Floats) -> None:
        """Start anew from weights that are surely better."""
        bound = bound_gain(values, self.default)
        if bound > self.bound:
            self.best, self.bound, self.objective = weights, bound, float(values[0])
            self.moves = list_moves(weights, self.random)


@dataclass
class Trials:
    """Weights that were tried, with the scores of the samples; the same weights are scored once."""

    samples: TuningSamples
    score: Score
    default: Floats
    scores: dict[Weights, Floats] = field(default_factory=dict)

    def measure(self, weights: Weights, texts: Resampled) -> Floats:
        """The objective of weights, of all texts and in each resample."""
        if weights not in self.scores:
            self.scores[weights] = self.score(shares_of(weights, round_shares(self.default), self.default))
        return texts.measure(self.samples, self.scores[weights])

    def begin(self, start: Weights, fold: int | None, seed: int) -> Climb:
        """Return the climb of a fold, or None for the final choice, from the default."""
        texts = resample_mask(self.samples, choosing_mask(self.samples, fold), seed)
        random = np.random.default_rng([seed, self.samples.n_folds if fold is None else fold])
        return Climb(texts, self.measure(start, texts), start, random)


def search_weights(
    samples: TuningSamples,
    score: Score,
    default: Floats,
    *,
    n_trials: int,
    seed: int,
    is_late: IsLate = lambda: False,
    tried: Tried = lambda *_: None,
) -> FoundWeights:
    """Search the best weights for each fold and for all samples.

    score    shares float64 [k] -> the scores of the samples by a model trained on that mix
    default  float64 [k]: shares of the default
    At most `n_trials` are made, but the default is always tried. Weights are better than others if the gain over the
    default, less some standard errors, is larger: few samples then keep the default, or what is close to it.
    """
    trials, start = Trials(samples, score, default), round_shares(default)
    climbs = [trials.begin(start, fold, seed) for fold in (*range(samples.n_folds), None)]
    for weights in draw_weights(start, n_trials, seed):
        if is_late():
            break
        for climb in climbs:
            climb.take(weights, trials.measure(weights, climb.texts))
        tried(len(trials.scores), weights, climbs[-1].objective)
    _climb(climbs, trials, n_trials, is_late, tried)
    *by_fold, final = (climb.best for climb in climbs)
    return FoundWeights(start, by_fold, final, trials.scores, len(trials.scores) < n_trials and is_late(), default)


def _climb(climbs: Sequence[Climb], trials: Trials, n_trials: int, is_late: IsLate, tried: Tried) -> None:
    """Try a move for each fold in turn, until the trials, the time or all moves are used up."""
    waiting = list(climbs)
    while waiting:
        for climb in list(waiting):
            weights = next(climb.moves, None)
            if weights is None:
                waiting.remove(climb)
                continue
            is_new = weights not in trials.scores
            if is_late() or (is_new and len(trials.scores) >= n_trials):
                return
            climb.take(weights, trials.measure(weights, climb.texts))
            if is_new:
                tried(len(trials.scores), weights, climbs[-1].objective)


def round_shares(shares: Floats) -> Weights:
    """Round shares to steps that add up to STEPS, by the largest remainders.

    >>> round_shares(np.array([0.5, 0.26, 0.24]))
    (10, 5, 5)
    """
    exact = np.asarray(shares, np.float64) / np.sum(shares) * STEPS
    steps = np.floor(exact + 1e-9).astype(np.int64)
    left = STEPS - int(steps.sum())
    steps[np.argsort(-(exact - steps), kind="stable")[:left]] += 1
    return _as_weights(steps)


def shares_of(weights: Weights, default: Weights, shares: Floats) -> Floats:
    """float64 [k]: the shares of a mix; `shares` for the default, which need not be whole steps.

    >>> shares_of((10, 10), (10, 10), np.array([0.52, 0.48])), shares_of((5, 15), (10, 10), np.array([0.52, 0.48]))
    (array([0.52, 0.48]), array([0.25, 0.75]))
    """
    return shares if weights == default else np.array(weights) / STEPS


def draw_weights(default: Weights, n_trials: int, seed: int) -> Iterator[Weights]:
    """Yield distinct weights: each component alone, each with the default in equal parts, then random ones.

    Every second of the random ones has the default as its half. The default itself is left out. At most RANDOM of the
    trials are drawn at random, so that some are left for climbing.
    """
    k, seen = len(default), {default}
    start, alone = np.array(default) / STEPS, np.eye(k)
    random = np.random.default_rng(seed)
    drawn = (random.dirichlet(np.full(k, CONCENTRATION)) for _ in range(2 * n_trials))
    mixed = (shares if number % 2 else (shares + start) / 2 for number, shares in enumerate(drawn))
    n_fixed = min(2 * k, max(0, n_trials - 1))
    most = n_fixed + int(RANDOM * max(0, n_trials - n_fixed - 1))
    for shares in itertools.chain(alone, (alone + start) / 2, mixed):
        if len(seen) > most:
            return
        weights = round_shares(shares)
        if weights not in seen:
            seen.add(weights)
            yield weights


def list_moves(weights: Weights, random: np.random.Generator) -> Iterator[Weights]:
    """Yield the weights after each move of MOVES steps from one component to another, in random order by size."""
    steps = np.array(weights)
    for size in MOVES:
        pairs = [(a, b) for a in np.flatnonzero(steps >= min(size, STEPS)) for b in range(len(steps)) if a != b]
        for at in random.permutation(len(pairs)).tolist():
            moved = steps.copy()
            moved[pairs[at][0]] -= size
            moved[pairs[at][1]] += size
            yield _as_weights(moved)


def _as_weights(steps: Ints) -> Weights:
    return tuple(int(step) for step in steps)
