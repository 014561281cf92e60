"""A mixture: a spinner drawn for each text, so that a corpus covers spinners of which there are no samples.

The spinner of a text follows from the text's key alone: same key, same spinner, in any batch. A setting says by its
type how its quantity is drawn: evenly from a range, as yes or no with a chance, or from values with weights.
"""

import difflib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from pydantic import AfterValidator, AliasChoices, Field

from pipelines.config.section import Section, Share
from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.engine.draw import SPINNER_PLACES, Floats, Keys, text_bits, uniform
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.origins import EXCLUDED, MOST_ORIGINS, steps_of_sets
from pipelines.engine.parameters import TextParameters
from pipelines.errors import ConfigError
from schemas import OPTIONAL_ORIGINS

# Places of the random numbers for origins, behind those of the other quantities.
ORIGIN_PLACES = SPINNER_PLACES + (1 << 10)


@dataclass(frozen=True)
class Drawn:
    """Marks a setting from which a quantity is drawn.

    draw  setting and float64 [m] (0 <= u < 1, one number for each text) -> the quantity of each text, [m]
    """

    draw: Callable[[Any, Floats], Array]


def _between(limits: tuple[float, float], luck: Floats) -> Floats:
    low, high = limits
    return low + (high - low) * luck


def _is_yes(chance: float, luck: Floats) -> Bools:
    return np.asarray(luck < chance)


def _pick(weights: Mapping[Any, float], luck: Floats) -> Ints:
    """int64 [m]: index of the value drawn, in proportion to the weights."""
    borders = np.cumsum(list(weights.values()))
    return np.searchsorted(borders[:-1], luck * borders[-1], side="right").astype(np.int64)


def _pick_number(weights: Mapping[int, float], luck: Floats) -> Ints:
    return np.array(list(weights), np.int64)[_pick(weights, luck)]


def _in_order(value: tuple[Any, Any]) -> tuple[Any, Any]:
    if value[0] > value[1]:
        raise ValueError("expected [low, high]")
    return value


def _are_weights(value: Mapping[Any, float]) -> Mapping[Any, float]:
    if not value or min(value.values()) < 0 or not sum(value.values()) > 0:
        raise ValueError("expected weights of 0 or more, one of them above 0")
    return value


Factor = Annotated[float, Field(ge=0, le=100)]
Step = Annotated[int, Field(gt=EXCLUDED, le=-EXCLUDED)]
StepRange = Annotated[tuple[Step, Step], AfterValidator(_in_order)]
WordCount = Annotated[int, Field(ge=0, le=100)]
# The types of the settings that quantities are drawn from.
ShareRange = Annotated[tuple[Share, Share], AfterValidator(_in_order), Drawn(_between)]
FactorRange = Annotated[tuple[Factor, Factor], AfterValidator(_in_order), Drawn(_between)]
Chance = Annotated[Share, Drawn(_is_yes)]
WeightedCounts = Annotated[dict[WordCount, float], AfterValidator(_are_weights), Drawn(_pick_number)]
WeightedNames = Annotated[dict[str, float], AfterValidator(_are_weights), Drawn(_pick)]


class OriginRange(Section):
    """The range from which each spinner draws its liking for one origin."""

    steps: StepRange = Field(
        (-16, 8), description="[low, high]: steps added to the weights of its candidates; eight steps double a weight."
    )
    unused: Share = Field(0.2, description="Share of the spinners that do not use the origin at all.")


class Mixture(Section):
    """The ranges, chances and weights from which spinners are drawn.

    A field's position decides the place of its random number. Add new fields at the end: anywhere else they change all
    rows. Fields have the names of the engine's TextParameters, except `rate`, `habits` and `origins`.
    """

    rate: ShareRange = Field((0.08, 0.45), description="Share of an article's words that are swapped.")
    again: ShareRange = Field((0, 0.5), description="Share of the swapped words that each later pass swaps again.")
    consistency: ShareRange = Field(
        (0, 1), description="Share of an article's units that get the same replacement at each swap."
    )
    skipping: ShareRange = Field(
        (0.3, 1), description="Share of an article's units that are swapped in some places and left in others."
    )
    phrases: FactorRange = Field((0.2, 2), description="Factor on the lexicon's propensity to swap phrases.")
    entities: FactorRange = Field(
        (0.1, 1), description="Factor on the propensity to swap parts of names, where names are not protected."
    )
    taste_spread: FactorRange = Field(
        (0, 16), description="Standard deviation of a spinner's likes, in steps; eight steps double or halve a weight."
    )
    names: Chance = Field(0.7, description="Share of the spinners that leave names alone.")
    quotations: Chance = Field(0.1, description="Share of the spinners that leave quotations alone.")
    digits: Chance = Field(0.3, description="Share of the spinners that swap numbers in digits.")
    homographs: Chance = Field(0.5, description="Share of the spinners that swap names that are also words (May 10).")
    repair_articles: Chance = Field(0.1, description="Share of the spinners that correct a and an.")
    every: WeightedCounts = Field(
        {0: 0.85, 2: 0.05, 3: 0.05, 4: 0.05},
        description="At most one swap in each run of n words: n with its weight; 0: no such limit.",
    )
    habits: WeightedNames = Field(
        {"lexicon": 1.0, "even": 1.0},
        description="Propensities of the words, with weights: lexicon, even (all words alike), or a learned table.",
    )
    # "sources" is the key's former name, still accepted.
    origins: dict[str, OriginRange] = Field(
        {},
        max_length=MOST_ORIGINS,
        validation_alias=AliasChoices("origins", "sources"),
        description="Ranges for the lexicon's origins; an origin that is not named keeps the lexicon's weights.",
    )


