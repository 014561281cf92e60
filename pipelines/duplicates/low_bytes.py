"""The low bytes of signatures, by which pairs of texts are compared.

A fourth of the memory says as much: of 256 columns that differ, one has the same byte, so a similarity of .5 counts as
.502, with a standard error of .044 at 128 columns.
"""

import numpy as np
import numpy.typing as npt

from pipelines.duplicates.sketch import Signatures
from pipelines.engine import kernels
from pipelines.engine.buffers import Ints

LowBytes = npt.NDArray[np.uint8]

# Pairs compared at once without kernels: 2 * 4,096 rows of 128 columns take 1 MiB, which the cache of a core holds.
CHUNK = 1 << 12


def keep_low_bytes(signatures: Signatures) -> LowBytes:
    """uint8, of the same shape: the low byte of each column."""
    return signatures.astype(np.uint8)


def count_equal(ours: LowBytes, theirs: LowBytes, left: Ints, right: Ints) -> Ints:
    """int64 [pairs]: the number of equal columns of two rows.

    ours, theirs  uint8 [any, permutations]
    left, right   int64 [pairs]: a row of ours, a row of theirs
    """
    counts = np.empty(len(left), np.int64)
    if kernels.is_compiled():
        kernels.run("count_equal_columns", len(left), ours.shape[1], ours, left, theirs, right, counts)
        return counts
    for start in range(0, len(left), CHUNK):
        chunk = slice(start, start + CHUNK)
        counts[chunk] = (ours[left[chunk]] == theirs[right[chunk]]).sum(axis=1)
    return counts
