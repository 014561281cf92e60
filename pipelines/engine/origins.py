"""Sets of origins: a candidate may come from several tables of the lexicon; few distinct sets occur.

A text weighs origins in steps, eighths of an octave: eight steps double a weight.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipelines.engine.buffers import Array, Bools

# Steps from which on an origin is out of use: 2 ** -50 of its weight.
EXCLUDED = -400
# Most origins that a lexicon can distinguish: the bits of a uint16.
MOST_ORIGINS = 16
# The bit of a set without origins, which every text uses.
NO_ORIGIN = np.uint32(1 << MOST_ORIGINS)

Steps = npt.NDArray[np.int16]


def number_origin_sets(rows: pa.Array | None, n_rows: int) -> tuple[Array, Array]:
    """The distinct sets of origins, uint16 [o], and the set of each row, int16 [r].

    rows  uint16 [r]: the origins of each row as bits; None: the rows share one empty set
    """
    if rows is None:
        return np.zeros(1, np.uint16), np.zeros(n_rows, np.int16)
    bits = rows.to_numpy()
    is_present = np.zeros(1 << 16, bool)
    is_present[bits] = True
    sets = np.flatnonzero(is_present).astype(np.uint16)
    number = np.zeros(1 << 16, np.int16)
    number[sets] = np.arange(len(sets))
    return sets, number[bits]


def steps_of_sets(steps: Steps, origin_sets: npt.NDArray[np.uint16]) -> Steps:
    """int16 [m, o]: steps of each set of origins for each text, the sum of the steps of its origins.

    steps        int16 [m, MOST_ORIGINS]: steps of each origin
    origin_sets  uint16 [o]: the origins of each set as bits; an empty set has 0 steps
    An excluded origin adds nothing. A set is excluded only if all its origins are.
    """
    has_origin = origin_sets[None, :] >> np.arange(MOST_ORIGINS, dtype=np.uint16)[:, None] & np.uint16(1)
    is_used = steps > EXCLUDED
    # Of floats, whose products are a hundred times as fast as those of integers, and exact in this range.
    total = np.where(is_used, steps, 0).astype(np.float32) @ has_origin.astype(np.float32)
    is_out = (is_used.astype(np.float32) @ has_origin.astype(np.float32) == 0) & (origin_sets > 0)
    # The sum over many origins may fall below EXCLUDED, yet it must not exclude the set.
    return np.where(is_out, EXCLUDED, np.maximum(total, EXCLUDED + 1)).astype(np.int16)


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
    # An origin is in use if all sets with it are: products of floats count those that are not.
    is_origin_used = (~is_used).astype(np.float32) @ has_origin.T.astype(np.float32) == 0
    is_expected = (is_origin_used.astype(np.float32) @ has_origin.astype(np.float32) > 0) | (origin_sets == 0)
    if not np.array_equal(is_expected, is_used):
        return OriginUse(is_used, None)
    bits = np.packbits(is_origin_used, axis=1, bitorder="little").view("<u2").ravel()
    return OriginUse(is_used, bits.astype(np.uint32) | NO_ORIGIN)


def bits_of_sets(origin_sets: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint32]:
    """uint32 [o]: the origins of each set as bits; NO_ORIGIN for an empty set."""
    return np.where(origin_sets == 0, NO_ORIGIN, origin_sets.astype(np.uint32))


def pack_sets(is_member: Bools) -> npt.NDArray[np.uint64]:
    """uint64 [n, ceil(o / 64)]: the rows of bool [n, o] as bits, set i in bit i % 64 of a number."""
    padded = np.zeros((len(is_member), -(-is_member.shape[1] // 64) * 64), bool)
    padded[:, : is_member.shape[1]] = is_member
    return np.packbits(padded, axis=1, bitorder="little").view("<u8").astype(np.uint64)
