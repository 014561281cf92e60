"""Which slots change, and to what: random numbers by key, never by order.

A number depends only on the key of its article and variant, the position in the article and what it
is for, so a row is the same whatever batch, part, worker or order it is computed in.
"""

import numpy as np
import numpy.typing as npt

from pipelines.engine.buffers import Array, Bools, Ints

Keys = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]

# SplitMix64 (Steele, Lea, Flood 2014): the increment is 2**64 over the golden ratio; the mixing
# constants are Stafford's variant 13.
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_1, MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
# What a number is for: whether a slot changes, and which candidate it gets.
RANK, CHOOSE = 1, 2


def mix(numbers: Keys) -> Keys:
    """SplitMix64's finaliser: equal numbers stay equal, near ones become unrelated; uint64 to uint64."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * MIX_1
    numbers = (numbers ^ (numbers >> np.uint64(27))) * MIX_2
    return numbers ^ (numbers >> np.uint64(31))


def random_bits(keys: Keys, positions: Ints, purpose: int) -> Keys:
    """uint64 [s]: 64 random bits for each (key, position, purpose)."""
    offsets = (positions.astype(np.uint64) * np.uint64(4) + np.uint64(purpose)) * GOLDEN
    return mix(mix(keys + offsets) + GOLDEN)


def pick_slots(bits: Keys, propensity: Array, n_words: Ints, text_index: Ints, target: Floats) -> Bools:
    """Which slots change, so that each text has as near to its target of swapped words as can be.

    Slots are ranked by -log(u) / propensity, which draws without replacement with chances in
    proportion to propensity (Efraimidis and Spirakis 2006), and taken from the top of the ranking
    while that brings the sum of their words nearer to the target.

    bits        uint64 [s]: random bits of each slot
    propensity  float32 [s]: above 0
    n_words     int64 [s]: words of each slot
    text_index  int64 [s]: text of each slot, not decreasing
    target      float64 [texts]: words to swap
    """
    uniform = (bits >> np.uint64(11)).astype(np.float64) * 2.0**-53
    wait = (-np.log1p(-uniform) / propensity).astype(np.float32)
    # Positive floats sort as their bits do, so text and rank make one integer to sort by.
    order = np.argsort(text_index << 32 | wait.view(np.uint32), kind="stable")
    taken = np.cumsum(n_words[order])
    texts = text_index[order]
    before_text = np.append(0, taken)[np.searchsorted(texts, np.arange(len(target)))]
    after = taken - before_text[texts]
    picked = np.zeros(len(bits), bool)
    picked[order] = 2 * after - n_words[order] <= 2 * target[texts]
    return picked


def pick_candidates(bits: Keys, starts: Ints, ends: Ints, cumulative: Ints) -> Ints:
    """int64 [s]: the candidate of each slot, drawn in proportion to the candidates' weights.

    starts, ends  int64 [s]: rows of the lexicon that hold the slot's candidates
    cumulative    int64 [rows + 1]: running sum of the weights of all rows, whole numbers
    Whole numbers only, so the choice is the same on every machine.
    """
    low = cumulative[starts]
    total = (cumulative[ends] - low).astype(np.uint64)
    drawn = ((bits >> np.uint64(32)) * total >> np.uint64(32)).astype(np.int64)
    return np.searchsorted(cumulative, low + drawn, side="right") - 1
