"""Gradients of a network's cross entropy over a batch, summed over blocks of rows that stay in the cache."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pipelines.detector.training_rows import Values
from pipelines.engine.buffers import Bools, Ints

Floats = npt.NDArray[np.float32]
Layer = list[Floats]
# Rows of a block: the inputs and activations of the largest network take 1 MB.
BLOCK = 1024
# Log odds beyond this are as good as certain, and their exponential is finite.
MOST_ODDS = 60


class Gradients:
    """Computes gradients with buffers that are used again: the arrays it returns last until the next call."""

    def __init__(self, layers: list[Layer], gain: Floats, shift: Floats) -> None:
        """Take the layers, whose arrays are changed from outside, and the scaling of inputs: value * gain + shift."""
        sizes = [len(gain), *(len(biases) for _, biases in layers)]
        self._layers, self._gain, self._shift = layers, gain, shift
        self._seen = [np.empty((BLOCK, size), np.float32) for size in sizes]
        self._slopes = [np.empty((BLOCK, size), np.float32) for size in sizes]
        self._active = [np.empty((BLOCK, size), bool) for size in sizes]
        self._products = [np.empty(pair, np.float32) for pair in pairwise(sizes)]
        self._sums: list[Layer] = [[np.zeros(p, np.float32), np.zeros(p[1], np.float32)] for p in pairwise(sizes)]

    def measure(self, values: Values, labels: Floats | Bools, chosen: Ints) -> list[Layer]:
        """Return the gradients of weights and biases over the chosen rows, for each layer."""
        for each in self._sums:
            each[0][:], each[1][:] = 0, 0
        for start in range(0, len(chosen), BLOCK):
            block = chosen[start : start + BLOCK]
            self._run(values[block])
            self._add(labels[block], np.float32(1 / len(chosen)))
        return self._sums

    def _run(self, values: Values) -> None:
        """Run the network on rows."""
        n = len(values)
        inputs = self._seen[0][:n]
        np.multiply(values, self._gain, out=inputs)
        inputs += self._shift
        for number, (weights, biases) in enumerate(self._layers):
            outputs = self._seen[number + 1][:n]
            np.matmul(self._seen[number][:n], weights, out=outputs)
            outputs += biases
            if number < len(self._layers) - 1:
                np.maximum(outputs, 0, out=outputs)

    def _add(self, labels: Floats | Bools, share: np.float32) -> None:
        """Add the gradients of the rows that were run last, backwards from the outputs."""
        n, last = len(labels), len(self._layers)
        slope = self._slopes[last][:n]
        np.clip(self._seen[last][:n], -MOST_ODDS, MOST_ODDS, out=slope)
        np.exp(np.negative(slope, out=slope), out=slope)
        slope += 1
        np.reciprocal(slope, out=slope)
        slope -= labels
        slope *= share
        for number in range(last - 1, -1, -1):
            inputs, product = self._seen[number][:n], self._products[number]
            np.matmul(inputs.T, slope, out=product)
            self._sums[number][0] += product
            self._sums[number][1] += slope.sum(axis=0)
            if number:
                below = self._slopes[number][:n]
                np.matmul(slope, self._layers[number][0].T, out=below)
                below *= np.greater(inputs, 0, out=self._active[number][:n])
                slope = below
