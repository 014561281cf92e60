"""The slots of a pass: units of the lexicon in the current texts that may change, with their propensities."""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from pipelines.engine import kernels
from pipelines.engine.buffers import Array, Bools, Ints, repeat_index, spread
from pipelines.engine.choose import has_candidates, propensity_in_text
from pipelines.engine.current_words import CurrentWords, count_marked
from pipelines.engine.plan import Plan
from pipelines.engine.taste import BELL, FACTORS, LOWEST_FACTOR
from pipelines.engine.units import Units, find_units


@dataclass(frozen=True)
class Slots:
    """s slots, in order of place. Few of them are swapped, so integers have 32 bits until then: less memory to read.

    text_index    int32 [s]
    first         int32 [s]: first word
    n_words       int32 [s]: number of words
    unit          int32 [s]: unit of the lexicon
    propensity    float32 [s]: above 0
    is_name_like  bool [s]: a word of the slot is name-like
    n_clean       int32 [s]: words of the clean text among its words
    """

    text_index: Array
    first: Array
    n_words: Array
    unit: Array
    propensity: Array
    is_name_like: Bools
    n_clean: Array

    def __len__(self) -> int:
        return len(self.first)

    def take(self, at: Ints) -> Self:
        """The slots with these indices."""
        return type(self)(**{field.name: getattr(self, field.name).take(at) for field in fields(self)})

    def widen(self) -> Self:
        """The same slots with integers of 64 bits."""
        columns = {field.name: getattr(self, field.name) for field in fields(self)}
        return type(self)(
            **{name: array.astype(np.int64) if array.dtype == np.int32 else array for name, array in columns.items()}
        )

    def where(self, mask: Bools) -> Self:
        """The slots for which the mask is true."""
        return self if mask.all() else self.take(np.flatnonzero(mask))

    def of_texts(self, mask: Bools) -> Ints:
        """The indices of the slots of the texts for which the mask is true."""
        if mask.all():
            return np.arange(len(self))
        borders = np.searchsorted(self.text_index, np.arange(len(mask) + 1, dtype=self.text_index.dtype))
        return spread(borders[:-1][mask], np.diff(borders)[mask])


def find_slots(words: CurrentWords, plan: Plan) -> Slots:
    """Find all slots; a unit with propensity 0 is no slot."""
    has_origins = plan.is_mixture and not plan.origin_use.is_used.all()
    # The kernel asks which origins a text uses. No profile excludes sets of origins in any other way.
    if kernels.is_compiled() and not (has_origins and plan.origin_use.origins is None):
        return _find_slots(words, plan, has_origins=has_origins)
    units = match_units(words, plan)
    text_index = repeat_index(np.diff(np.searchsorted(units.first, words.offsets)))
    is_name_like = np.zeros(len(units), bool)
    if words.is_name_like.any():
        is_name_like = count_marked(words.is_name_like, units.first, units.n_words) > 0
    propensity = _propensity(units.entry, text_index, plan)
    propensity = _scale(propensity, units.n_words > 1, plan.parameters.phrases, text_index)
    propensity = _scale(propensity, is_name_like, plan.parameters.entities, text_index)
    if words.emphasis is not None:
        propensity = propensity * words.emphasis[units.first]
    slots = Slots(
        text_index=text_index.astype(np.int32),
        first=units.first.astype(np.int32),
        n_words=units.n_words.astype(np.int32),
        unit=units.entry.astype(np.int32),
        propensity=propensity,
        is_name_like=is_name_like,
        n_clean=count_marked(words.is_clean, units.first, units.n_words).astype(np.int32),
    )
    return slots.where(propensity > 0)


def match_units(words: CurrentWords, plan: Plan) -> Units:
    """Match the lexicon's units in the current texts; no protected word is part of one."""
    is_linked, phrases = words.is_linked, plan.parameters.phrases
    # Propensity 0 would not do: a matched phrase hides the single words in it.
    if not phrases.all():
        is_linked = is_linked & np.repeat(phrases > 0, words.counts)
    return find_units(
        plan.lexicon.phrases,
        words.words,
        is_allowed=words.is_allowed,
        is_short=words.is_short,
        is_linked=is_linked,
        phrases=bool(phrases.any()),
    )


def _propensity(units: Ints, text_index: Ints, plan: Plan) -> Array:
    """float32 [s]: the lexicon's propensity, or that in the text; 0 without a candidate that the text may use."""
    if not plan.is_mixture:
        return plan.lexicon.propensity[units]
    lexicon, parameters = plan.lexicon, plan.parameters
    has_any = has_candidates(units, text_index, plan.rules.top, lexicon=lexicon, use=plan.origin_use)
    propensity = propensity_in_text(units, text_index, lexicon=lexicon, parameters=parameters)
    return propensity * has_any


def _scale(propensity: Array, mask: Bools, factors: Array, text_index: Ints) -> Array:
    """float32 [s]: the propensity times the factor of the text where the mask is true.

    factors  float64 [m]
    """
    if (factors == 1).all():
        return propensity
    at, scaled = np.flatnonzero(mask), propensity.copy()
    scaled[at] *= factors.astype(np.float32)[text_index[at]]
    return scaled


def _find_slots(words: CurrentWords, plan: Plan, *, has_origins: bool) -> Slots:
    """The same, compiled.

    has_origins  some text does not use all origins; `plan` has those that each text uses
    """
    lexicon, parameters, trie = plan.lexicon, plan.parameters, plan.lexicon.phrases.trie
    origins = (lexicon.origins_of_units(plan.rules.top), plan.origin_use.origins) if has_origins else (None, None)
    taste = (lexicon.unit_marks, parameters.levels.keys, parameters.levels.spread) if plan.is_mixture else (None,) * 3
    n_most = int(words.counts.max(initial=0))
    text_index, first, n_words, unit, n_clean = np.empty((5, len(words)), np.int32)
    propensity, is_name_like = np.empty(len(words), np.float32), np.empty(len(words), bool)
    n = kernels.run(
        "find_slots",
        *(len(words.counts), words.offsets, words.words, words.is_allowed, words.is_short, words.is_linked),
        *(words.is_name_like, words.is_clean, words.emphasis, parameters.phrases > 0),
        *(trie.n_words, trie.n_bits, trie.of_words, trie.is_likely, trie.first_step, trie.steps),
        *(lexicon.propensities, lexicon.propensities.shape[1], parameters.habit),
        *(*origins, *taste, BELL, FACTORS, LOWEST_FACTOR, len(FACTORS)),
        *(factors.astype(np.float32) for factors in (parameters.phrases, parameters.entities)),
        *(n_most, np.empty(5 * n_most, np.int32)),
        *(text_index, first, n_words, unit, propensity, is_name_like, n_clean),
    )
    return Slots(text_index[:n], first[:n], n_words[:n], unit[:n], propensity[:n], is_name_like[:n], n_clean[:n])
