"""Strings as integers of 64 bits: SipHash with a key, as pandas has it."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from pipelines.engine import kernels
from pipelines.strings.buffers import view_bytes

Hashes = npt.NDArray[np.uint64]
# The key of pandas where none is given.
PANDAS_KEY = "0123456789123456"


def hash_strings(strings: pa.StringArray | pa.ChunkedArray, key: str = PANDAS_KEY) -> Hashes:
    """uint64 [n]: what pandas.util.hash_array gives with the same key of 16 bytes; none of `strings` is null.

    >>> hash_strings(pa.array(["Rain.", "Snow."]), "spindle text id1").tolist()
    [6887904227608626226, 10738844518295146846]
    """
    if isinstance(strings, pa.ChunkedArray):
        strings = strings.combine_chunks()
    if not kernels.is_compiled():
        # Few strings are equal, so it does not pay to let pandas find the distinct ones.
        values = strings.to_numpy(zero_copy_only=False).astype(object)
        return pd.util.hash_array(values, hash_key=key, categorize=False)
    hashes, (data, offsets) = np.empty(len(strings), np.uint64), view_bytes(strings)
    kernels.run("hash_strings", len(strings), data, offsets, read_key(key), hashes)
    return hashes


def read_key(key: str) -> Hashes:
    """uint64 [2]: a key of 16 bytes as kernels take it."""
    return np.frombuffer(key.encode(), "<u8").astype(np.uint64)
