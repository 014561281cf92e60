"""Random numbers by key, never by order, and the draw of the slots that are swapped.

A number depends only on the key of its article and variant, its place and its purpose, so a row is the same in any
batch, part, worker and order. A place is the position of a word in the text, or stands for a unit of the lexicon: all
occurrences of the unit in the text then share one number.
"""

import numpy as np
import numpy.typing as npt

from pipelines.engine.buffers import Array, Bools, Ints, repeat_index, run_starts

Keys = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]

# SplitMix64 (Steele, Lea, Flood 2014): the increment is 2**64 over the golden ratio; the mixing
# constants are Stafford's variant 13.
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_1, MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
# Purposes of the numbers. RANK and CHOICE rank a slot among the slots of its text and choose its candidate. SHARED_RANK
# and SHARED_CHOICE decide, for each unit of a text, whether its occurrences share one number for that purpose.
SHARED_RANK, RANK, CHOICE, SHARED_CHOICE = 0, 1, 2, 3
# Purpose of the numbers for a text as a whole, but for the end of its first window. It equals SHARED_RANK, which is
# drawn at other places.
TEXT = 0
# Places beyond all positions of words: of the lexicon's units, and of the numbers for a text as a whole, which are the
# end of its first window, the quantities of its spinner in a mixture, and its rate. Then the places of its sentences,
# and those of the coins that capitalise replacements, by the position of their slot.
UNIT_PLACES, WINDOW_PLACE, SPINNER_PLACES, RATE_PLACE = 1 << 40, 1 << 42, 1 << 43, 1 << 44
SENTENCE_PLACES, CAPITAL_PLACES = 1 << 45, 1 << 46
# Slots are sorted by one integer of 63 bits: 24 bits of the text's index, then the highest 39 of the 63 bits of a
# positive float, which are its exponent (11 bits) and the first 28 bits of its fraction.
WAIT_BITS = 39
MOST_TEXTS = 1 << (63 - WAIT_BITS)


