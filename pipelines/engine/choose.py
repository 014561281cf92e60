"""To what a slot changes: a candidate of its unit, by the lexicon's weights or by a spinner's own taste.

By taste, each candidate has a score and a Gumbel number on top, and the highest wins: that draws in proportion
to 2 ** (score / 8) (Gumbel 1954; Yellott 1977) without a running sum of weights that no two spinners share.
Logarithms are rounded to float32, and what follows is exact, so that their last digits, in which machines differ,
do not decide.
"""

import math
from itertools import pairwise

import numpy as np

from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.engine.draw import GOLDEN, Floats, Keys, first_least, mix
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.tastes import CANDIDATE, EXCLUDED, UNIT, Spinners, like

# A step is an eighth of an octave: eight steps double a weight.
LOG_STEP = np.float32(math.log(2) / 8)
# Rows that are looked at together: arrays of half a megabyte.
BLOCK = 1 << 16


def pick_candidates(bits: Keys, starts: Ints, ends: Ints, cumulative: Ints) -> Ints:
    """int64 [s]: the candidate of each slot, drawn in proportion to the candidates' weights.

    starts, ends  int64 [s]: rows of the lexicon that hold the slot's candidates
    cumulative    int64 [rows + 1]: running sum of the weights of all rows, whole numbers
    Whole numbers only, so the choice is the same on every machine.
    """
    low = cumulative[starts]
    total = (cumulative[ends] - low).astype(np.uint64)
    drawn = low + ((bits >> np.uint64(32)) * total >> np.uint64(32)).astype(np.int64)
    # A binary search for all slots at once, from each one's first candidate on: they lie side by side in memory,
    # while a search of the whole column would miss the cache at each step. None goes past its slot's last
    # candidate, for the running sum there is above what was drawn.
    rows, last = starts, len(cumulative) - 1
    for bit in reversed(range(int((ends - starts).max(initial=0)).bit_length())):
        ahead = np.minimum(rows + (1 << bit), last)
        rows = np.where(cumulative[ahead] <= drawn, ahead, rows)
    return rows


def choose_candidates(
    bits: Keys, starts: Ints, ends: Ints, text_index: Ints, *, lexicon: Lexicon, spinners: Spinners
) -> Ints:
    """int64 [s]: the row of the lexicon that each slot's spinner puts, of those from starts[i] to ends[i].

    bits        uint64 [s]: random bits of each slot
    text_index  int64 [s]: text of each slot, and so its spinner
    A slot needs at least one row whose source is not excluded, see `has_candidates`.
    """
    rows_before = np.append(0, np.cumsum(ends - starts))
    # Block by block of slots, so that what is known of each row stays in the processor's cache.
    borders = np.searchsorted(rows_before, np.arange(0, rows_before[-1], BLOCK), side="right") - 1
    blocks = [slice(*block) for block in pairwise([*np.unique(borders).tolist(), len(starts)])]
    chosen = [
        _choose(bits[at], starts[at], ends[at] - starts[at], text_index[at], lexicon=lexicon, spinners=spinners)
        for at in blocks
    ]
    return np.concatenate([np.zeros(0, np.int64), *chosen])


def _choose(bits: Keys, starts: Ints, counts: Ints, text_index: Ints, *, lexicon: Lexicon, spinners: Spinners) -> Ints:
    first = np.cumsum(counts) - counts
    row_in_block = np.arange(counts.sum())
    rows = row_in_block + np.repeat(starts - first, counts)
    number = (row_in_block - np.repeat(first - 1, counts)).astype(np.uint64)  # from 1 on, within the slot
    scores = _scores(rows, np.repeat(text_index, counts), lexicon, spinners)
    scores += gumbel(mix(np.repeat(bits, counts) + number * GOLDEN))
    return rows[first_least(-scores, first)]


def _scores(rows: Ints, text: Ints, lexicon: Lexicon, spinners: Spinners) -> Array:
    """float32 [rows]: ln of the weight that each row has for the spinner; -inf if its source is excluded."""
    by_source = spinners.sources.ravel()[text * spinners.sources.shape[1] + lexicon.classes[rows]]
    steps = (lexicon.steps[rows] + by_source.astype(np.int32)).astype(np.float32)
    if spinners.taste_spread.any():
        steps += like(spinners, text, lexicon.candidate[rows], CANDIDATE)
    steps *= LOG_STEP
    steps[by_source <= EXCLUDED] = -np.inf
    return steps


def gumbel(bits: Keys) -> Array:
    """float32 [s]: -ln(-ln(u)), with u from the first 53 bits, the last of them set, so that 0 < u < 1."""
    between = (bits >> np.uint64(11) | np.uint64(1)).astype(np.float64) * 2.0**-53
    numbers: Floats = -np.log(-np.log(between))
    return numbers.astype(np.float32)


def has_candidates(entries: Ints, text_index: Ints, top: int, *, lexicon: Lexicon, spinners: Spinners) -> Bools:
    """Bool [s]: has the slot's unit, among its best `top` rows, one from a source its spinner does not exclude?"""
    is_on = spinners.sources > EXCLUDED
    if is_on.all():
        return np.ones(len(entries), bool)
    # Mostly the best candidate settles it.
    is_open: Bools = is_on.ravel()[text_index * is_on.shape[1] + lexicon.classes[lexicon.offsets[entries]]]
    others = np.flatnonzero(~is_open)
    is_open[others] = _any_on(entries[others], text_index[others], top, lexicon, is_on)
    return is_open


def _any_on(entries: Ints, text_index: Ints, top: int, lexicon: Lexicon, is_on: Bools) -> Bools:
    # Which classes each unit of these slots has, and which each text has in use, as rows of bits.
    units = np.flatnonzero(np.bincount(entries, minlength=len(lexicon.units)))
    counts = np.minimum(np.diff(lexicon.offsets)[units], top)
    owner = np.repeat(np.arange(len(units)), counts)
    rows = np.arange(len(owner)) + (lexicon.offsets[units] - (np.cumsum(counts) - counts))[owner]
    has_class = np.zeros((len(units), is_on.shape[1]), bool)
    has_class[owner, lexicon.classes[rows]] = True
    of_unit, of_text = np.packbits(has_class, axis=1), np.packbits(is_on, axis=1)
    return np.any(of_unit[np.searchsorted(units, entries)] & of_text[text_index], axis=1)


def taste_propensity(entries: Ints, text_index: Ints, *, lexicon: Lexicon, spinners: Spinners) -> Array:
    """float32 [s]: how readily the slot's spinner swaps the unit at all; 0: never."""
    habits = lexicon.propensities
    propensity: Array = habits.ravel()[spinners.habit[text_index] * habits.shape[1] + entries]
    if spinners.taste_spread.any():
        liking = like(spinners, text_index, entries, UNIT).astype(np.float64)
        propensity = (propensity * np.exp2(liking / 8)).astype(np.float32)
    return propensity
