"""The state before a pass, and the random numbers of its slots.

They depend on the key of the text, the number of the pass, the place of the slot and their purpose. A number that
all occurrences of a unit share is the same in all passes: it depends on the key of the text and on the unit.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.engine import kernels
from pipelines.engine.buffers import Ints
from pipelines.engine.compose import Edits
from pipelines.engine.current_words import CurrentWords
from pipelines.engine.draw import (
    CHOICE,
    MIX_1,
    RANK,
    SHARED_CHOICE,
    SHARED_RANK,
    UNIT_PLACES,
    Keys,
    is_shared,
    mix,
    random_bits,
    unit_places,
)
from pipelines.engine.plan import Plan
from pipelines.engine.slots import Slots
from pipelines.engine.waits import (
    SLOTS,
    STRIDE,
    UNITS,
    WAIT_AT,
    WAIT_SLOPE,
    Numbers,
    chances,
    is_below,
    numbers_at,
    start_sequences,
    waiting_times,
)


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


def rank_waits(slots: Slots, state: PassState) -> Numbers:
    """uint32 [s]: waiting times that rank the slots of each text."""
    keys, text_index = state.plan.keys, slots.text_index
    starts = start_sequences(pass_keys(keys, state.number), SLOTS, RANK)
    # The places of a text's slots count from its first word, which the start of its sequence makes up for.
    starts -= state.words.offsets[:-1].astype(np.uint32) * STRIDE
    if kernels.is_compiled():
        return _rank_waits(slots, state, starts)
    numbers = numbers_at(starts[text_index], slots.first.astype(np.uint32))
    share = 1 - state.plan.parameters.skipping  # of the units that are swapped everywhere or nowhere
    if share.any():
        units = slots.unit.astype(np.uint32)
        luck = numbers_at(start_sequences(keys, UNITS, SHARED_RANK)[text_index], units)
        at = np.flatnonzero(is_below(luck, chances(share)[text_index]))
        numbers[at] = numbers_at(start_sequences(keys, UNITS, RANK)[text_index[at]], units[at])
    return waiting_times(numbers, slots.propensity)


def _rank_waits(slots: Slots, state: PassState, starts: Numbers) -> Numbers:
    """The same, compiled, from the starts of the sequences of slots."""
    keys, share = state.plan.keys, 1 - state.plan.parameters.skipping
    of_units: list[Numbers | None] = [None] * 3
    if share.any():
        of_units = [start_sequences(keys, UNITS, SHARED_RANK), start_sequences(keys, UNITS, RANK), chances(share)]
    waits = np.empty(len(slots), np.uint32)
    of_slots = (len(slots), slots.text_index, slots.first, slots.unit, slots.propensity)
    kernels.run("rank_waits", *of_slots, starts, *of_units, WAIT_AT, WAIT_SLOPE, waits)
    return waits


def choice_bits(slots: Slots, state: PassState) -> Keys:
    """uint64 [s]: random bits that choose the candidate of each slot."""
    share = state.plan.parameters.consistency  # of the units whose occurrences have one number in common
    if kernels.is_compiled():
        bits, keys = np.empty(len(slots), np.uint64), state.plan.keys
        of_slots = (len(slots), slots.text_index, slots.first, slots.unit, state.words.offsets)
        of_texts = (keys, pass_keys(keys, state.number), share)
        kernels.run("choice_bits", *of_slots, *of_texts, CHOICE, SHARED_CHOICE, UNIT_PLACES, bits)
        return bits
    text_keys = state.plan.keys[slots.text_index]
    keys = text_keys if state.number == 1 else pass_keys(state.plan.keys, state.number)[slots.text_index]
    places = slots.first - state.words.offsets[slots.text_index]
    if share.any():
        shared = is_shared(text_keys, slots.unit, share[slots.text_index], SHARED_CHOICE)
        keys = keys if state.number == 1 else np.where(shared, text_keys, keys)
        places = np.where(shared, unit_places(slots.unit), places)
    return random_bits(keys, places, CHOICE)


def pass_keys(keys: Keys, number: int) -> Keys:
    """uint64 [m]: the keys of the texts in a pass; in pass 1 the texts' own keys."""
    return keys if number == 1 else mix(keys + np.array([number], np.uint64) * MIX_1)
