"""A mixture draws a spinner for each text, so that a corpus covers spinners that nobody has sampled.

What is drawn follows from the text's key alone: same key, same spinner, whatever else is in the batch. Ranges are
even from low to high; a share is the chance of a yes; weights say how often each of several values comes.
"""

import difflib
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Any

import numpy as np
from pydantic import AfterValidator, Field

from pipelines.config.stages import Section, Share
from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.engine.draw import Floats, Keys, random_bits, uniform
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.origins import EXCLUDED, MOST_ORIGINS, steps_of_sets
from pipelines.engine.parameters import TextParameters
from pipelines.errors import ConfigError

# Places behind those that the engine draws at. Each quantity has its own, so a new one at the end changes no other.
PLACES = 1 << 43
DRAWN = (
    "taste", "rate", "again", "consistency", "skipping", "phrases", "entities", "taste_spread", "names", "quotations",
    "digits", "homographs", "repair_articles", "every", "habits",
)  # fmt: skip
SOURCE_PLACES = PLACES + (1 << 10)


def _in_order(value: tuple[Any, Any]) -> tuple[Any, Any]:
    if value[0] > value[1]:
        raise ValueError("expected [low, high]")
    return value


def _weights(value: Mapping[Any, float]) -> Mapping[Any, float]:
    if not value or min(value.values()) < 0 or not sum(value.values()) > 0:
        raise ValueError("expected weights of 0 or more, one of them above 0")
    return value


Factor = Annotated[float, Field(ge=0, le=100)]
Step = Annotated[int, Field(gt=EXCLUDED, le=-EXCLUDED)]
Shares = Annotated[tuple[Share, Share], AfterValidator(_in_order)]
Factors = Annotated[tuple[Factor, Factor], AfterValidator(_in_order)]
StepRange = Annotated[tuple[Step, Step], AfterValidator(_in_order)]


class Source(Section):
    """What spinners make of one of the lexicon's sources."""

    steps: StepRange = Field((-16, 8), description="[low, high]: added to its candidates; eight double a weight.")
    unused: Share = Field(0.2, description="Share of the spinners that do not use it at all.")


class Mixture(Section):
    """From what the spinners are drawn. Ranges are [low, high]."""

    rate: Shares = Field((0.08, 0.45), description="Share of an article's words that are swapped.")
    again: Shares = Field((0, 0.5), description="Share of the swapped words that each later pass hits again.")
    consistency: Shares = Field((0, 1), description="Share of an article's words that get the same swap throughout.")
    skipping: Shares = Field((0.3, 1), description="Share of an article's words that are swapped here and left there.")
    phrases: Factors = Field((0.2, 2), description="How readily phrases are swapped, against the lexicon's figure.")
    entities: Factors = Field((0.1, 1), description="How readily parts of names are swapped, where names are not kept.")
    taste_spread: Factors = Field((0, 16), description="How far likes go, in steps: eight double or halve a weight.")
    names: Share = Field(0.7, description="Share of the spinners that leave names alone.")
    quotations: Share = Field(0.1, description="Share of the spinners that leave quotations alone.")
    digits: Share = Field(0.3, description="Share of the spinners that swap numbers in digits.")
    homographs: Share = Field(0.5, description="Share of the spinners that swap names that are words (May 10).")
    repair_articles: Share = Field(0.1, description="Share of the spinners that mend a and an.")
    every: Annotated[dict[Annotated[int, Field(ge=0, le=100)], float], AfterValidator(_weights)] = Field(
        {0: 0.85, 2: 0.05, 3: 0.05, 4: 0.05},
        description="At most one swap in each run of so many words, with weights; 0: no such limit.",
    )
    habits: Annotated[dict[str, float], AfterValidator(_weights)] = Field(
        {"lexicon": 1.0, "even": 1.0},
        description="Which words are swapped how readily, with weights: lexicon, even, or a learned profile's name.",
    )
    sources: dict[str, Source] = Field(
        {}, max_length=MOST_ORIGINS, description="The lexicon's sources; one not named is as the lexicon has it."
    )


