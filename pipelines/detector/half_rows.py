"""Features in half precision, as they are kept in files: a row for each word, a column for each feature."""

import numpy as np
import numpy.typing as npt

from pipelines.engine import kernels

Floats = npt.NDArray[np.float32]
Halves = npt.NDArray[np.float16]


def as_rows(columns: Floats) -> Halves:
    """float16 [n, f]: the rows of columns float32 [f, n], rounded."""
    if not kernels.is_compiled():
        return np.ascontiguousarray(columns.T, np.float16)
    rows = np.empty(columns.shape[::-1], np.float16)
    kernels.run("narrow_columns", *rows.shape, columns, rows.view(np.uint16))
    return rows


def as_columns(rows: Halves) -> Floats:
    """float32 [f, n]: the columns of rows float16 [n, f]."""
    if not kernels.is_compiled():
        return np.ascontiguousarray(rows.T, np.float32)
    columns = np.empty(rows.shape[::-1], np.float32)
    kernels.run("widen_rows", *rows.shape, np.asarray(rows).view(np.uint16), columns)
    return columns
