"""To what a slot changes: a candidate of its unit, by the lexicon's weights or by a spinner's own taste.

By taste, each candidate has a score and a Gumbel number on top, and the highest wins: that draws in proportion
to 2 ** (score / 8) (Gumbel 1954; Yellott 1977) without a running sum of weights that no two spinners share.
Logarithms are rounded to float32, and what follows is exact, so that their last digits, in which machines differ,
do not decide.
"""

import math

import numpy as np

from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.engine.draw import GOLDEN, Floats, Keys, first_least, mix
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.tastes import CANDIDATE, EXCLUDED, UNIT, Spinners, like

# A step is an eighth of an octave: eight steps double a weight.
LOG_STEP = np.float32(math.log(2) / 8)


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
    counts = ends - starts
    first = np.cumsum(counts) - counts
    slot = np.repeat(np.arange(len(starts)), counts)
    number = np.arange(len(slot)) - first[slot]
    rows, text = starts[slot] + number, text_index[slot]
    scores = _scores(rows, text, lexicon, spinners)
    scores += gumbel(mix(bits[slot] + (number.astype(np.uint64) + np.uint64(1)) * GOLDEN))
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
    if not (spinners.sources <= EXCLUDED).any():
        return np.ones(len(entries), bool)
    # Which classes each unit of these slots has, and which each text has open, as rows of bits.
    units = np.flatnonzero(np.bincount(entries, minlength=len(lexicon.units)))
    counts = np.minimum(np.diff(lexicon.offsets)[units], top)
    owner = np.repeat(np.arange(len(units)), counts)
    rows = np.arange(len(owner)) + (lexicon.offsets[units] - (np.cumsum(counts) - counts))[owner]
    has_class = np.zeros((len(units), len(lexicon.masks)), bool)
    has_class[owner, lexicon.classes[rows]] = True
    of_unit, of_text = np.packbits(has_class, axis=1), np.packbits(spinners.sources > EXCLUDED, axis=1)
    number = np.searchsorted(units, entries)
    return np.any(of_unit[number] & of_text[text_index], axis=1)


def taste_propensity(entries: Ints, text_index: Ints, *, lexicon: Lexicon, spinners: Spinners) -> Array:
    """float32 [s]: how readily the slot's spinner swaps the unit at all; 0: never."""
    habits = lexicon.propensities
    propensity: Array = habits.ravel()[spinners.habit[text_index] * habits.shape[1] + entries]
    if spinners.taste_spread.any():
        liking = like(spinners, text_index, entries, UNIT).astype(np.float64)
        propensity = (propensity * np.exp2(liking / 8)).astype(np.float32)
    return propensity
