"""Curly apostrophes: a text that has no others gets no others by its replacements."""

import numpy as np

from pipelines.engine.buffers import Bools, Ints, Texts
from pipelines.engine.gaps import find_mark
from pipelines.engine.kernels.byte_positions import find_byte

STRAIGHT, CURLY = "'", "\u2019"


def has_only_curly(texts: Texts) -> Bools:
    """Bool [m]: the text has curly apostrophes and no straight one; closing quotation marks count as apostrophes."""
    curly = find_mark(texts.data, CURLY.encode())
    if not len(curly):
        return np.zeros(len(texts), bool)
    return _has_one(texts, curly) & ~_has_one(texts, find_byte(texts.data, ord(STRAIGHT)))


def _has_one(texts: Texts, positions: Ints) -> Bools:
    """Bool [m]: one of the positions, ascending, is in the text."""
    return np.diff(np.searchsorted(positions, texts.offsets)) > 0
