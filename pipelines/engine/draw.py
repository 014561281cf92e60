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
# Of the 63 bits of a positive float: the exponent's 11 and the first 28 after the binary point. The other 24 bits of
# the key to sort by are for the text.
WAIT_BITS = 39
MOST_TEXTS = 1 << (63 - WAIT_BITS)


def mix(numbers: Keys) -> Keys:
    """SplitMix64's finaliser: equal numbers stay equal, near ones become unrelated; uint64 to uint64."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * MIX_1
    numbers = (numbers ^ (numbers >> np.uint64(27))) * MIX_2
    return numbers ^ (numbers >> np.uint64(31))


def random_bits(keys: Keys, positions: Ints, purpose: int) -> Keys:
    """uint64 [s]: 64 random bits for each (key, position, purpose)."""
    offsets = (positions.astype(np.uint64) * np.uint64(4) + np.uint64(purpose)) * GOLDEN
    return mix(mix(keys + offsets) + GOLDEN)


def pick_slots(bits: Keys, propensity: Array, n_words: Ints, text_index: Ints, room: Ints) -> Bools:
    """Which slots change, so that each text swaps as many words as it has room for, if it has the slots.

    Slots are ranked by -log(u) / propensity, which draws without replacement with chances in
    proportion to propensity (Efraimidis and Spirakis 2006). From the top of the ranking, each slot is
    taken that fits the room which is left: a text stays below its room only if it has no slot of so few words.

    bits        uint64 [s]: random bits of each slot
    propensity  float32 [s]: above 0
    n_words     int64 [s]: words of each slot
    text_index  int64 [s]: text of each slot, not decreasing
    room        int64 [texts]: words to swap
    Raises ValueError for more texts than the ranking has bits for.
    """
    if len(room) > MOST_TEXTS:
        raise ValueError(f"expected at most {MOST_TEXTS:,} texts at once, got {len(room):,}: give smaller batches")
    uniform = (bits >> np.uint64(11)).astype(np.float64) * 2.0**-53
    order = _rank(text_index, -np.log1p(-uniform) / propensity)
    picked = np.zeros(len(bits), bool)
    room = room.copy()
    while len(order):
        # All slots from the top that fit one after the other; what does not fit now never will.
        texts = text_index[order]
        taken = np.cumsum(n_words[order])
        before_text = np.append(0, taken)[np.searchsorted(texts, np.arange(len(room)))]
        fits = taken <= (before_text + room)[texts]
        picked[order[fits]] = True
        room -= np.bincount(texts[fits], n_words[order[fits]], minlength=len(room)).astype(np.int64)
        order = order[~fits]
        order = order[n_words[order] <= room[text_index[order]]]
    return picked


def _rank(text_index: Ints, wait: Floats) -> Ints:
    """The order of the slots by text, then by wait (to 28 binary digits), then by position."""
    # Positive floats sort as their bits do, so text and wait make one integer to sort by.
    keys = text_index << WAIT_BITS | wait.view(np.int64) >> (63 - WAIT_BITS)
    order = np.argsort(keys)
    in_order = keys[order]
    if (in_order[1:] == in_order[:-1]).any():
        # The default sort is four times as fast as the stable one, but leaves equal keys in any order. They are rare.
        order = np.argsort(keys, kind="stable")
    return order


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
