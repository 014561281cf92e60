"""Names of things by what they are: 32 hex digits hashed from a text, the same on any machine, in any order."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

# Two halves of the name: siphash keys are 16 bytes, any two different ones do.
KEYS = ("spindle text id1", "spindle text id2")


def name_texts(texts: pa.Array | pa.ChunkedArray, keys: tuple[str, str] = KEYS) -> pa.StringArray:
    """32 hex digits for each of `texts`, none of them null; their order is the order of the hashes.

    keys  of 16 bytes each: other keys, other names, so that names of different kinds do not meet

    >>> name_texts(pa.array(["Rain.", "Snow."])).to_pylist()
    ['5f96c066bd8604322a8ef96b09cf1d8e', '95080a314b22115e08598d9bfd146a57']
    """
    values = texts.to_numpy(zero_copy_only=False).astype(object)
    # Few texts are the same, so pandas need not look for those that are.
    return hex_names(np.stack([pd.util.hash_array(values, hash_key=key, categorize=False) for key in keys], axis=1))


def hex_names(hashes: npt.NDArray[np.uint64]) -> pa.StringArray:
    """32 hex digits for each row of uint64 [n, 2]."""
    borders = np.arange(0, 32 * len(hashes) + 1, 32, dtype=np.int32)
    digits = hashes.astype(">u8").tobytes().hex().encode()
    return pa.StringArray.from_buffers(len(hashes), pa.py_buffer(borders), pa.py_buffer(digits))
