"""The state before a pass, and the random bits of its slots.

The bits depend on the key of the text, the number of the pass, the place of the slot and their purpose. A number that
all occurrences of a unit share is the same in all passes: it depends on the key of the text and on the unit.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.engine.buffers import Ints
from pipelines.engine.compose import Edits
from pipelines.engine.current_words import CurrentWords
from pipelines.engine.draw import (
    CHOICE,
    MIX_1,
    RANK,
    SHARED_CHOICE,
    SHARED_RANK,
    Floats,
    Keys,
    is_shared,
    mix,
    random_bits,
    unit_places,
)
from pipelines.engine.plan import Plan
from pipelines.engine.slots import Slots


@dataclass(frozen=True)
class PassState:
    """m texts before a pass.

    number  of the pass, from 1
    words   the words of the texts as the passes before left them
    edits   the edits of the passes before, from the clean texts to these
    """

    plan: Plan
    number: int
    words: CurrentWords
    edits: Edits

    @property
    def is_clean(self) -> bool:
        """No earlier pass has changed the texts."""
        return not len(self.edits)


@dataclass(frozen=True)
class Budget:
    """Words that a pass may swap in each of m texts.

    clean  int64 [m]: words of the clean text
    again  int64 [m]: words of earlier replacements
    """

    clean: Ints
    again: Ints


def rank_bits(slots: Slots, state: PassState) -> Keys:
    """uint64 [s]: random bits that rank the slots of each text."""
    share = 1 - state.plan.parameters.skipping  # of the units that are swapped everywhere or nowhere
    return _slot_bits(slots, state, purpose=RANK, share=share, sharing=SHARED_RANK)


def choice_bits(slots: Slots, state: PassState) -> Keys:
    """uint64 [s]: random bits that choose the candidate of each slot."""
    share = state.plan.parameters.consistency
    return _slot_bits(slots, state, purpose=CHOICE, share=share, sharing=SHARED_CHOICE)


def _slot_bits(slots: Slots, state: PassState, *, purpose: int, share: Floats, sharing: int) -> Keys:
    """uint64 [s]: random bits of each slot.

    share    float64 [m]: fraction of the units of each text whose occurrences have one number in common
    sharing  purpose of the number that decides which units these are
    """
    text_keys = state.plan.keys[slots.text_index]
    keys = text_keys if state.number == 1 else pass_keys(state.plan.keys, state.number)[slots.text_index]
    places = slots.first - state.words.offsets[slots.text_index]
    if share.any():
        shared = is_shared(text_keys, slots.unit, share[slots.text_index], sharing)
        keys = keys if state.number == 1 else np.where(shared, text_keys, keys)
        places = np.where(shared, unit_places(slots.unit), places)
    return random_bits(keys, places, purpose)


def pass_keys(keys: Keys, number: int) -> Keys:
    """uint64 [m]: the keys of the texts in a pass; in pass 1 the texts' own keys."""
    return keys if number == 1 else mix(keys + np.array([number], np.uint64) * MIX_1)
