"""Random waiting times that rank the slots of a text: exponential, shorter for a higher propensity.

Every slot of every pass needs one, so they come from 32-bit numbers, which a processor multiplies eight at a time, and
from a table instead of logarithms. All steps are single operations of integers and of IEEE floats of 32 bits, so a
waiting time is the same on every machine. As positive floats sort as their bits do, it is kept as these bits.
"""

import numpy as np
import numpy.typing as npt

from pipelines.engine.buffers import Array, Bools
from pipelines.engine.draw import Floats, Keys, random_bits

Numbers = npt.NDArray[np.uint32]

# The integer next to 2 ** 32 over the golden ratio, and the finaliser of MurmurHash3 (Appleby 2008).
STRIDE = np.uint32(0x9E3779B9)
FACTOR_1, FACTOR_2 = np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35)
# The places of the 64-bit numbers that sequences start from, beyond all other places: of the numbers of slots by their
# position, and of those of the lexicon's units.
SLOTS, UNITS = 1 << 47, (1 << 47) + 1
# -ln(1 - u) at the borders of 4,096 equal intervals, with straight lines between them: within an interval, the density
# differs by one part in 8,192. The last interval has no end; its line has the mean of the exponential distribution.
TABLE_BITS = 12
_BORDERS = -np.log1p(-np.arange(1 << TABLE_BITS) / (1 << TABLE_BITS))
_SLOPES = np.diff(_BORDERS, append=_BORDERS[-1] + 2) / (1 << (32 - TABLE_BITS))
WAIT_AT, WAIT_SLOPE = _BORDERS.astype(np.float32), _SLOPES.astype(np.float32)
REST_MASK = np.uint32((1 << (32 - TABLE_BITS)) - 1)


def start_sequences(keys: Keys, place: int, purpose: int) -> Numbers:
    """uint32 [m]: the start of a sequence of random numbers for each text; `place` is SLOTS or UNITS."""
    bits = random_bits(keys, np.full(len(keys), place), purpose)
    return (bits >> np.uint64(32)).astype(np.uint32)


def numbers_at(starts: Numbers, places: Numbers) -> Numbers:
    """uint32 [s]: the number at a place of a sequence; of one sequence, no two are equal.

    starts  uint32 [s]: start of the sequence
    places  uint32 [s]
    """
    numbers = places * STRIDE
    numbers += starts
    numbers ^= numbers >> np.uint32(16)
    numbers *= FACTOR_1
    numbers ^= numbers >> np.uint32(13)
    numbers *= FACTOR_2
    numbers ^= numbers >> np.uint32(16)
    return numbers


def chances(share: Floats) -> Numbers:
    """uint32 [m]: shares, 0-1, for `is_below`."""
    return np.rint(share * 2.0**31).astype(np.uint32)


def is_below(numbers: Numbers, chance: Numbers) -> Bools:
    """Bool [s]: true for the share of all numbers that `chance` stands for; for 0 none, for 1 all."""
    below: Bools = numbers >> np.uint32(1) < chance
    return below


def waiting_times(numbers: Numbers, propensity: Array) -> Numbers:
    """uint32 [s]: exponential waiting times, -ln(1 - u) / propensity, as the bits of float32.

    propensity  float32 [s]: above 0
    """
    interval = numbers >> np.uint32(32 - TABLE_BITS)
    waits = (numbers & REST_MASK).astype(np.float32)
    waits *= WAIT_SLOPE.take(interval, mode="clip")
    waits += WAIT_AT.take(interval, mode="clip")
    waits /= propensity
    return waits.view(np.uint32)
