"""A text's taste: random likes and dislikes of the lexicon's units and candidates.

Likes are not stored. Each is hashed from the text's taste key and the mark of the unit or candidate, so every taste
covers any lexicon, and two tastes differ. A like is a whole number of levels, LEVELS of which double a weight: weights
are then looked up in tables of integers, with the same result on every machine.
"""

import math
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from pipelines.engine.buffers import Array, Ints
from pipelines.engine.draw import Floats, Keys, random_bits
from pipelines.engine.waits import FACTOR_1, FACTOR_2

# Levels in an octave; a step, an eighth of an octave, has eight.
LEVELS = 64
LEVELS_OF_STEP = LEVELS // 8
# Purposes of the random numbers: liking of a unit, liking of a candidate.
UNIT, CANDIDATE = 0, 1
# Mean and standard deviation of the sum of four uniform 16-bit numbers.
MEAN_OF_FOUR, SPREAD_OF_FOUR = 2.0 * 65535, math.sqrt(4 * (65536**2 - 1) / 12)
# Shift between the two factors of the hash.
SHIFT = np.uint32(15)
# A standard normal number of 12 bits, at most 3.67: the quantiles in the middle of 4,096 equal parts, in 256ths.
BELL_BITS = 12
BELL = np.array([round(256 * NormalDist().inv_cdf((i + 0.5) / (1 << BELL_BITS))) for i in range(1 << BELL_BITS)])
BELL = BELL.astype(np.int32)
# Factors of the levels from LOWEST_FACTOR on; beyond these 64 octaves either way, a like has no more effect.
LOWEST_FACTOR = -(1 << 12)
FACTORS = np.exp2(np.arange(LOWEST_FACTOR, -LOWEST_FACTOR) / LEVELS).astype(np.float32)

Marks = npt.NDArray[np.uint32]


def marks_of(numbers: Ints, purpose: int) -> Marks:
    """uint32 [n]: random marks of units or candidates, by their numbers: those that tastes are hashed with."""
    return (random_bits(np.zeros(len(numbers), np.uint64), numbers, purpose) >> np.uint64(32)).astype(np.uint32)


def taste_keys(taste: Keys) -> Marks:
    """uint32 [m]: the keys of the texts' tastes: both halves of 64 bits folded into one."""
    return (taste ^ taste >> np.uint64(32)).astype(np.uint32)


def levels_of_spread(spread: Floats) -> Array:
    """int32 [m]: standard deviations of likes in levels, from steps."""
    return np.rint(spread * LEVELS_OF_STEP).astype(np.int32)


def liking(marks: Marks, keys: Marks, spread: Array) -> Array:
    """int32 [s]: how much a text likes a unit or candidate, in levels of weight.

    marks   uint32 [s]: of the units or candidates; overwritten
    keys    uint32 [s]: of the texts' tastes
    spread  int32 [s]: standard deviations of the likes, in levels
    """
    marks ^= keys
    marks *= FACTOR_1
    marks ^= marks >> SHIFT
    marks *= FACTOR_2
    marks >>= np.uint32(32 - BELL_BITS)
    likes: Array = BELL.take(marks, mode="clip")
    likes *= spread
    likes += 128
    likes >>= 8
    return likes


def factors_of(levels: Array) -> Array:
    """float32 [s]: the factor on a weight of each level, 2 ** (level / LEVELS)."""
    return FACTORS.take(levels - LOWEST_FACTOR, mode="clip")


def bell(bits: Keys) -> Array:
    """float32 [s]: approximately normal, mean 0, variance 1, at most 3.47: the sum of four 16-bit uniforms."""
    # Each 64-bit number is read as four 16-bit ones; their sum is below 2 ** 18, exact in float32.
    quarters = np.ascontiguousarray(bits).view(np.uint16).reshape(-1, 4)
    total = quarters[:, 0].astype(np.float32)
    for quarter in range(1, 4):
        total += quarters[:, quarter]
    return (total - np.float32(MEAN_OF_FOUR)) * np.float32(1 / SPREAD_OF_FOUR)
