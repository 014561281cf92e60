"""The candidate of each slot: drawn by the lexicon's weights, or by scores that the text's parameters shift.

By score, each candidate's log-weight gets a Gumbel number on top and the highest wins: a draw in proportion to
2 ** (steps / 8) (Gumbel 1954; Yellott 1977) without a running sum of weights, which texts could not share. Logarithms
are rounded to float32, which almost always hides their last digits, in which machines differ. All that follows are
single operations of IEEE arithmetic, the same on every machine.
"""

import math
from itertools import pairwise

import numpy as np

from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.engine.draw import GOLDEN, Floats, Keys, first_least, mix
from pipelines.engine.lexicon import ZIPF_STEPS, Lexicon
from pipelines.engine.origins import EXCLUDED
from pipelines.engine.parameters import TextParameters
from pipelines.engine.taste import CANDIDATE, UNIT, liking

# A step is an eighth of an octave: eight steps double a weight.
LOG_STEP = np.float32(math.log(2) / 8)
# Rows scored together: arrays of half a megabyte.
BLOCK = 1 << 16
# Steps of weight of one step of zipf, for each unit of a text's preference for frequent candidates.
STEPS_OF_ZIPF = np.float32(math.log2(10) * 8 / ZIPF_STEPS)


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
    """int64 [s]: the row of the candidate of each slot, drawn by the scores that its text gives them.

    bits          uint64 [s]: random bits of each slot
    starts, ends  int64 [s]: rows of the lexicon with the slot's candidates
    text_index    int64 [s]: text of each slot
    Each slot needs at least one row that its text does not exclude, see `has_candidates`.
    """
    rows_before = np.append(0, np.cumsum(ends - starts))
    # Slots are scored block by block, so that the arrays of their rows stay in the processor's cache.
    borders = np.searchsorted(rows_before, np.arange(0, rows_before[-1], BLOCK), side="right") - 1
    blocks = [slice(*block) for block in pairwise([*np.unique(borders).tolist(), len(starts)])]
    chosen = [
        _choose_in_block(bits[at], starts[at], ends[at], text_index[at], lexicon=lexicon, parameters=parameters)
        for at in blocks
    ]
    return np.concatenate([np.zeros(0, np.int64), *chosen])


def _choose_in_block(
    bits: Keys, starts: Ints, ends: Ints, text_index: Ints, *, lexicon: Lexicon, parameters: TextParameters
) -> Ints:
    counts = ends - starts
    first = np.cumsum(counts) - counts
    row_in_block = np.arange(counts.sum())
    rows = row_in_block + np.repeat(starts - first, counts)
    number = (row_in_block - np.repeat(first - 1, counts)).astype(np.uint64)  # from 1 on, within the slot
    scores = _scores(rows, np.repeat(text_index, counts), lexicon, parameters)
    scores += gumbel(mix(np.repeat(bits, counts) + number * GOLDEN))
    return rows[first_least(-scores, first)]


def _scores(rows: Ints, text_index: Ints, lexicon: Lexicon, parameters: TextParameters) -> Array:
    """float32 [rows]: ln of the weight of each row for its text; -inf if its origins are excluded."""
    n_sets = parameters.origin_steps.shape[1]
    by_origin = parameters.origin_steps.ravel()[text_index * n_sets + lexicon.origin_set_ids[rows]]
    steps = (lexicon.steps[rows] + by_origin.astype(np.int32)).astype(np.float32)
    if parameters.taste_spread.any():
        steps += liking(parameters, text_index, lexicon.candidate[rows], CANDIDATE)
    if parameters.frequency.any():
        of_text = parameters.frequency.astype(np.float32) * STEPS_OF_ZIPF
        steps += of_text[text_index] * lexicon.zipf[rows].astype(np.float32)
    steps *= LOG_STEP
    steps[by_origin <= EXCLUDED] = -np.inf
    return steps


def gumbel(bits: Keys) -> Array:
    """float32 [s]: -ln(-ln(u)), with u from the first 53 bits, the last of them set, so that 0 < u < 1."""
    between = (bits >> np.uint64(11) | np.uint64(1)).astype(np.float64) * 2.0**-53
    numbers: Floats = -np.log(-np.log(between))
    return numbers.astype(np.float32)


def has_candidates(units: Ints, text_index: Ints, top: int, *, lexicon: Lexicon, parameters: TextParameters) -> Bools:
    """Bool [s]: the slot's unit has, among its best `top` rows, one with an origin that its text does not exclude."""
    is_used = parameters.origin_steps > EXCLUDED
    if is_used.all():
        return np.ones(len(units), bool)
    # Mostly the best candidate has such an origin.
    best_sets = lexicon.origin_set_ids[lexicon.offsets[units]]
    has_any: Bools = is_used.ravel()[text_index * is_used.shape[1] + best_sets]
    others = np.flatnonzero(~has_any)
    has_any[others] = _has_used_set(units[others], text_index[others], top, lexicon, is_used)
    return has_any


def _has_used_set(units: Ints, text_index: Ints, top: int, lexicon: Lexicon, is_used: Bools) -> Bools:
    """Bool [s]: one of the sets of origins of the unit's best `top` rows is in use in the text."""
    # The sets of each distinct unit, and those in use in each text, as rows of bits.
    distinct = np.flatnonzero(np.bincount(units, minlength=len(lexicon.units)))
    counts = np.minimum(np.diff(lexicon.offsets)[distinct], top)
    owner = np.repeat(np.arange(len(distinct)), counts)
    rows = np.arange(len(owner)) + (lexicon.offsets[distinct] - (np.cumsum(counts) - counts))[owner]
    has_set = np.zeros((len(distinct), is_used.shape[1]), bool)
    has_set[owner, lexicon.origin_set_ids[rows]] = True
    of_unit, of_text = np.packbits(has_set, axis=1), np.packbits(is_used, axis=1)
    return np.any(of_unit[np.searchsorted(distinct, units)] & of_text[text_index], axis=1)


def propensity_in_text(units: Ints, text_index: Ints, *, lexicon: Lexicon, parameters: TextParameters) -> Array:
    """float32 [s]: the propensity of the unit by the text's habit and taste; 0: never swapped."""
    habits = lexicon.propensities
    propensity: Array = habits.ravel()[parameters.habit[text_index] * habits.shape[1] + units]
    if parameters.taste_spread.any():
        steps = liking(parameters, text_index, units, UNIT).astype(np.float64)
        propensity = (propensity * np.exp2(steps / 8)).astype(np.float32)
    return propensity
