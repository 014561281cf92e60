"""A network trained with Adam (Kingma and Ba, 2015) on the cross entropy; the rate rises, and falls with a cosine.

The same rows and seed give the same network: one thread does the products, and rows are drawn by a seeded generator.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.detector.gradients import Gradients
from pipelines.detector.network import Network
from pipelines.detector.training_rows import TrainingRows
from pipelines.engine.buffers import Bools

Floats = npt.NDArray[np.float32]
RATE, WARM_UP, DECAY = 4e-3, 50, 1e-5
FIRST, SECOND, EPSILON = 0.9, 0.999, 1e-8  # Adam's
# A small corpus is read again until so many rows were seen, but so many times at most.
MIN_ROWS, MOST_PASSES = 1_200_000, 40


@dataclass(frozen=True)
class Fit:
    """Numbers of hidden units and outputs, rows of a batch, and passes over the rows."""

    hidden: tuple[int, ...]
    n_outputs: int = 1
    batch: int = 4096
    passes: int = 3


def fit_network(
    rows: TrainingRows, labels: Floats | Bools, fit: Fit, seed: int, tick: Callable[[float], None] | None = None
) -> Network:
    """Train a network.

    labels  float32 or bool [n, n_out], 0 or 1
    tick    called with the share done, 0 to 1
    """
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - needs the extra `build`

    generator = np.random.default_rng(seed)
    sample = rows.sample()
    mean, scale = sample.mean(axis=0), sample.std(axis=0) + np.float32(1e-3)
    # A feature with one value teaches nothing. A text may have another one, which such a scale would multiply by 1,000.
    is_used = np.ptp(sample, axis=0) > 0
    gain, shift = rows.steps / scale * is_used, (rows.lows - mean) / scale * is_used
    sizes = (rows.values.shape[1], *fit.hidden, labels.shape[1])
    layers = [_draw(n_in, n_out, generator) for n_in, n_out in itertools.pairwise(sizes)]
    layers[0][:-1][~is_used] = 0
    moments = [np.zeros((2, *layer.shape), np.float32) for layer in layers]
    batch = min(fit.batch, max(64, len(rows) // 8))
    n_batches = max(len(rows) // batch, 1)
    passes = max(fit.passes, min(-(-MIN_ROWS // len(rows)), MOST_PASSES))
    step, n_steps = 0, passes * n_batches
    gradients = Gradients(layers, gain, shift)
    with threadpool_limits(1):
        for _ in range(passes):
            order = generator.permutation(np.arange(len(rows), dtype=np.int32))
            for start in range(0, n_batches * batch, batch):
                chosen = order[start : start + batch]
                step += 1
                rate = RATE * min(1, step / WARM_UP) * (1 + np.cos(np.pi * step / n_steps)) / 2
                _step(layers, moments, gradients.measure(rows.values, labels, chosen), rate, step)
                if tick and step % 50 == 0:
                    tick(step / n_steps)
    # The scaling becomes part of the first layer.
    layers[0][-1] -= (mean / scale) @ layers[0][:-1]
    layers[0][:-1] /= scale[:, None]
    return Network(tuple((np.ascontiguousarray(layer[:-1].T), layer[-1][:, None].copy()) for layer in layers))


def _draw(n_in: int, n_out: int, generator: np.random.Generator) -> Floats:
    """float32 [n_in + 1, n_out]: weights as He et al. (2015) draw them, and biases of zero."""
    weights = generator.standard_normal((n_in, n_out)) * np.sqrt(2 / n_in)
    return np.concatenate([weights, np.zeros((1, n_out))]).astype(np.float32)


def _step(layers: list[Floats], moments: list[Floats], gradients: list[Floats], rate: float, step: int) -> None:
    """Change the layers and moments in place by one step of Adam."""
    for layer, moment, slope in zip(layers, moments, gradients, strict=True):
        moment[0] += np.float32(1 - FIRST) * (slope - moment[0])
        moment[1] += np.float32(1 - SECOND) * (slope * slope - moment[1])
        size = np.sqrt(moment[1] / np.float32(1 - SECOND**step)) + np.float32(EPSILON)
        change = np.float32(rate) * (moment[0] / np.float32(1 - FIRST**step) / size + np.float32(DECAY) * layer)
        np.subtract(layer, change, out=layer)
