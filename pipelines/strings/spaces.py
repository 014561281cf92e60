"""White space in strings."""

import numpy as np
import pyarrow as pa

from pipelines.engine import kernels
from pipelines.strings.buffers import cut_bytes, view_bytes


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