def mix(numbers: Keys) -> Keys:
    """SplitMix64's finaliser, uint64 to uint64: equal numbers stay equal, near numbers become unrelated."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * MIX_1
    numbers = (numbers ^ (numbers >> np.uint64(27))) * MIX_2
    return numbers ^ (numbers >> np.uint64(31))


def random_bits(keys: Keys, places: Ints, purpose: int) -> Keys:
    """uint64 [s]: 64 random bits for each (key, place, purpose)."""
    offsets = (places.astype(np.uint64) * np.uint64(4) + np.uint64(purpose)) * GOLDEN
    return mix(mix(keys + offsets) + GOLDEN)


def text_bits(keys: Keys, place: int) -> Keys:
    """uint64 [m]: 64 random bits for each text as a whole; each place beyond those of words has its own."""
    return random_bits(keys, np.full(len(keys), place), TEXT)


def uniform(bits: Keys) -> Floats:
    """float64 [s] from the first 53 bits: 0 <= u < 1."""
    return (bits >> np.uint64(11)).astype(np.float64) * 2.0**-53


def unit_places(units: Ints) -> Ints:
    """int64 [s]: the place of each unit of the lexicon, for numbers that all its occurrences share."""
    return units + UNIT_PLACES


def is_shared(keys: Keys, units: Ints, share: Floats, purpose: int) -> Bools:
    """Bool [s]: all occurrences of the slot's unit in its text share one number.

    keys, units  [s]: key of the slot's text, unit of the lexicon
    share        float64 [s]: share of the text's units whose occurrences share one number
    purpose      SHARED_RANK or SHARED_CHOICE
    """
    return uniform(random_bits(keys, unit_places(units), purpose)) < share


def pick_slots(bits: Keys, propensity: Array, n_words: Ints, text_index: Ints, budget: Ints) -> Bools:
    """Bool [s]: the slots to swap, so that each text swaps as many words as its budget allows.

    Slots are ranked by -log(u) / propensity, a draw without replacement with chances in proportion to propensity
    (Efraimidis and Spirakis 2006). Each slot is taken, from the top of the ranking, unless it has more words than are
    left of the budget. So a text stays below its budget only if every slot not taken is longer than what is left.

    bits        uint64 [s]: random bits of each slot
    propensity  float32 [s]: above 0
    n_words     int64 [s]: words of each slot
    text_index  int64 [s]: text of each slot, not decreasing
    budget      int64 [texts]: words to swap
    Raises ValueError for more texts than the ranking has bits for.
    """
    if len(budget) > MOST_TEXTS:
        raise ValueError(f"expected at most {MOST_TEXTS:,} texts at once, got {len(budget):,}: give smaller batches")
    order = _rank(text_index, _wait(bits, propensity))
    picked = np.zeros(len(bits), bool)
    left = budget.copy()
    while len(order):
        # In each text, take the slots from the top as long as their sum fits the budget left. Then drop the slots that
        # are longer than the new budget left: it only shrinks, so they never fit.
        texts = text_index[order]
        taken = np.cumsum(n_words[order])
        before_text = np.append(0, taken)[np.searchsorted(texts, np.arange(len(left)))]
        fits = taken <= (before_text + left)[texts]
        picked[order[fits]] = True
        left -= np.bincount(texts[fits], n_words[order[fits]], minlength=len(left)).astype(np.int64)
        order = order[~fits]
        order = order[n_words[order] <= left[text_index[order]]]
    return picked


def windows_of(counts: Ints, *, every: Ints, keys: Keys) -> Ints:
    """int64 [n]: the window of each word, numbered over all texts and not decreasing.

    counts  int64 [texts]: words of each text
    every   int64 [texts]: words in a window; for 0 and 1, each word is a window
    keys    uint64 [texts]: decide the end of the text's first window
    """
    length = np.maximum(every, 1)
    # RANK, not TEXT, for historical reasons: a change would change all rows of profiles with `every`.
    bits = random_bits(keys, np.full(len(keys), WINDOW_PLACE), RANK)
    shift = ((bits >> np.uint64(32)) * length.astype(np.uint64) >> np.uint64(32)).astype(np.int64)
    text_index = repeat_index(counts)
    first = (np.cumsum(counts) - counts)[text_index]
    # A text has at most as many windows as words, so its windows are numbered from its first word on.
    return first + (np.arange(len(first)) - first + shift[text_index]) // length[text_index]


def first_in_window(bits: Keys, propensity: Array, window: Ints) -> Bools:
    """Bool [s]: true for one slot of each window of words, the one that pick_slots ranks first.

    bits, propensity  [s] as for pick_slots
    window            int64 [s]: not decreasing
    """
    return first_least(_wait(bits, propensity), run_starts(window))


def first_least(numbers: Array, starts: Ints) -> Bools:
    """Bool [s]: the least number of each run that begins at `starts`, and the first of equal ones."""
    is_least = np.zeros(len(numbers), bool)
    if len(starts):
        run = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(numbers)))
        least = np.flatnonzero(numbers == np.minimum.reduceat(numbers, starts)[run])
        is_least[least[np.diff(run[least], prepend=-1) > 0]] = True
    return is_least


def _wait(bits: Keys, propensity: Array) -> Ints:
    """int64 [s]: exponential waiting times, -log(u) / propensity, as the highest WAIT_BITS bits of a positive float.

    Positive floats sort as their bits do.
    """
    return (-np.log1p(-uniform(bits)) / propensity).view(np.int64) >> (63 - WAIT_BITS)


def _rank(text_index: Ints, wait: Ints) -> Ints:
    """The order of the slots by text, then by waiting time, then by position."""
    keys = text_index << WAIT_BITS | wait
    order = np.argsort(keys)
    in_order = keys[order]
    is_same = in_order[1:] == in_order[:-1]
    if is_same.any():
        # The default sort is four times as fast as the stable one but leaves equal keys in any order, so ties are
        # sorted afterwards. They are rare, except where the occurrences of a unit share one rank.
        tied = np.flatnonzero(np.append(is_same, False) | np.append(False, is_same))
        order[tied] = _sort_ties(order[tied], in_order[tied])
    return order


def _sort_ties(slots: Ints, keys: Ints) -> Ints:
    """The slots, sorted within each run of equal keys; the keys do not decrease."""
    group = np.cumsum(np.diff(keys, prepend=keys[:1]) != 0)
    return np.sort(group * (slots.max() + 1) + slots) % (slots.max() + 1)
