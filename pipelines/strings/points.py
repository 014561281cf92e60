"""Code points of strings."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine import kernels
from pipelines.strings.buffers import view_bytes


def count_points(texts: pa.StringArray) -> npt.NDArray[np.int64]:
    """int64 [n]: code points of each text, 0 for a null; `pc.utf8_length` takes ten times as long.

    >>> count_points(pa.array(["caf\u00e9", "", None])).tolist()
    [4, 0, 0]
    """
    if not kernels.is_compiled():
        lengths: npt.NDArray[np.int64] = pc.fill_null(pc.utf8_length(texts), 0).to_numpy().astype(np.int64)
        return lengths
    counts, (data, offsets) = np.empty(len(texts), np.int64), view_bytes(texts)
    kernels.run("count_text_points", len(texts), data, offsets, counts)
    return counts
