"""Gradients of a network against those of differences, whatever the blocks."""

import numpy as np
import pytest

from pipelines.detector import gradients
from pipelines.detector.gradients import Gradients
from pipelines.engine.kernels import library

pytestmark = pytest.mark.usefixtures("either_way")

DRAW = np.random.default_rng(3)
# Weights, and the biases in the last row.
LAYERS = [DRAW.standard_normal(shape).astype(np.float32) for shape in ((4, 5), (6, 2))]
ROWS = DRAW.integers(0, 255, (40, 3)).astype(np.uint8)
LABELS = DRAW.random((40, 2)) < 0.4
GAIN, SHIFT = np.array([0.02, 0.01, 0.03], np.float32), np.array([-2, -1, -3], np.float32)
CHOSEN = np.array([3, 1, 3, 20, 39, 7, 8], np.int32)


def slow_loss(layers):
    """The cross entropy of the chosen rows, a sum over the outputs and a mean over the rows."""
    values = ROWS[CHOSEN].astype(float) * GAIN + SHIFT
    for number, layer in enumerate(layers):
        values = values @ layer[:-1] + layer[-1]
        values = np.maximum(values, 0) if number < len(layers) - 1 else 1 / (1 + np.exp(-values))
    return -np.log(np.where(LABELS[CHOSEN], values, 1 - values)).sum() / len(CHOSEN)


def slow_gradients():
    exact = [layer.astype(float) for layer in LAYERS]
    found = [np.zeros_like(layer) for layer in exact]
    for layer, slopes in zip(exact, found, strict=True):
        for at in np.ndindex(layer.shape):
            kept = layer[at]
            layer[at] = kept + 1e-5
            above = slow_loss(exact)
            layer[at] = kept - 1e-5
            slopes[at] = (above - slow_loss(exact)) / 2e-5
            layer[at] = kept
    return found


@pytest.mark.parametrize("block", [1, 3, 1024])
@pytest.mark.parametrize("kinds", [(np.uint8, bool), (np.float16, np.float32)])
def test_gradients_are_those_of_differences(block, kinds, monkeypatch):
    monkeypatch.setattr(gradients, "BLOCK", block)
    measuring = Gradients(LAYERS, GAIN, SHIFT)
    rows, labels = (values.astype(kind) for values, kind in zip((ROWS, LABELS), kinds, strict=True))
    for _ in range(2):  # buffers are used again
        found = measuring.measure(rows, labels, CHOSEN)
    for slopes, expected in zip(found, slow_gradients(), strict=True):
        assert slopes == pytest.approx(expected, abs=2e-4)


def test_certain_outputs_stay_finite():
    layers = [np.append(np.full((3, 1), 1e4), [[0]], axis=0).astype(np.float32)]
    found = Gradients(layers, GAIN, SHIFT).measure(ROWS, LABELS[:, :1], CHOSEN)
    assert all(np.isfinite(slopes).all() for slopes in found)


def test_gradients_are_the_same_to_the_last_bit_without_kernels(monkeypatch):
    def measure():
        return [slopes.tobytes() for slopes in Gradients(LAYERS, GAIN, SHIFT).measure(ROWS, LABELS, CHOSEN)]

    found = measure()
    monkeypatch.setattr(library, "_load", lambda: None)
    assert measure() == found
