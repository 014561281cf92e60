"""Sets of origins: a candidate may come from several tables of the lexicon; few distinct sets occur.

A text weighs origins in steps, eighths of an octave: eight steps double a weight.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.engine import kernels
from pipelines.engine.buffers import Bools

# Steps from which on an origin is out of use: 2 ** -50 of its weight.
EXCLUDED = -400
# Most origins that a lexicon can distinguish: the bits of a uint16.
MOST_ORIGINS = 16
# The bit of a set without origins, which every text uses.
NO_ORIGIN = np.uint32(1 << MOST_ORIGINS)
# The bits of each byte, float32 [8, 256].
BITS_OF_BYTES = np.unpackbits(np.arange(256, dtype=np.uint8)[None, :], axis=0, bitorder="little").astype(np.float32)

Steps = npt.NDArray[np.int16]


def number_origin_sets(rows: npt.NDArray[np.uint16]) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.int16]]:
    """The distinct sets of origins, uint16 [o], and the number of each set that may be, int16 [2 ** 16].

    rows  uint16 [r]: the origins of each row as bits
    """
    is_present = np.zeros(1 << MOST_ORIGINS, bool)
    is_present[rows] = True
    sets = np.flatnonzero(is_present).astype(np.uint16)
    numbers = np.zeros(1 << MOST_ORIGINS, np.int16)
    numbers[sets] = np.arange(len(sets))
    return sets, numbers


def steps_of_sets(steps: Steps, origin_sets: npt.NDArray[np.uint16]) -> Steps:
    """int16 [m, o]: steps of each set of origins for each text, the sum of the steps of its origins.

    steps        int16 [m, MOST_ORIGINS]: steps of each origin
    origin_sets  uint16 [o]: the origins of each set as bits; an empty set has 0 steps
    An excluded origin adds nothing. A set is excluded only if all its origins are.
    """
    if kernels.is_compiled():
        found = np.empty((len(steps), len(origin_sets)), np.int16)
        kernels.run("steps_of_sets", len(steps), steps, len(origin_sets), origin_sets, EXCLUDED, found)
        return found
    is_used = steps > EXCLUDED
    # The sums of all sets of the eight origins of a byte are taken first, in floats, whose products are quick and exact
    # in this range; those of the two bytes of a set are then looked up.
    by_byte = np.where(is_used, steps, 0).astype(np.float32).reshape(-1, 2, 8) @ BITS_OF_BYTES
    total = by_byte[:, 0].take(origin_sets & 0xFF, axis=1)
    total += by_byte[:, 1].take(origin_sets >> 8, axis=1)
    # The sum over many origins may fall below EXCLUDED, yet it must not exclude the set.
    found = np.maximum(total, EXCLUDED + 1, out=total).astype(np.int16)
    found[~_has_any(_as_bits(is_used), origin_sets)] = EXCLUDED
    return found


def _as_bits(is_origin: Bools) -> npt.NDArray[np.uint16]:
    """uint16 [m]: the rows of bool [m, MOST_ORIGINS] as bits."""
    return np.packbits(is_origin, axis=1, bitorder="little").view("<u2").ravel().astype(np.uint16)


def _has_any(origins: npt.NDArray[np.uint16], origin_sets: npt.NDArray[np.uint16]) -> Bools:
    """Bool [m, o]: the set is empty, or one of its origins is among those of the text, given as bits."""
    has_any: Bools = origins[:, None] & origin_sets != 0
    has_any[:, origin_sets == 0] = True
    return has_any


@dataclass(frozen=True)
class OriginUse:
    """The origins that m texts use.

    is_used  bool [m, o]: the text uses the set of origins
    origins  uint32 [m]: bits of the origins in use, and NO_ORIGIN, for `bits_of_sets`; a text uses a set if it uses one
             of its origins, or if the set is empty. None if `is_used` tells otherwise.
    """

    is_used: Bools
    origins: npt.NDArray[np.uint32] | None


def use_of(steps: Steps, origin_sets: npt.NDArray[np.uint16]) -> OriginUse:
    """The origins in use by texts with these steps, int16 [m, o], of the sets of origins."""
    is_used = steps > EXCLUDED
    has_origin = (origin_sets[None, :] >> np.arange(MOST_ORIGINS, dtype=np.uint16)[:, None] & np.uint16(1)) > 0
    # An origin is in use if all sets with it are.
    is_origin_used = (~pack_sets(is_used)[:, None] & pack_sets(has_origin) == 0).all(axis=2)
    origins = _as_bits(is_origin_used)
    if not np.array_equal(_has_any(origins, origin_sets), is_used):
        return OriginUse(is_used, None)
    return OriginUse(is_used, origins | NO_ORIGIN)


def bits_of_sets(origin_sets: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint32]:
    """uint32 [o]: the origins of each set as bits; NO_ORIGIN for an empty set."""
    return np.where(origin_sets == 0, NO_ORIGIN, origin_sets.astype(np.uint32))


def pack_sets(is_member: Bools) -> npt.NDArray[np.uint64]:
    """uint64 [n, ceil(o / 64)]: the rows of bool [n, o] as bits, set i in bit i % 64 of a number."""
    padded = np.zeros((len(is_member), -(-is_member.shape[1] // 64) * 64), bool)
    padded[:, : is_member.shape[1]] = is_member
    return np.packbits(padded, axis=1, bitorder="little").view("<u8").astype(np.uint64)
