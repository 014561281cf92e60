"""Gradients of a network's cross entropy over a batch, summed over blocks of rows that stay in the cache.

The last input of each layer is always 1, and its weights are the biases: one product for both, forwards and backwards.
"""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pipelines.detector.training_rows import Values
from pipelines.engine import kernels
from pipelines.engine.buffers import Bools

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int32]
# Rows of a block: the inputs and activations of the largest network take 1 MB.
BLOCK = 1024
# Log odds beyond this are as good as certain, and their exponential is finite.
MOST_ODDS = 60


class Gradients:
    """Computes gradients with buffers that are used again: the arrays it returns last until the next call."""

    def __init__(self, layers: list[Floats], gain: Floats, shift: Floats) -> None:
        """Take the layers, changed from outside, and the scaling of inputs: value * gain + shift.

        layers  float32 [n_in + 1, n_out] each: weights, and the biases behind them
        """
        sizes = [len(gain), *(layer.shape[1] for layer in layers)]
        self._layers, self._gain, self._shift = layers, gain, shift
        self._seen = [np.ones((BLOCK, size + 1), np.float32) for size in sizes]
        self._slopes = [np.empty((BLOCK, size + 1), np.float32) for size in sizes]
        self._labels = np.empty((BLOCK, sizes[-1]), np.float32)
        self._products = [np.empty((n_in + 1, n_out), np.float32) for n_in, n_out in pairwise(sizes)]
        self._sums = [np.zeros_like(product) for product in self._products]

    def measure(self, values: Values, labels: Floats | Bools, chosen: Rows) -> list[Floats]:
        """Return the gradients of the layers over the chosen rows."""
        for each in self._sums:
            each[:] = 0
        for start in range(0, len(chosen), BLOCK):
            block = chosen[start : start + BLOCK]
            self._take(values, labels, block)
            self._run(len(block))
            self._add(len(block), np.float32(1 / len(chosen)))
        return self._sums

    def _take(self, values: Values, labels: Floats | Bools, chosen: Rows) -> None:
        """Take the chosen rows as inputs, scaled, and their labels."""
        n, n_features = len(chosen), len(self._gain)
        if kernels.is_compiled() and values.dtype == np.uint8 and labels.dtype == bool:
            scaling, found = (self._gain, self._shift), (self._seen[0], self._labels)
            kernels.run("take_rows", n, n_features, labels.shape[1], values, labels, chosen, *scaling, *found)
            return
        inputs = self._seen[0][:n, :n_features]
        np.multiply(values[chosen], self._gain, out=inputs)
        inputs += self._shift
        self._labels[:n] = labels[chosen]

    def _run(self, n: int) -> None:
        """Run the network on the first n inputs."""
        for number, layer in enumerate(self._layers):
            outputs = self._seen[number + 1][:n]
            np.matmul(self._seen[number][:n], layer, out=outputs[:, : layer.shape[1]])
            if number < len(self._layers) - 1:
                np.maximum(outputs, 0, out=outputs)

    def _add(self, n: int, share: np.float32) -> None:
        """Add the gradients of the rows that were run last, backwards from the outputs."""
        last = len(self._layers)
        slope = np.clip(self._seen[last][:n, :-1], -MOST_ODDS, MOST_ODDS)
        np.exp(np.negative(slope, out=slope), out=slope)
        slope += 1
        np.reciprocal(slope, out=slope)
        slope -= self._labels[:n]
        slope *= share
        for number in range(last - 1, -1, -1):
            inputs, product = self._seen[number][:n], self._products[number]
            np.matmul(inputs.T, slope, out=product)
            self._sums[number] += product
            if number:
                below = self._slopes[number][:n]
                np.matmul(slope, self._layers[number].T, out=below)
                self._stop(below, inputs)
                slope = below[:, :-1]

    def _stop(self, slopes: Floats, outputs: Floats) -> None:
        """Set the slopes of units that are off to 0."""
        if kernels.is_compiled():
            kernels.run("stop_slopes", slopes.size, outputs, slopes)
        else:
            slopes[outputs <= 0] = 0
