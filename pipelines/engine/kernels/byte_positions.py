"""The positions of a byte, for the engine and for the checks on it, which share no other code."""

import numpy as np
import numpy.typing as npt

from pipelines.engine import kernels


def find_byte(data: npt.NDArray[np.uint8], byte: int) -> npt.NDArray[np.int64]:
    """int64: the positions of a byte, ascending."""
    if not kernels.is_compiled():
        return np.flatnonzero(data == byte)
    n_most = max(1000, len(data) // 100)
    while True:
        positions = np.empty(n_most, np.int64)
        n = kernels.run("find_byte", len(data), data, byte, n_most, positions)
        if n <= n_most:
            return positions[:n]
        n_most = n
