"""Texts in blocks whose features, some 10 MB, stay in the cache of the processor."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

BLOCK_BYTES = 256_000


def block_borders(texts: pa.StringArray | pa.ChunkedArray) -> Iterator[tuple[int, int]]:
    """Yield first and last text, exclusive, of blocks of at most BLOCK_BYTES, but at least one text each."""
    ends = np.cumsum(pc.fill_null(pc.binary_length(texts), 0).to_numpy())
    first = 0
    while first < len(texts):
        before = ends[first - 1] if first else 0
        behind = max(int(np.searchsorted(ends, before + BLOCK_BYTES, side="right")), first + 1)
        yield first, behind
        first = behind
