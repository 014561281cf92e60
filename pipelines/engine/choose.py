"""The candidate of each slot: drawn by the lexicon's weights, or by weights that the text's parameters shift.

In a mixture, a weight is given by its level, LEVELS of which double it: the sum of the lexicon's level, that of the
row's origins in the text, how much the text likes the candidate, and the text's preference for frequent candidates. The
weights of a slot, relative to its greatest, are looked up as integers of WEIGHT_BITS bits, so the choice is the same on
every machine; a candidate of less than 2 ** -WEIGHT_BITS of the greatest weight is never chosen. Slots have few
candidates, so the loops run over the rank of the candidate, for all slots at once: nothing is repeated for each
candidate of a slot.
"""

import numpy as np

from pipelines.engine import kernels
from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.engine.draw import Keys
from pipelines.engine.levels import LEVEL_PARTS, Levels
from pipelines.engine.lexicon import PACKED_ROW, Lexicon
from pipelines.engine.origins import OriginUse, pack_sets
from pipelines.engine.parameters import TextParameters
from pipelines.engine.taste import BELL, LEVELS, LEVELS_OF_STEP, factors_of, liking

# Candidates scored together: arrays of a megabyte.
BLOCK = 1 << 18
WEIGHT_BITS = 24
MOST_CANDIDATES = np.uint16((1 << 16) - 1)
# Level of no row: lower than any.
NO_ROW = -(1 << 24)
# The integer weights of the levels below the greatest, from 0 on; the last one is 0.
WEIGHTS = np.append(np.rint(2.0 ** (WEIGHT_BITS - np.arange((WEIGHT_BITS + 1) * LEVELS) / LEVELS)), 0).astype(np.uint32)


def choose_by_weight(bits: Keys, starts: Ints, totals: Array, weight: Array) -> Ints:
    """int64 [s]: the row of the candidate of each slot, drawn in proportion to the candidates' weights.

    starts  int64 [s]: the first row of the lexicon with a candidate of the slot
    totals  uint32 [s]: sum of the weights of the slot's candidates
    weight  uint16 [rows]: weights of all rows
    Integers alone are used, so the choice is the same on every machine.
    """
    if kernels.is_compiled():
        row = np.empty(len(starts), np.int64)
        kernels.run("choose_by_weight", len(starts), bits, starts, totals, weight, row)
        return row
    drawn = (bits >> np.uint64(32)) * totals.astype(np.uint64) >> np.uint64(32)
    rows, reached = starts.copy(), weight[starts].astype(np.uint64)
    # Rank by rank, for the slots whose candidate is further on: candidates are sorted by falling weight, so few are.
    further = np.flatnonzero(reached <= drawn)
    while len(further):
        rows[further] += 1
        reached[further] += weight[rows[further]]
        further = further[reached[further] <= drawn[further]]
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
    counts, levels = ends - starts, parameters.levels
    chosen = np.empty(len(starts), np.int64)
    if kernels.is_compiled():
        slots = (len(starts), bits, starts, ends, text_index)
        of_texts = (levels.by_set, levels.offsets, levels.keys, levels.spread, levels.frequency)
        scratch = np.empty(counts.max(initial=0), np.int32)
        weights = (WEIGHTS, len(WEIGHTS))
        kernels.run("choose_by_score", *slots, lexicon.packed_rows, *of_texts, BELL, *weights, scratch, chosen)
        return chosen
    block = max(1, BLOCK // int(counts.max(initial=1)))
    for begin in range(0, len(starts), block):
        # By falling number of candidates, so that the slots with a candidate of some rank come first.
        at = begin + np.argsort(MOST_CANDIDATES - counts[begin : begin + block].astype(np.uint16), kind="stable")
        chosen[at] = starts[at] + _choose_in_block(bits[at], starts[at], counts[at], levels.of(text_index[at]), lexicon)
    return chosen


def _choose_in_block(bits: Keys, starts: Ints, counts: Ints, levels: Levels, lexicon: Lexicon) -> Ints:
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


def _levels_of_rows(rows: Array, levels: Levels, n: int) -> Array:
    """int32 [n]: the level of a row of each of the first n slots.

    rows  uint64 [n]: packed rows, see `Lexicon.packed_rows`
    """
    row = rows.view(PACKED_ROW)
    found = levels.by_set.take(levels.offsets[:n] + row["origin_set"]).astype(np.int32)
    found -= row["steps"] * np.int32(LEVELS_OF_STEP)
    if levels.spread is not None:
        found += liking(row["mark"].copy(), levels.keys[:n], levels.spread[:n])
    if levels.frequency is not None:
        found += (levels.frequency[:n] * row["zipf"] + (LEVEL_PARTS >> 1)) // LEVEL_PARTS
    return found


def has_candidates(units: Ints, text_index: Ints, top: int, *, lexicon: Lexicon, use: OriginUse) -> Bools:
    """Bool [s]: the slot's unit has, among its best `top` rows, one with an origin that its text does not exclude."""
    if use.is_used.all():
        return np.ones(len(units), bool)
    if use.origins is not None:
        has_any: Bools = lexicon.origins_of_units(top)[units] & use.origins[text_index] != 0
        return has_any
    of_unit, of_text = lexicon.sets_of_units(top), pack_sets(use.is_used)
    # A loop over 64 sets of origins at a time.
    words = [of_unit[units, word] & of_text[text_index, word] != 0 for word in range(of_unit.shape[1])]
    return np.logical_or.reduce(words)


def propensity_in_text(units: Ints, text_index: Ints, *, lexicon: Lexicon, parameters: TextParameters) -> Array:
    """float32 [s]: the propensity of the unit by the text's habit and taste; 0: never swapped."""
    habits, levels = lexicon.propensities, parameters.levels
    first = parameters.habit * habits.shape[1]
    propensity: Array = habits.ravel().take(first[text_index] + units)
    if levels.spread is not None:
        marks = lexicon.unit_marks.take(units)
        propensity *= factors_of(liking(marks, levels.keys[text_index], levels.spread[text_index]))
    return propensity
