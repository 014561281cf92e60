"""Parameters of each text: what may change, how often, and the weights of origins and tastes.

A profile that is a mixture draws them text by text; with any other profile all texts share the values of its rules.
"""

import math
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Self

import numpy as np

from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.engine.draw import Floats, Keys
from pipelines.engine.levels import Levels, levels_of
from pipelines.engine.origins import Steps
from pipelines.engine.rules import CASINGS, MOST_SPREAD, Rules


@dataclass(frozen=True)
class TextParameters:
    """Parameters of m texts; a step is an eighth of an octave: eight steps double a weight.

    again           float64 [m]: share of already swapped words that each later pass swaps again
    consistency     float64 [m]: share of the units that get the same candidate throughout a text
    skipping        float64 [m]: share of the units whose occurrences are drawn one by one
    phrases         float64 [m]: factor on the propensity of phrases
    entities        float64 [m]: factor on the propensity of slots with a name-like word
    every           int64 [m]: words in a window, each with at most one swap; 0: no such limit
    names, quotations  bool [m]: protected
    digits, homographs, repair_articles  bool [m]: as in Rules
    habit           int64 [m]: row of the lexicon's propensities
    origin_steps    int16 [m, o]: steps for the candidates of each set of origins; EXCLUDED and below: never
    taste           uint64 [m]: key of the text's likes, see `taste`
    taste_spread    float64 [m]: standard deviation of the likes, in steps
    sentence_spread  float64 [m]: standard deviation, in doublings, of the propensity from sentence to sentence
    frequency       float64 [m]: weights are multiplied by 10 ** (frequency * zipf of the candidate)
    casing          int64 [m]: index of the casing in CASINGS
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
    origin_steps: Steps
    taste: Keys
    taste_spread: Floats
    sentence_spread: Floats
    frequency: Floats
    casing: Ints

    def __len__(self) -> int:
        return len(self.taste)

    @cached_property
    def levels(self) -> Levels:
        """The parts of the weights of candidates that depend on the texts."""
        return levels_of(self.origin_steps, self.taste, self.taste_spread, self.frequency)

    def take(self, index: Ints) -> Self:
        """The parameters of the texts `index`."""
        return type(self)(**{field.name: getattr(self, field.name)[index] for field in fields(self)})

    def where(self, mask: Bools) -> Self:
        """The parameters of the texts for which the mask is true."""
        return self.take(np.flatnonzero(mask))


_HIGHEST = {
    "again": 1.0,
    "consistency": 1.0,
    "skipping": 1.0,
    "phrases": math.inf,
    "entities": math.inf,
    "every": math.inf,
    "taste_spread": math.inf,
    "sentence_spread": MOST_SPREAD,
    "casing": len(CASINGS) - 1,
}
# Preference for frequent candidates, either way: at 3, a candidate that is ten times as frequent weighs 1,000 times.
MOST_FREQUENCY = 3.0


def check_parameters(parameters: TextParameters, *, n_texts: int, n_habits: int, n_origin_sets: int) -> None:
    """Raise ValueError unless each text has parameters, with values in range and fit for the lexicon."""
    for field in fields(parameters):
        shape = getattr(parameters, field.name).shape
        expected = (n_texts, n_origin_sets) if field.name == "origin_steps" else (n_texts,)
        if shape != expected:
            raise ValueError(f"expected {field.name} of {n_texts:,} texts to have the shape {expected}, got {shape}")
    for name, high in _HIGHEST.items():
        _check_range(name, getattr(parameters, name), 0, high)
    _check_range("habit", parameters.habit, 0, n_habits - 1)
    _check_range("frequency", parameters.frequency, -MOST_FREQUENCY, MOST_FREQUENCY)


def _check_range(name: str, values: Array, low: float, high: float) -> None:
    wrong = np.flatnonzero(~((values >= low) & (values <= high)))
    if len(wrong):
        raise ValueError(
            f"expected {name} of every text from {low:g} to {high:g}, got {values[wrong[0]]} for text {wrong[0]:,}"
        )


def shared_parameters(rules: Rules, *, n_texts: int, n_origin_sets: int) -> TextParameters:
    """The same parameters for all texts: the values of the rules, no taste, the lexicon's own weights.

    The arrays are views of single values and cost nothing, however many texts.
    """

    def spread(value: float, kind: type[np.generic] = np.float64) -> Array:
        return np.broadcast_to(np.asarray(value, kind), n_texts)

    return TextParameters(
        again=spread(rules.again),
        consistency=spread(rules.consistency),
        skipping=spread(rules.skipping),
        phrases=spread(rules.phrases),
        entities=spread(rules.entities),
        every=spread(rules.every, np.int64),
        names=spread(rules.names, np.bool_),
        quotations=spread(rules.quotations, np.bool_),
        digits=spread(rules.digits, np.bool_),
        homographs=spread(rules.homographs, np.bool_),
        repair_articles=spread(rules.repair_articles, np.bool_),
        habit=spread(0, np.int64),
        origin_steps=np.broadcast_to(np.int16(0), (n_texts, n_origin_sets)),
        taste=spread(0, np.uint64),
        taste_spread=spread(0),
        sentence_spread=spread(rules.sentence_spread),
        frequency=spread(0),
        casing=spread(CASINGS.index(rules.casing), np.int64),
    )
