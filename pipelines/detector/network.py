"""Small neural networks of dense layers with rectified units, run by matrix products of numpy alone."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
# Columns of one product. Always as many, filled up with zeros: then a column's result does not depend on the others.
BLOCK = 4096
# Log odds beyond this are as good as certain.
MOST_ODDS = 50


@dataclass(frozen=True)
class Network:
    """Layers of (weights float32 [n_out, n_in], biases float32 [n_out, 1]); the first one also scales its input."""

    layers: tuple[tuple[Floats, Floats], ...]

    def run(self, inputs: Floats | npt.NDArray[np.float16]) -> Floats:
        """float32 [n_out, n]: the outputs for inputs float32 [n_in, n]."""
        blocks = list(self._run_blocks(inputs))
        return np.concatenate(blocks, axis=1) if blocks else np.zeros((len(self.layers[-1][1]), 0), np.float32)

    def _run_blocks(self, inputs: Floats | npt.NDArray[np.float16]) -> Iterator[Floats]:
        for start in range(0, inputs.shape[1], BLOCK):
            block = np.zeros((len(inputs), BLOCK), np.float32)
            part = inputs[:, start : start + BLOCK]
            block[:, : part.shape[1]] = part
            for number, (weights, biases) in enumerate(self.layers):
                block = weights @ block
                block += biases
                if number < len(self.layers) - 1:
                    np.maximum(block, 0, out=block)
            yield block[:, : part.shape[1]]


def probability(odds: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """float64: the probability of log odds."""
    return 1 / (1 + np.exp(-np.clip(odds, -MOST_ODDS, MOST_ODDS, dtype=np.float64)))
