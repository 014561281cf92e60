"""Small neural networks of dense layers with rectified units.

A column's outputs are the same to the bit whatever stands beside it, on any machine: products are added up in the order
of the inputs. Those of a BLAS library depend on a column's place, on the processor and on the number of threads.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.engine import kernels

Floats = npt.NDArray[np.float32]
# Most columns of one product, so that the outputs of a layer stay in the cache; filled up to a multiple of WIDTH.
BLOCK, WIDTH = 1024, 32
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
            part = inputs[:, start : start + BLOCK]
            block = np.zeros((len(inputs), -(-part.shape[1] // WIDTH) * WIDTH), np.float32)
            block[:, : part.shape[1]] = part
            for number, (weights, biases) in enumerate(self.layers, 1):
                block = _run_layer(weights, biases, block, is_last=number == len(self.layers))
            yield block[:, : part.shape[1]]


def _run_layer(weights: Floats, biases: Floats, inputs: Floats, *, is_last: bool) -> Floats:
    """float32 [n_out, n]: outputs for inputs float32 [n_in, n], n a multiple of WIDTH; rectified unless `is_last`."""
    if kernels.is_compiled():
        outputs = np.empty((len(weights), inputs.shape[1]), np.float32)
        kernels.run("run_layer", *weights.shape, inputs.shape[1], weights, biases, inputs, is_last, outputs)
        return outputs
    outputs = np.zeros((len(weights), inputs.shape[1]), np.float32)
    for column, row in zip(weights.T, inputs, strict=True):
        outputs += column[:, None] * row
    outputs += biases
    return outputs if is_last else np.where(outputs < 0, np.float32(0), outputs)


def probability(odds: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """float64: the probability of log odds."""
    return 1 / (1 + np.exp(-np.clip(odds, -MOST_ODDS, MOST_ODDS, dtype=np.float64)))
