"""Ensemble selection (Caruana et al., 2004): components are added one at a time, each time the best one.

A component may be added again, which gives it more weight. Few steps keep the weights near even among what helps, and
the mean over seeds keeps what helps each time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from fidelity.judge import Judge, Weights, value_of
from pipelines.tuning.search import round_shares

STEPS = 8
# Steps that try every component; later ones try the better half of those of the step before, at least LEAST_TRIED.
FULL_STEPS, LEAST_TRIED = 2, 8
# Least share of a component in the mean over the seeds: less is chance.
LEAST_SHARE = 0.06


@dataclass(frozen=True)
class Choice:
    """The weights chosen for an objective over all families but one, in the order of the components."""

    weights: Weights
    objective: float


def select(judge: Judge, *, but: str | None = None, say: Callable[[str], None] = lambda _: None) -> Choice:
    """Add STEPS components, and return the best weights on the way; of equal ones the first."""
    names = [component.name for component in judge.components]
    weights, best = (0,) * len(names), Choice((0,) * len(names), 0.0)
    tried = list(range(len(names)))
    for step in range(STEPS):
        values = {number: value_of(judge.measure(add(weights, number)), but=but) for number in tried}
        ordered = sorted(tried, key=lambda number: (-values[number], number))
        weights, value = add(weights, ordered[0]), values[ordered[0]]
        say(f"step {step + 1} of {STEPS}: {names[ordered[0]]}, objective {value:.4f}")
        if value > best.objective:
            best = Choice(weights, value)
        if step + 1 >= FULL_STEPS:
            tried = sorted(ordered[: max(LEAST_TRIED, len(ordered) // 2)])
    return best


def add(weights: Weights, number: int) -> Weights:
    """Return the weights with one more of a component.

    >>> add((0, 2), 1)
    (0, 3)
    """
    return tuple(weight + (place == number) for place, weight in enumerate(weights))


def average(choices: Sequence[Weights]) -> Weights:
    """Return the mean of the shares of each choice in parts of 20, without shares below LEAST_SHARE.

    >>> average([(1, 1, 0), (3, 1, 0), (20, 19, 1)])
    (12, 8, 0)
    """
    shares = np.mean([np.array(each) / sum(each) for each in choices], axis=0)
    shares[shares < LEAST_SHARE] = 0
    return round_shares(shares / shares.sum())
