"""Least scores that call something spun, set on texts that the networks did not learn from."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
FALSE_ALARMS = {"1pct": 0.01, "5pct": 0.05}
N_STEPS = 200


def threshold_at(clean: Floats, share: float) -> float:
    """The least score that at most this share of clean texts reaches; 1 or more if there is none.

    >>> threshold_at(np.arange(100) / 100, 0.05) > 0.94
    True
    """
    if not len(clean):
        return 1.0
    ordered = np.sort(clean)[::-1]
    return float(np.nextafter(ordered[int(len(ordered) * share)], 2))


def best_f1(scores: Floats, labels: npt.NDArray[np.bool_]) -> float:
    """The threshold with the best F1, of 200 between 0 and 1."""
    step = np.minimum((scores * N_STEPS).astype(np.int64), N_STEPS - 1)
    found = np.cumsum(np.bincount(step[labels], minlength=N_STEPS)[::-1])[::-1]
    called = np.cumsum(np.bincount(step, minlength=N_STEPS)[::-1])[::-1]
    f1 = 2 * found / np.maximum(called + np.count_nonzero(labels), 1)
    return float(np.argmax(f1) / N_STEPS)
