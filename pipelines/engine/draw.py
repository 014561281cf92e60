"""Which slots change, and to what: random numbers by key, never by order.

A number depends only on the key of its article and variant, the place in the article and what it is for,
so a row is the same whatever batch, part, worker or order it is computed in. A place is the position of a
word, or a unit wherever it stands: numbers by place of a unit make a text treat all its occurrences alike.
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
# What a number is for. At a slot's place: whether it changes, and which candidate it gets. At a unit's place: whether
# the text takes or leaves the unit as a whole, and whether it always gives it the same candidate.
SKIP, RANK, CHOOSE, STEADY = 0, 1, 2, 3
# Places behind all positions of words, for numbers that belong to a unit of the lexicon, and to the text as a whole.
UNIT_PLACES, TEXT_PLACES = 1 << 40, 1 << 42
# Of the 63 bits of a positive float: the exponent's 11 and the first 28 after the binary point. The other 24 bits of
# the key to sort by are for the text.
WAIT_BITS = 39
MOST_TEXTS = 1 << (63 - WAIT_BITS)


def mix(numbers: Keys) -> Keys:
    """SplitMix64's finaliser: equal numbers stay equal, near ones become unrelated; uint64 to uint64."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * MIX_1
    numbers = (numbers ^ (numbers >> np.uint64(27))) * MIX_2
    return numbers ^ (numbers >> np.uint64(31))


def random_bits(keys: Keys, places: Ints, purpose: int) -> Keys:
    """uint64 [s]: 64 random bits for each (key, place, purpose)."""
    offsets = (places.astype(np.uint64) * np.uint64(4) + np.uint64(purpose)) * GOLDEN
    return mix(mix(keys + offsets) + GOLDEN)


def uniform(bits: Keys) -> Floats:
    """float64 [s] from the first 53 bits: 0 <= u < 1."""
    return (bits >> np.uint64(11)).astype(np.float64) * 2.0**-53


def places_of(keys: Keys, positions: Ints, entries: Ints, share: Floats, purpose: int) -> Ints:
    """int64 [s]: where each slot's number is drawn: at its unit's place, or at its own position.

    keys, positions, entries  [s]: key of the slot's text, position in it, unit of the lexicon
    share                     float64 [s]: share of a text's units that have one number for all their occurrences
    purpose                   STEADY for the numbers to choose by, SKIP for those to rank by
    """
    if not share.any():
        return positions
    units = entries + UNIT_PLACES
    return np.where(uniform(random_bits(keys, units, purpose)) < share, units, positions)


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
    order = _rank(text_index, _wait(bits, propensity))
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


def runs_of(counts: Ints, *, every: Ints, keys: Keys) -> Ints:
    """int64 [n]: the run of each word, numbered over all texts and not decreasing.

    counts  int64 [texts]: words of each
    every   int64 [texts]: words in a run; for 0 and 1, each word is one of its own
    keys    uint64 [texts]: where the text's first run ends follows from them
    """
    length = np.maximum(every, 1)
    bits = random_bits(keys, np.full(len(keys), TEXT_PLACES), RANK)
    shift = ((bits >> np.uint64(32)) * length.astype(np.uint64) >> np.uint64(32)).astype(np.int64)
    text_index = repeat_index(counts)
    first = (np.cumsum(counts) - counts)[text_index]
    # A text has no more runs than words, so those of the next one may begin where its words do.
    return first + (np.arange(len(first)) - first + shift[text_index]) // length[text_index]


def thin_slots(bits: Keys, propensity: Array, run: Ints) -> Bools:
    """Which slots are left if each run of words has at most one: of several, the one that pick_slots ranks first.

    bits, propensity  [s] as for pick_slots
    run               int64 [s]: not decreasing
    """
    return first_least(_wait(bits, propensity), run_starts(run))


def first_least(numbers: Array, starts: Ints) -> Bools:
    """Bool [s]: the least number of each run that begins at `starts`, and of equal ones the first."""
    is_least = np.zeros(len(numbers), bool)
    if len(starts):
        run = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(numbers)))
        least = np.flatnonzero(numbers == np.minimum.reduceat(numbers, starts)[run])
        is_least[least[np.diff(run[least], prepend=-1) > 0]] = True
    return is_least


def _wait(bits: Keys, propensity: Array) -> Ints:
    """-log(u) / propensity to 28 binary digits, as whole numbers: positive floats sort as their bits do."""
    return (-np.log1p(-uniform(bits)) / propensity).view(np.int64) >> (63 - WAIT_BITS)


def _rank(text_index: Ints, wait: Ints) -> Ints:
    """The order of the slots by text, then by wait, then by position."""
    keys = text_index << WAIT_BITS | wait
    order = np.argsort(keys)
    in_order = keys[order]
    is_same = in_order[1:] == in_order[:-1]
    if is_same.any():
        # The default sort is four times as fast as the stable one, but leaves equal keys in any order: those are put in
        # theirs. They are rare, but for units that a text takes or leaves as a whole.
        tied = np.flatnonzero(np.append(is_same, False) | np.append(False, is_same))
        order[tied] = _sort_ties(order[tied], in_order[tied])
    return order


def _sort_ties(slots: Ints, keys: Ints) -> Ints:
    """The slots in order where their keys, which do not decrease, are the same."""
    group = np.cumsum(np.diff(keys, prepend=keys[:1]) != 0)
    return np.sort(group * (slots.max() + 1) + slots) % (slots.max() + 1)
