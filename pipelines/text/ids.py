"""Content ids: 32 hex digits hashed from a text, the same on any machine and in any order."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

# One key for each half of the id: siphash keys are 16 bytes, and any two different ones will do.
KEYS = ("spindle text id1", "spindle text id2")


def name_texts(texts: pa.Array | pa.ChunkedArray, keys: tuple[str, str] = KEYS) -> pa.StringArray:
    """Return 32 hex digits for each of `texts`, none of them null; they sort as the hashes do.

    keys  16 bytes each: different keys give different ids, so that ids of different kinds do not collide

    >>> name_texts(pa.array(["Rain.", "Snow."])).to_pylist()
    ['5f96c066bd8604322a8ef96b09cf1d8e', '95080a314b22115e08598d9bfd146a57']
    """
    values = texts.to_numpy(zero_copy_only=False).astype(object)
    # Few texts are equal, so it does not pay to let pandas find the distinct ones.
    return hex_names(np.stack([pd.util.hash_array(values, hash_key=key, categorize=False) for key in keys], axis=1))


def hex_names(hashes: npt.NDArray[np.uint64]) -> pa.StringArray:
    """Return 32 hex digits for each row of uint64 [n, 2]."""
    borders = np.arange(0, 32 * len(hashes) + 1, 32, dtype=np.int32)
    digits = hashes.astype(">u8").tobytes().hex().encode()
    return pa.StringArray.from_buffers(len(hashes), pa.py_buffer(borders), pa.py_buffer(digits))
