"""Random numbers by key, never by order.

A number depends only on the key of its article and variant, its place and its purpose, so a row is the same in any
batch, part, worker and order. A place is the position of a word in the text, or stands for a unit of the lexicon: all
occurrences of the unit in the text then share one number.
"""

import numpy as np
import numpy.typing as npt

from pipelines.engine import kernels
from pipelines.engine.buffers import Bools, Ints, repeat_index

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


def windows_of(counts: Ints, *, every: Ints, keys: Keys) -> Ints:
    """int64 [n]: the window of each word, numbered over all texts and not decreasing.

    counts  int64 [texts]: words of each text
    every   int64 [texts]: words in a window; for 0 and 1, each word is a window
    keys    uint64 [texts]: decide the end of the text's first window
    """
    length = np.maximum(every, 1)
    # RANK, not TEXT, for historical reasons.
    bits = random_bits(keys, np.full(len(keys), WINDOW_PLACE), RANK)
    shift = ((bits >> np.uint64(32)) * length.astype(np.uint64) >> np.uint64(32)).astype(np.int64)
    if kernels.is_compiled():
        windows = np.empty(counts.sum(), np.int64)
        kernels.run("windows_of", len(counts), counts, length, shift, windows)
        return windows
    text_index = repeat_index(counts)
    first = (np.cumsum(counts) - counts)[text_index]
    # A text has at most as many windows as words, so its windows are numbered from its first word on.
    return first + (np.arange(len(first)) - first + shift[text_index]) // length[text_index]
