"""Rows of features as networks are trained on them: many of them in one byte a value, few of them as they are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.engine import kernels
from pipelines.engine.buffers import Bools, Ints

Floats = npt.NDArray[np.float32]
Values = npt.NDArray[np.uint8] | npt.NDArray[np.float16] | Floats
# Rows that the ranges of the codes, and the scaling of a network's inputs, are taken from.
SAMPLED = 200_000
MOST_CODE = 255
# Rows that are encoded at once: they stay in the cache.
BLOCK = 4096


@dataclass(frozen=True)
class TrainingRows:
    """n rows of f features: the value of a feature is low + step * stored value.

    values       [n, f]
    lows, steps  float32 [f]
    """

    values: Values
    lows: Floats
    steps: Floats

    def __len__(self) -> int:
        return len(self.values)

    def sample(self) -> Floats:
        """float32 [s, f]: every so many rows."""
        chosen = self.values[:: max(1, len(self) // SAMPLED)].astype(np.float32)
        return chosen * self.steps + self.lows


def whole_rows(values: Values) -> TrainingRows:
    """Return rows that keep their values."""
    n_features = values.shape[1]
    return TrainingRows(values, np.zeros(n_features, np.float32), np.ones(n_features, np.float32))


def code_rows(read: Sequence[Callable[[], Values]], chosen: Sequence[Bools]) -> TrainingRows:
    """Return rows in one byte a value, of 256 values between the least and the greatest of a sample.

    read    reads a part of the rows [m, f] each; called twice, and one part is held at a time
    chosen  bool [m] each: the rows to return
    """
    borders = np.cumsum([0, *(np.count_nonzero(each) for each in chosen)])
    every = max(1, int(borders[-1]) // SAMPLED)
    sample = np.concatenate(
        [part()[np.flatnonzero(at)[::every]].astype(np.float32) for part, at in zip(read, chosen, strict=True)]
    )
    lows, highs = sample.min(axis=0), sample.max(axis=0)
    steps = (highs - lows) / np.float32(MOST_CODE) + np.float32(1e-9)  # a feature may have one value only
    codes = np.empty((borders[-1], sample.shape[1]), np.uint8)
    for part, at, start in zip(read, chosen, borders[:-1], strict=True):
        _encode(part(), np.flatnonzero(at), lows, steps, codes[start:])
    return TrainingRows(codes, lows, steps)


def _encode(values: Values, chosen: Ints, lows: Floats, steps: Floats, codes: npt.NDArray[np.uint8]) -> None:
    """Write the codes of the chosen rows to the first rows of `codes`."""
    if kernels.is_compiled() and values.dtype == np.float16:
        scaling = lows, steps, MOST_CODE
        kernels.run("encode_rows", len(chosen), len(lows), values.view(np.uint16), chosen, *scaling, codes)
        return
    for start in range(0, len(chosen), BLOCK):
        block = values[chosen[start : start + BLOCK]].astype(np.float32)
        block -= lows
        block /= steps
        np.rint(block, out=block)
        np.clip(block, 0, MOST_CODE, out=block)
        codes[start : start + len(block)] = block
