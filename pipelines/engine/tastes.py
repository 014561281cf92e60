"""A spinner of its own for each text: what it touches, how often, from which sources, and what it likes.

A spinner's likes are not stored: each is a number hashed from the spinner's key and what is liked, so a spinner
has a firm opinion on every unit and candidate of any lexicon, and two spinners have different ones.
"""

import math
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import numpy.typing as npt

from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.engine.draw import Floats, Keys, random_bits

# Steps of a source from which on it is out of use: 2 ** -50 of its weight.
EXCLUDED = -400
# Most sources that a lexicon can tell apart: bits of a uint16.
MOST_SOURCES = 16
# What a like is for.
UNIT, CANDIDATE = 0, 1
# Sum of four numbers of 16 bits: its mean and its standard deviation.
MEAN_OF_FOUR, SPREAD_OF_FOUR = 2.0 * 65535, math.sqrt(4 * (65536**2 - 1) / 12)

Steps = npt.NDArray[np.int16]


@dataclass(frozen=True)
class Spinners:
    """The spinners of m texts; steps are eighths of an octave: eight double a weight.

    again           float64 [m]: share of the words that stand swapped which each later pass hits
    consistency     float64 [m]: share of the units that get the same candidate throughout a text
    skipping        float64 [m]: share of the units whose occurrences are drawn one by one
    phrases         float64 [m]: factor on the propensity of phrases
    entities        float64 [m]: factor on the propensity of slots with a name-like word
    every           int64 [m]: at most one swap in each run of so many words; 0: no such limit
    names, quotations  bool [m]: protected
    digits, homographs, repair_articles  bool [m]: as in Rules
    habit           int64 [m]: row of the lexicon's propensities
    sources         int16 [m, c]: steps for candidates of each class of sources; EXCLUDED and below: never
    taste           uint64 [m]: key of the spinner's own likes
    taste_spread    float64 [m]: standard deviation of the likes, in steps
    """

    again: Floats
    consistency: Floats
    skipping: Floats
    phrases: Floats
    entities: Floats
    every: Ints
    names: Bools
    quotations: Bools
    digits: Bools
    homographs: Bools
    repair_articles: Bools
    habit: Ints
    sources: Steps
    taste: Keys
    taste_spread: Floats

    def __len__(self) -> int:
        return len(self.taste)

    def take(self, index: Ints) -> Self:
        """The spinners of the texts `index`."""
        return type(self)(**{field.name: getattr(self, field.name)[index] for field in fields(self)})

    def where(self, mask: Bools) -> Self:
        """The spinners of the texts for which the mask is true."""
        return self.take(np.flatnonzero(mask))


def check_spinners(spinners: Spinners, *, n_texts: int, n_habits: int, n_classes: int) -> None:
    """Raises ValueError unless there is a spinner for each text, with values in range and fit for the lexicon."""
    for field in fields(spinners):
        shape = getattr(spinners, field.name).shape
        expected = (n_texts, n_classes) if field.name == "sources" else (n_texts,)
        if shape != expected:
            raise ValueError(f"expected {field.name} of {n_texts:,} spinners to have the shape {expected}, got {shape}")
    for name, high in _HIGHEST.items():
        _check_range(name, getattr(spinners, name), high)
    _check_range("habit", spinners.habit, n_habits - 1)


_HIGHEST = {
    "again": 1.0,
    "consistency": 1.0,
    "skipping": 1.0,
    "phrases": math.inf,
    "entities": math.inf,
    "every": math.inf,
    "taste_spread": math.inf,
}


def _check_range(name: str, values: Array, high: float) -> None:
    wrong = np.flatnonzero(~((values >= 0) & (values <= high)))
    if len(wrong):
        raise ValueError(
            f"expected {name} of every spinner from 0 to {high:g}, got {values[wrong[0]]} for text {wrong[0]:,}"
        )


def same_spinner(
    n_texts: int,
    n_classes: int,
    *,
    again: float = 0,
    consistency: float = 0,
    skipping: float = 1,
    phrases: float = 1,
    entities: float = 1,
    every: int = 0,
    names: bool = True,
    quotations: bool = False,
    digits: bool = False,
    homographs: bool = False,
    repair_articles: bool = False,
) -> Spinners:
    """One spinner for all texts, from the plain values of Rules: it has no likes, and takes the lexicon as it is.

    Its arrays are views of single values, so it costs nothing however many texts there are.
    """

    def spread(value: float, kind: type[np.generic] = np.float64) -> Array:
        return np.broadcast_to(np.asarray(value, kind), n_texts)

    return Spinners(
        again=spread(again),
        consistency=spread(consistency),
        skipping=spread(skipping),
        phrases=spread(phrases),
        entities=spread(entities),
        every=spread(every, np.int64),
        names=spread(names, np.bool_),
        quotations=spread(quotations, np.bool_),
        digits=spread(digits, np.bool_),
        homographs=spread(homographs, np.bool_),
        repair_articles=spread(repair_articles, np.bool_),
        habit=spread(0, np.int64),
        sources=np.broadcast_to(np.int16(0), (n_texts, n_classes)),
        taste=spread(0, np.uint64),
        taste_spread=spread(0),
    )


def like(spinners: Spinners, text_index: Ints, liked: Ints, purpose: int) -> Array:
    """float32 [s]: how much the spinner of each text likes a unit or candidate, in steps."""
    spread = spinners.taste_spread.astype(np.float32)[text_index]
    return bell(random_bits(spinners.taste[text_index], liked, purpose)) * spread


def bell(bits: Keys) -> Array:
    """float32 [s]: near enough to normal, mean 0, variance 1, never beyond 3.47: four 16-bit uniforms added."""
    # The four are the bits' own bytes; their sum is below 2 ** 18, so float32 has it exactly.
    quarters = np.ascontiguousarray(bits).view(np.uint16).reshape(-1, 4)
    total = quarters[:, 0].astype(np.float32)
    for quarter in range(1, 4):
        total += quarters[:, quarter]
    return (total - np.float32(MEAN_OF_FOUR)) * np.float32(1 / SPREAD_OF_FOUR)


def class_steps(steps: Steps, masks: npt.NDArray[np.uint16]) -> Steps:
    """int16 [m, c]: steps of each class of sources, from int16 [m, MOST_SOURCES] by source: the sum of its sources'.

    masks  uint16 [c]: the sources of each class as bits; a class without any has 0 steps
    Sources out of use add nothing; a class is out of use only if all of its sources are.
    """
    has_it = masks[None, :] >> np.arange(MOST_SOURCES, dtype=np.uint16)[:, None] & np.uint16(1)
    is_on = steps > EXCLUDED
    total = np.where(is_on, steps, 0).astype(np.int64) @ has_it.astype(np.int64)
    is_out = (is_on.astype(np.int64) @ has_it.astype(np.int64) == 0) & (masks > 0)
    # Many sources together may go further down than a single one can, but not out of use.
    return np.where(is_out, EXCLUDED, np.maximum(total, EXCLUDED + 1)).astype(np.int16)
