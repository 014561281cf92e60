"""The candidate of each slot: drawn by the lexicon's weights, or by weights that the text's parameters shift.

In a mixture, a weight is given by its level, LEVELS of which double it: the sum of the lexicon's level, that of the
row's origins in the text, and how much the text likes the candidate. The weights of a slot, relative to its greatest,
are looked up as integers of WEIGHT_BITS bits, so the choice is the same on every machine; a candidate of less than
2 ** -WEIGHT_BITS of the greatest weight is never chosen. Slots have few candidates, so the loops run over the rank of
the candidate, for all slots at once: nothing is repeated for each candidate of a slot.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.engine.draw import Keys
from pipelines.engine.lexicon import SET_BITS, Lexicon
from pipelines.engine.origins import EXCLUDED, pack_sets
from pipelines.engine.parameters import TextParameters
from pipelines.engine.taste import (
    LEVELS,
    LEVELS_OF_STEP,
    Marks,
    factors_of,
    levels_of_spread,
    liking,
    taste_keys,
)

# Candidates scored together: arrays of a megabyte.
BLOCK = 1 << 18
WEIGHT_BITS = 24
SET_MASK = np.uint32((1 << SET_BITS) - 1)
# Most steps of a set of origins, either way, that have an effect: 187 octaves. The level of an excluded set is lower,
# out of the reach of all likes, and that of no row lower still.
MOST_STEPS, NEVER, NO_ROW = 1500, np.int16(-(1 << 15)), -(1 << 24)
# The integer weights of the levels below the greatest, from 0 on; the last one is 0.
WEIGHTS = np.append(np.rint(2.0 ** (WEIGHT_BITS - np.arange((WEIGHT_BITS + 1) * LEVELS) / LEVELS)), 0).astype(np.uint32)


def choose_by_weight(bits: Keys, starts: Ints, ends: Ints, cumulative: Ints) -> Ints:
    """int64 [s]: the row of the candidate of each slot, drawn in proportion to the candidates' weights.

    starts, ends  int64 [s]: rows of the lexicon with the slot's candidates
    cumulative    int64 [rows + 1]: running sum of the weights of all rows, integers
    Integers alone are used, so the choice is the same on every machine.
    """
    low = cumulative[starts]
    total = (cumulative[ends] - low).astype(np.uint64)
    drawn = low + ((bits >> np.uint64(32)) * total >> np.uint64(32)).astype(np.int64)
    # A binary search for all slots at once, each from its first candidate on. A slot's candidates are adjacent in
    # memory, while a search of the whole column would miss the cache at each step. No search passes the slot's last
    # candidate, where the running sum exceeds the drawn number.
    rows, last = starts, len(cumulative) - 1
    for bit in reversed(range(int((ends - starts).max(initial=0)).bit_length())):
        further = np.minimum(rows + (1 << bit), last)
        rows = np.where(cumulative[further] <= drawn, further, rows)
    return rows


def choose_by_score(
    bits: Keys, starts: Ints, ends: Ints, text_index: Ints, *, lexicon: Lexicon, parameters: TextParameters
) -> Ints:
    """int64 [s]: the row of the candidate of each slot, drawn by the weights that its text gives them.

    bits          uint64 [s]: random bits of each slot
    starts, ends  int64 [s]: rows of the lexicon with the slot's candidates
    text_index    int64 [s]: text of each slot
    Each slot needs at least one row that its text does not exclude, see `has_candidates`.
    """
    counts, levels = ends - starts, _levels_of_texts(parameters)
    chosen = np.empty(len(starts), np.int64)
    block = max(1, BLOCK // int(counts.max(initial=1)))
    for begin in range(0, len(starts), block):
        # By falling number of candidates, so that the slots with a candidate of some rank come first.
        at = begin + np.argsort(-counts[begin : begin + block], kind="stable")
        chosen[at] = starts[at] + _choose_in_block(bits[at], starts[at], counts[at], levels.of(text_index[at]), lexicon)
    return chosen


@dataclass(frozen=True)
class _Levels:
    """The parts of the levels of rows that depend on m texts, or on the texts of s slots.

    by_set   int16 [m * o]: levels of each set of origins, one text after the other
    offsets  int64 [m] or [s]: first item of the text in by_set
    keys     uint32 [m] or [s]: keys of the tastes
    spread   int32 [m] or [s]: standard deviations of the likes, in levels; None: no text has likes
    """

    by_set: Array
    offsets: Ints
    keys: Marks
    spread: Array | None

    def of(self, text_index: Ints) -> "_Levels":
        """Those of each slot, from its text."""
        spread = None if self.spread is None else self.spread[text_index]
        return _Levels(self.by_set, self.offsets[text_index], self.keys[text_index], spread)


def _levels_of_texts(parameters: TextParameters) -> _Levels:
    steps, spread = parameters.origin_steps, parameters.taste_spread
    by_set = np.clip(steps, -MOST_STEPS, MOST_STEPS) * np.int16(LEVELS_OF_STEP)
    by_set[steps <= EXCLUDED] = NEVER
    return _Levels(
        by_set=by_set.ravel(),
        offsets=np.arange(len(steps)) * steps.shape[1],
        keys=taste_keys(parameters.taste),
        spread=levels_of_spread(spread) if spread.any() else None,
    )


def _choose_in_block(bits: Keys, starts: Ints, counts: Ints, levels: _Levels, lexicon: Lexicon) -> Ints:
    """int64 [s]: the rank of the chosen candidate of each slot, from 0 on; `counts` do not increase."""
    below = np.full((int(counts.max()), len(starts)), NO_ROW, np.int32)
    n_slots = np.searchsorted(-counts, -np.arange(len(below)))  # of those with a candidate of each rank
    for rank, n in enumerate(n_slots.tolist()):
        below[rank, :n] = _levels_of_rows(lexicon.packed_rows.take(starts[:n] + rank), levels, n)
    greatest = below.max(axis=0)
    # The running sum of the weights, rank by rank, takes the place of the levels.
    total, sums = np.zeros(len(starts), np.uint32), below.view(np.uint32)
    for rank, n in enumerate(n_slots.tolist()):
        np.subtract(greatest[:n], below[rank, :n], out=below[rank, :n])
        total[:n] += WEIGHTS.take(below[rank, :n], mode="clip")
        sums[rank] = total
    drawn = ((bits >> np.uint64(32)) * total >> np.uint64(32)).astype(np.uint32)
    chosen = np.zeros(len(starts), np.int64)
    for rank, n in enumerate(n_slots.tolist()):
        chosen[:n] += sums[rank, :n] <= drawn[:n]
    return chosen


def _levels_of_rows(rows: Array, levels: _Levels, n: int) -> Array:
    """int32 [n]: the level of a row of each of the first n slots.

    rows  uint64 [n]: packed rows, see `Lexicon.packed_rows`
    """
    plain, marks = rows.view(np.uint32).reshape(-1, 2).T
    found = levels.by_set.take(levels.offsets[:n] + (plain & SET_MASK)).astype(np.int32)
    found -= (plain >> np.uint32(SET_BITS)).view(np.int32) * LEVELS_OF_STEP
    if levels.spread is not None:
        found += liking(marks.copy(), levels.keys[:n], levels.spread[:n])
    return found


def has_candidates(units: Ints, text_index: Ints, top: int, *, lexicon: Lexicon, parameters: TextParameters) -> Bools:
    """Bool [s]: the slot's unit has, among its best `top` rows, one with an origin that its text does not exclude."""
    is_used = parameters.origin_steps > EXCLUDED
    if is_used.all():
        return np.ones(len(units), bool)
    # Mostly the best candidate has such an origin.
    has_any: Bools = is_used.ravel()[text_index * is_used.shape[1] + lexicon.best_sets[units]]
    others = np.flatnonzero(~has_any)
    of_unit, of_text = lexicon.sets_of_units(top), pack_sets(is_used)
    # A loop over 64 sets of origins at a time: nine steps, each for the few slots not yet settled.
    for word in range(of_unit.shape[1]):
        found = of_unit[units[others], word] & of_text[text_index[others], word] != 0
        has_any[others[found]] = True
        others = others[~found]
    return has_any


def propensity_in_text(units: Ints, text_index: Ints, *, lexicon: Lexicon, parameters: TextParameters) -> Array:
    """float32 [s]: the propensity of the unit by the text's habit and taste; 0: never swapped."""
    habits, spread = lexicon.propensities, parameters.taste_spread
    propensity: Array = habits.ravel()[parameters.habit[text_index] * habits.shape[1] + units]
    if spread.any():
        keys, levels = taste_keys(parameters.taste), levels_of_spread(spread)
        propensity *= factors_of(liking(lexicon.unit_marks[units], keys[text_index], levels[text_index]))
    return propensity
