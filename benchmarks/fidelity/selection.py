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
    for step in range(STEPS):
        tried = [add(weights, number) for number in range(len(names))]
        values = [value_of(judge.measure(each), but=but) for each in tried]
        number = int(np.argmax(values))
        weights = tried[number]
        say(f"step {step + 1} of {STEPS}: {names[number]}, objective {values[number]:.4f}")
        if values[number] > best.objective:
            best = Choice(weights, values[number])
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
