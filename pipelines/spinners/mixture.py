"""A mixture: a spinner drawn for each text, so that a corpus covers spinners of which there are no samples.

The spinner of a text follows from the text's key alone: same key, same spinner, in any batch. A setting says by its
type how its quantity is drawn: evenly from a range, as yes or no with a chance, or from values with weights.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from pydantic import AfterValidator, AliasChoices, Field

from pipelines.config.section import Section, Share, is_sum_finite
from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.engine.draw import SPINNER_PLACES, Floats, Keys, text_bits, uniform
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.origins import EXCLUDED, MOST_ORIGINS, steps_of_sets
from pipelines.engine.parameters import MOST_FREQUENCY, TextParameters
from pipelines.engine.rules import CASINGS, MOST_SPREAD, Casing
from pipelines.errors import ConfigError, hint_name
from schemas import OPTIONAL_ORIGINS

# Places of the random numbers for origins, behind those of the other quantities.
ORIGIN_PLACES = SPINNER_PLACES + (1 << 10)
# Share of the words of news that are in configs/lexicons/function_words.txt; half of these have candidates.
FUNCTION_WORDS = 0.42


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


def _pick_casing(weights: Mapping[Casing, float], luck: Floats) -> Ints:
    return np.array([CASINGS.index(name) for name in weights], np.int64)[_pick(weights, luck)]


def _pick_share(shares: Mapping[Any, float], luck: Floats) -> Ints:
    """int64 [m]: index of the value drawn, or -1 for the rest, of which no value has a share."""
    drawn = np.searchsorted(np.cumsum(list(shares.values())), luck, side="right").astype(np.int64)
    return np.where(drawn < len(shares), drawn, -1)


def _in_order(value: tuple[Any, Any]) -> tuple[Any, Any]:
    if value[0] > value[1]:
        raise ValueError("expected [low, high]")
    return value


def _are_weights(value: Mapping[Any, float]) -> Mapping[Any, float]:
    if not value or min(value.values()) < 0 or not sum(value.values()) > 0:
        raise ValueError("expected weights of 0 or more, one of them above 0")
    if not is_sum_finite(value.values()):
        raise ValueError("expected weights with a finite sum, such as 1 and 2")
    return value


def _are_shares(value: Mapping[Any, float]) -> Mapping[Any, float]:
    if sum(value.values()) > 1 + 1e-9:
        raise ValueError("expected shares that add up to 1 at most")
    return value


Factor = Annotated[float, Field(ge=0, le=100)]
Spread = Annotated[float, Field(ge=0, le=MOST_SPREAD)]
Preference = Annotated[float, Field(ge=-MOST_FREQUENCY, le=MOST_FREQUENCY)]
Step = Annotated[int, Field(gt=EXCLUDED, le=-EXCLUDED)]
StepRange = Annotated[tuple[Step, Step], AfterValidator(_in_order)]
WordCount = Annotated[int, Field(ge=0, le=100)]
# The types of the settings that quantities are drawn from.
ShareRange = Annotated[tuple[Share, Share], AfterValidator(_in_order), Drawn(_between)]
FactorRange = Annotated[tuple[Factor, Factor], AfterValidator(_in_order), Drawn(_between)]
Chance = Annotated[Share, Drawn(_is_yes)]
WeightedCounts = Annotated[dict[WordCount, float], AfterValidator(_are_weights), Drawn(_pick_number)]
WeightedNames = Annotated[dict[str, float], AfterValidator(_are_weights), Drawn(_pick)]
SpreadRange = Annotated[tuple[Spread, Spread], AfterValidator(_in_order), Drawn(_between)]
PreferenceRange = Annotated[tuple[Preference, Preference], AfterValidator(_in_order), Drawn(_between)]
WeightedCasings = Annotated[dict[Casing, float], AfterValidator(_are_weights), Drawn(_pick_casing)]
NamedShares = Annotated[dict[str, Share], AfterValidator(_are_shares), Drawn(_pick_share)]


class OriginRange(Section):
    """The range from which each spinner draws its liking for one origin."""

    steps: StepRange = Field(
        (-16, 8), description="[low, high]: steps added to the weights of its candidates; eight steps double a weight."
    )
    unused: Share = Field(0.2, description="Share of the spinners that do not use the origin at all.")


class Mixture(Section):
    """The ranges, chances and weights from which spinners are drawn.

    A field's position decides the place of its random number. Add new fields at the end: anywhere else they change all
    rows. Fields have the names of the engine's TextParameters, except `rate`, `habits`,
    `origins` and `only`.
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
        description="Propensities of the words, with weights: lexicon, even (all words alike), function_words (no "
        "other words), or a learned table.",
    )
    # "sources" is the key's former name, still accepted.
    origins: dict[str, OriginRange] = Field(
        {},
        max_length=MOST_ORIGINS,
        validation_alias=AliasChoices("origins", "sources"),
        description="Ranges for the lexicon's origins; an origin that is not named keeps the lexicon's weights.",
    )
    sentence_spread: SpreadRange = Field(
        (0, 0),
        description="Standard deviation, in doublings, of the propensity from sentence to sentence; the rate of the "
        "article stays exact.",
    )
    frequency: PreferenceRange = Field(
        (0, 0),
        description="Preference for common candidates, below 0 for rare ones: weights are multiplied by "
        "10 ** (frequency * zipf), beside the profile's own `frequency`.",
    )
    casing: WeightedCasings = Field(
        {"copy": 1.0},
        description="Casing of the replacements, with weights: copy, lower, or title (a capital for every second "
        "replacement, even inside a sentence).",
    )
    only: NamedShares = Field(
        {},
        description="Shares of the spinners that use this origin alone, 1 in all at most; an article stays below its "
        "rate if the origin has candidates for too few of its words.",
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
    """float64 [m]: the share of the words that each text's spinner swaps.

    For spinners that swap function words only, what is drawn is the share of these, FUNCTION_WORDS of all words.
    """
    rates: Floats = _draw(mixture, "rate", keys)
    return np.where(_swaps_function_words(mixture, keys), rates * FUNCTION_WORDS, rates)


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
    _check_known("only", mixture.only, origins)
    rows = np.array([habits.index(name) for name in mixture.habits])
    steps = _origin_steps(mixture.origins, keys, origins)
    # A phrase hides the function words in it, and later passes over "in addition to" would pile up more of them.
    is_empty = _swaps_function_words(mixture, keys)
    for name in ("phrases", "again"):
        quantities[name] = np.where(is_empty, 0.0, quantities[name])
    _exclude_others(steps, [origins.index(name) for name in mixture.only], quantities.pop("only"))
    return TextParameters(
        habit=rows[quantities.pop("habits")],
        origin_steps=steps_of_sets(steps, lexicon.origin_sets),
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


def _swaps_function_words(mixture: Mixture, keys: Keys) -> Bools:
    """Bool [m]: the habit drawn is `function_words`."""
    is_habit = np.array([name == "function_words" for name in mixture.habits])
    return np.asarray(is_habit[_draw(mixture, "habits", keys)])


def _exclude_others(steps: Array, bits: Sequence[int], only: Ints) -> None:
    """Exclude all origins but one, in place, for each text that uses one alone.

    steps  int16 [m, MOST_ORIGINS]
    bits   of the origins that may be used alone
    only   int64 [m]: index of the text's origin among the bits; -1: the text uses others too
    """
    texts = np.flatnonzero(only >= 0)
    steps[texts] = EXCLUDED
    steps[texts, np.array(bits, np.int64)[only[texts]]] = 0


def _draw(mixture: Mixture, quantity: str, keys: Keys) -> Array:
    """The quantity of each text, [m]."""
    return QUANTITIES[quantity](getattr(mixture, quantity), uniform(text_bits(keys, _place(quantity))))


def _place(quantity: str) -> int:
    return SPINNER_PLACES + DRAWN.index(quantity)


def _check_known(field: str, names: Collection[str], known: Sequence[str]) -> None:
    if unknown := sorted(set(names) - set(known)):
        hint = hint_name(unknown[0], known)
        raise ConfigError(f"expected the mixture's {field} to be the lexicon's, got {unknown[0]!r}: {hint}")