def draw_rates(mixture: Mixture, keys: Keys) -> Floats:
    """float64 [m]: the share of the words that each text's spinner swaps."""
    return _between(mixture.rate, _uniform(keys, "rate"))


def draw_spinners(
    mixture: Mixture, keys: Keys, lexicon: Lexicon, *, habits: Sequence[str], sources: Sequence[str]
) -> TextParameters:
    """A spinner for each text.

    keys     uint64 [m]: what all random choices of a text follow from
    habits   the names of lexicon.propensities' rows
    sources  the names of the bits of lexicon.origin_sets, from the lowest on
    Raises ConfigError for a habit or source of the mixture that is not among them.
    """
    _check_known("habits", mixture.habits, habits)
    _check_known("sources", mixture.sources, sources)
    chosen = _weighted(list(mixture.habits.values()), _uniform(keys, "habits"))
    every = _weighted(list(mixture.every.values()), _uniform(keys, "every"))
    return TextParameters(
        again=_between(mixture.again, _uniform(keys, "again")),
        consistency=_between(mixture.consistency, _uniform(keys, "consistency")),
        skipping=_between(mixture.skipping, _uniform(keys, "skipping")),
        phrases=_between(mixture.phrases, _uniform(keys, "phrases")),
        entities=_between(mixture.entities, _uniform(keys, "entities")),
        every=np.array(list(mixture.every), np.int64)[every],
        names=_is_yes(mixture.names, keys, "names"),
        quotations=_is_yes(mixture.quotations, keys, "quotations"),
        digits=_is_yes(mixture.digits, keys, "digits"),
        homographs=_is_yes(mixture.homographs, keys, "homographs"),
        repair_articles=_is_yes(mixture.repair_articles, keys, "repair_articles"),
        habit=np.array([habits.index(name) for name in mixture.habits])[chosen],
        origin_steps=steps_of_sets(_source_steps(mixture.sources, keys, sources), lexicon.origin_sets),
        taste=_bits(keys, PLACES + DRAWN.index("taste")),
        taste_spread=_between(mixture.taste_spread, _uniform(keys, "taste_spread")),
    )


def _source_steps(drawn: Mapping[str, Source], keys: Keys, sources: Sequence[str]) -> Array:
    """int16 [m, MOST_ORIGINS]; a spinner that would use none of the sources drawn uses them all."""
    steps, is_off = np.zeros((len(keys), MOST_ORIGINS), np.int16), np.zeros((len(keys), MOST_ORIGINS), bool)
    for name, source in drawn.items():
        bit = sources.index(name)
        low, high = source.steps
        luck = uniform(_bits(keys, SOURCE_PLACES + 2 * bit))
        steps[:, bit] = low + np.floor((high - low + 1) * luck)
        is_off[:, bit] = uniform(_bits(keys, SOURCE_PLACES + 2 * bit + 1)) < source.unused
    is_off[is_off.sum(axis=1) == len(drawn)] = False
    steps[is_off] = EXCLUDED
    return steps


def _bits(keys: Keys, place: int) -> Keys:
    return random_bits(keys, np.full(len(keys), place), 0)


def _uniform(keys: Keys, quantity: str) -> Floats:
    return uniform(_bits(keys, PLACES + DRAWN.index(quantity)))


def _between(limits: tuple[float, float], luck: Floats) -> Floats:
    low, high = limits
    return low + (high - low) * luck


def _is_yes(share: float, keys: Keys, quantity: str) -> Bools:
    return np.asarray(_uniform(keys, quantity) < share)


def _weighted(weights: Sequence[float], luck: Floats) -> Ints:
    """int64 [m]: which of the values, in proportion to their weights."""
    borders = np.cumsum(weights)
    return np.searchsorted(borders[:-1], luck * borders[-1], side="right").astype(np.int64)


def _check_known(field: str, names: Collection[str], known: Sequence[str]) -> None:
    if unknown := sorted(set(names) - set(known)):
        nearest = difflib.get_close_matches(unknown[0], known, n=1)
        hint = f"did you mean {nearest[0]!r}?" if nearest else f"known: {', '.join(known) or 'none'}"
        raise ConfigError(f"expected the mixture's {field} to be the lexicon's, got {unknown[0]!r}: {hint}")
