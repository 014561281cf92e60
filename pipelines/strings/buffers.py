"""The bytes of texts, as Arrow keeps them."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
# Type of an array -> that of its offsets.
WIDTHS = {pa.string(): np.int32, pa.large_string(): np.int64}


def view_bytes(texts: pa.StringArray) -> tuple[Bytes, Ints]:
    """Return the bytes of all texts, without a copy, and the offsets of the texts in them, int64 [n + 1], from 0 on.

    Raises TypeError unless they are an array of strings or of large strings.
    >>> data, offsets = view_bytes(pa.array(["Rain", "Ice"]).slice(1))
    >>> data.tobytes(), offsets.tolist()
    (b'Ice', [0, 3])
    """
    if texts.type not in WIDTHS:
        raise TypeError(f"expected an array of strings, got one of {texts.type}")
    _, borders, data = texts.buffers()
    if data is None or not len(texts):
        return np.zeros(0, np.uint8), np.zeros(len(texts) + 1, np.int64)
    offsets = np.frombuffer(borders, WIDTHS[texts.type])[texts.offset : texts.offset + len(texts) + 1].astype(np.int64)
    return np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]], offsets - offsets[0]


def cut_bytes(data: Bytes, offsets: Ints) -> pa.StringArray:
    """Return the texts with these bytes and offsets, int64 [n + 1].

    >>> cut_bytes(np.frombuffer(b"RainIce", np.uint8), np.array([0, 4, 7])).to_pylist()
    ['Rain', 'Ice']
    """
    return pa.StringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets.astype(np.int32)), pa.py_buffer(data))
