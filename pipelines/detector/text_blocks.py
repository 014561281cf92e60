"""Texts in blocks whose features, some 10 MB, stay in the cache of the processor."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

BLOCK_BYTES = 256_000


def block_borders(texts: pa.StringArray | pa.ChunkedArray) -> Iterator[tuple[int, int]]:
    """Yield first and last text, exclusive, of blocks of at most BLOCK_BYTES, but at least one text each."""
    lengths = pc.fill_null(pc.binary_length(texts), 0).to_numpy()
    yield from group_texts(np.append(0, np.cumsum(lengths)), BLOCK_BYTES)


def group_texts(offsets: npt.NDArray[np.integer], most: int) -> Iterator[tuple[int, int]]:
    """Yield first and last text, exclusive, of groups with at most `most` items, but at least one text each.

    offsets  int [m + 1]: text i has the items offsets[i] : offsets[i + 1]
    """
    first = 0
    while first < len(offsets) - 1:
        behind = max(int(np.searchsorted(offsets, offsets[first] + most, side="right")) - 1, first + 1)
        yield first, behind
        first = behind
