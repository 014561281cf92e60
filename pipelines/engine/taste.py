"""A text's taste: random likes and dislikes of the lexicon's units and candidates.

Likes are not stored. Each is hashed from the text's taste key and the number of the unit or candidate, so every taste
covers any lexicon, and two tastes differ.
"""

import math

import numpy as np

from pipelines.engine.buffers import Array, Ints
from pipelines.engine.draw import Keys, random_bits
from pipelines.engine.parameters import TextParameters

# Purposes of the random numbers: liking of a unit, liking of a candidate.
UNIT, CANDIDATE = 0, 1
# Mean and standard deviation of the sum of four uniform 16-bit numbers.
MEAN_OF_FOUR, SPREAD_OF_FOUR = 2.0 * 65535, math.sqrt(4 * (65536**2 - 1) / 12)


def liking(parameters: TextParameters, text_index: Ints, liked: Ints, purpose: int) -> Array:
    """float32 [s]: how much each text likes a unit or candidate, in steps of weight.

    text_index  int64 [s]
    liked       int64 [s]: numbers of the units or candidates
    purpose     UNIT or CANDIDATE
    """
    spread = parameters.taste_spread.astype(np.float32)[text_index]
    return bell(random_bits(parameters.taste[text_index], liked, purpose)) * spread


def bell(bits: Keys) -> Array:
    """float32 [s]: approximately normal, mean 0, variance 1, at most 3.47: the sum of four 16-bit uniforms."""
    # Each 64-bit number is read as four 16-bit ones; their sum is below 2 ** 18, exact in float32.
    quarters = np.ascontiguousarray(bits).view(np.uint16).reshape(-1, 4)
    total = quarters[:, 0].astype(np.float32)
    for quarter in range(1, 4):
        total += quarters[:, quarter]
    return (total - np.float32(MEAN_OF_FOUR)) * np.float32(1 / SPREAD_OF_FOUR)
