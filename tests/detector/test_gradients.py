"""Gradients of a network against those of differences, whatever the blocks."""

import numpy as np
import pytest

from pipelines.detector import gradients
from pipelines.detector.gradients import Gradients

DRAW = np.random.default_rng(3)
LAYERS = [
    [DRAW.standard_normal((3, 5)).astype(np.float32), DRAW.standard_normal(5).astype(np.float32)],
    [DRAW.standard_normal((5, 2)).astype(np.float32), DRAW.standard_normal(2).astype(np.float32)],
]
ROWS = DRAW.integers(0, 255, (40, 3)).astype(np.uint8)
LABELS = DRAW.random((40, 2)) < 0.4
GAIN, SHIFT = np.array([0.02, 0.01, 0.03], np.float32), np.array([-2, -1, -3], np.float32)
CHOSEN = np.array([3, 1, 3, 20, 39, 7, 8])


def slow_loss(layers):
    """The cross entropy of the chosen rows, a sum over the outputs and a mean over the rows."""
    values = ROWS[CHOSEN].astype(float) * GAIN + SHIFT
    for number, (weights, biases) in enumerate(layers):
        values = values @ weights + biases
        values = np.maximum(values, 0) if number < len(layers) - 1 else 1 / (1 + np.exp(-values))
    return -np.log(np.where(LABELS[CHOSEN], values, 1 - values)).sum() / len(CHOSEN)


def slow_gradients():
    exact = [[array.astype(float) for array in layer] for layer in LAYERS]
    found = [[np.zeros_like(array) for array in layer] for layer in exact]
    for layer, of_layer in zip(exact, found, strict=True):
        for array, slopes in zip(layer, of_layer, strict=True):
            for at in np.ndindex(array.shape):
                kept = array[at]
                array[at] = kept + 1e-5
                above = slow_loss(exact)
                array[at] = kept - 1e-5
                slopes[at] = (above - slow_loss(exact)) / 2e-5
                array[at] = kept
    return found


@pytest.mark.parametrize("block", [1, 3, 1024])
def test_gradients_are_those_of_differences(block, monkeypatch):
    monkeypatch.setattr(gradients, "BLOCK", block)
    measuring = Gradients(LAYERS, GAIN, SHIFT)
    for _ in range(2):  # buffers are used again
        found = measuring.measure(ROWS, LABELS, CHOSEN)
    for layer, expected in zip(found, slow_gradients(), strict=True):
        for array, slopes in zip(layer, expected, strict=True):
            assert array == pytest.approx(slopes, abs=2e-4)


def test_certain_outputs_stay_finite():
    layers = [[np.full((3, 1), 1e4, np.float32), np.zeros(1, np.float32)]]
    found = Gradients(layers, GAIN, SHIFT).measure(ROWS, LABELS[:, :1], CHOSEN)
    assert all(np.isfinite(array).all() for layer in found for array in layer)