# Field of Mixture -> how it is drawn; `origins` has places of its own.
QUANTITIES: dict[str, Callable[[Any, Floats], Array]] = {
    name: marker.draw
    for name, field in Mixture.model_fields.items()
    for marker in field.metadata
    if isinstance(marker, Drawn)
}
# Each quantity has its own place, so a new one at the end changes no other.
DRAWN = ("taste", *QUANTITIES)


def draw_rates(mixture: Mixture, keys: Keys) -> Floats:
    """float64 [m]: the share of the words that each text's spinner swaps."""
    return _draw(mixture, "rate", keys)


def draw_parameters(
    mixture: Mixture, keys: Keys, lexicon: Lexicon, *, habits: Sequence[str], origins: Sequence[str]
) -> TextParameters:
    """Return a spinner for each text.

    keys     uint64 [m]: the seeds of all random choices of a text
    habits   the names of the rows of lexicon.propensities
    origins  the names of the bits of lexicon.origin_sets, from the lowest on
    Raises ConfigError for a habit or origin of the mixture that is not among them.
    """
    _check_known("habits", mixture.habits, habits)
    _check_known("origins", mixture.origins, origins)
    quantities = {name: _draw(mixture, name, keys) for name in QUANTITIES if name != "rate"}
    rows = np.array([habits.index(name) for name in mixture.habits])
    return TextParameters(
        habit=rows[quantities.pop("habits")],
        origin_steps=steps_of_sets(_origin_steps(mixture.origins, keys, origins), lexicon.origin_sets),
        taste=text_bits(keys, _place("taste")),
        **quantities,
    )


def _origin_steps(drawn: Mapping[str, OriginRange], keys: Keys, origins: Sequence[str]) -> Array:
    """int16 [m, MOST_ORIGINS]: steps of each origin. A spinner that would use no origin of `drawn` uses all of them."""
    steps, is_off = np.zeros((len(keys), MOST_ORIGINS), np.int16), np.zeros((len(keys), MOST_ORIGINS), bool)
    for name, origin in drawn.items():
        bit = origins.index(name)
        low, high = origin.steps
        luck = uniform(text_bits(keys, ORIGIN_PLACES + 2 * bit))
        steps[:, bit] = low + np.floor((high - low + 1) * luck)
        is_off[:, bit] = uniform(text_bits(keys, ORIGIN_PLACES + 2 * bit + 1)) < origin.unused
    is_off[is_off.sum(axis=1) == len(drawn)] = False
    is_off[:, [bit for bit, name in enumerate(origins) if name in OPTIONAL_ORIGINS and name not in drawn]] = True
    steps[is_off] = EXCLUDED
    return steps


def _draw(mixture: Mixture, quantity: str, keys: Keys) -> Array:
    """The quantity of each text, [m]."""
    return QUANTITIES[quantity](getattr(mixture, quantity), uniform(text_bits(keys, _place(quantity))))


def _place(quantity: str) -> int:
    return SPINNER_PLACES + DRAWN.index(quantity)


def _check_known(field: str, names: Collection[str], known: Sequence[str]) -> None:
    if unknown := sorted(set(names) - set(known)):
        nearest = difflib.get_close_matches(unknown[0], known, n=1)
        hint = f"did you mean {nearest[0]!r}?" if nearest else f"known: {', '.join(known) or 'none'}"
        raise ConfigError(f"expected the mixture's {field} to be the lexicon's, got {unknown[0]!r}: {hint}")
