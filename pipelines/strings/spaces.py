"""White space in strings."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipelines.engine import kernels
from pipelines.strings.buffers import cut_bytes, view_bytes

# Code points of white space from U+0800 on.
WIDE_SPACES = np.array([0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000])


def find_white_space(data: NDArray[np.uint8]) -> NDArray[np.bool_]:
    r"""Bool [n_bytes]: a character of white space of Unicode begins at the byte; `data` is UTF-8.

    >>> np.flatnonzero(find_white_space(np.frombuffer("5\u00a0%\u2009\n".encode(), np.uint8))).tolist()
    [1, 4, 7]
    """
    found = (data == ord(" ")) | (data - np.uint8(ord("\t")) < 5)
    leads = np.flatnonzero((data == 0xC2) | (data - np.uint8(0xE1) < 3))  # few texts have any
    if len(leads):
        first, second, third = (data.take(leads + step, mode="clip") for step in range(3))
        is_two = (first == 0xC2) & ((second == 0x85) | (second == 0xA0))
        points = (first.astype(np.int32) & 0xF) << 12 | (second.astype(np.int32) & 0x3F) << 6 | third & 0x3F
        found[leads] = is_two | ((first != 0xC2) & np.isin(points, WIDE_SPACES))
    return found


def join_spaces(texts: pa.StringArray) -> pa.StringArray:
    r"""Replace each run of ASCII white space by one space; none of `texts` is null.

    >>> join_spaces(pa.array(["Rain \t\n fell", " ", ""])).to_pylist()
    ['Rain fell', ' ', '']
    """
    data, offsets = view_bytes(texts)
    if kernels.is_compiled():
        joined, borders = np.empty(len(data), np.uint8), np.empty(len(offsets), np.int64)
        n_bytes = kernels.run("join_spaces", len(texts), data, offsets, joined, borders)
        return cut_bytes(joined[:n_bytes], borders)
    is_space = (data == ord(" ")) | ((data - np.uint8(ord("\t")) < 5) & (data != ord("\v")))
    is_repeated = np.append(False, is_space[1:] & is_space[:-1])[: len(data)]
    is_repeated[offsets[:-1][offsets[:-1] < len(data)]] = False  # a text does not go on in the next one
    joined = np.where(is_space, np.uint8(ord(" ")), data)[~is_repeated]
    return cut_bytes(joined, offsets - np.searchsorted(np.flatnonzero(is_repeated), offsets))
