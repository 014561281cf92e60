"""Rows in half precision and columns, against the conversions of NumPy."""

import numpy as np
import pytest

from pipelines.detector.half_rows import as_columns, as_rows

pytestmark = pytest.mark.usefixtures("either_way")

EVERY = np.arange(2**16, dtype=np.uint16).view(np.float16)
FINITE = EVERY[np.isfinite(EVERY)]


def test_every_number_in_half_precision_is_kept():
    rows = FINITE.reshape(-1, 8)
    columns = as_columns(rows)
    assert columns.tobytes() == np.ascontiguousarray(rows.T, np.float32).tobytes()
    assert as_rows(columns).tobytes() == rows.tobytes()


def test_numbers_between_are_rounded_as_numpy_does():
    exact = FINITE.astype(np.float64)
    ordered = np.unique(exact)
    between = np.concatenate([(ordered[1:] + ordered[:-1]) / 2, [65_519.9, 65_520, -65_520, 1e9, 1e-9, -1e-9]])
    near = np.concatenate([np.nextafter(between.astype(np.float32), np.float32(way)) for way in (-1e30, 1e30)])
    columns = np.concatenate([between.astype(np.float32), near])[None]
    with np.errstate(over="ignore"):
        assert as_rows(columns).tobytes() == np.ascontiguousarray(columns.T, np.float16).tobytes()


@pytest.mark.parametrize("shape", [(0, 3), (1, 1), (5, 7)])
def test_shapes(shape):
    rows = np.arange(np.prod(shape)).reshape(shape).astype(np.float16)
    assert np.array_equal(as_columns(rows), rows.T)
    assert np.array_equal(as_rows(rows.T.astype(np.float32)), rows)
