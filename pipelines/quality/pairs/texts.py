"""The texts of a column as one byte array, with a map from code points, which the offsets of edits count, to bytes."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.engine import kernels
from pipelines.strings.points import count_points

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
# bool [256]: the bytes that are letters of ASCII.
LETTERS = np.isin(np.arange(256), [*range(0x41, 0x5B), *range(0x61, 0x7B)])


@dataclass(frozen=True)
class TextBytes:
    """The bytes of n texts, one after the other in one buffer; a null is an empty text.

    strings  the texts
    buffer   the buffer behind `data`
    data     uint8: all bytes of the buffer, which may hold other texts too
    offsets  int64 [n + 1]: text i is data[offsets[i] : offsets[i + 1]]
    """

    strings: pa.StringArray
    buffer: pa.Buffer
    data: NDArray[np.uint8]
    offsets: Ints

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @cached_property
    def n_points(self) -> Ints:
        """int64 [n]: code points of each text."""
        return count_points(self.strings)

    @cached_property
    def points(self) -> Ints:
        """int64 [n + 1]: code points between the first offset and each offset."""
        return np.append(0, np.cumsum(self.n_points))

    def positions(self, rows: Ints, points: Ints) -> Ints:
        """Return the positions in `data` at which code points begin, or a text ends.

        rows, points  int64 [k]: the text, and the number of the code point in it, 0 to n_points
        """
        if kernels.is_compiled():
            found = np.empty(len(rows), np.int64)
            texts = (self.data, self.offsets, self.points)
            kernels.run("find_positions", len(rows), *texts, rows, points, found)
            return found
        at = self.points[rows] + points
        # Bytes that begin no code point, 0x80 to 0xBF as signed bytes: i others precede the i-th one.
        inner = np.flatnonzero(self.data[self.offsets[0] : self.offsets[-1]].view(np.int8) < -64)
        starts_before = inner - np.arange(len(inner))
        return self.offsets[0] + at + np.searchsorted(starts_before, at, side="right")


def look_up(flags: Flags, data: NDArray[np.uint8]) -> Flags:
    """Return `flags[data]`, for bool [256]: bytes.translate takes a seventh of the time of numpy's indexing.

    >>> look_up(np.arange(256) == ord("a"), np.frombuffer(b"banana", np.uint8)).tolist()
    [False, True, False, True, False, True]
    """
    return np.frombuffer(bytearray(data).translate(flags.tobytes()), np.bool_)


def view_bytes(column: pa.Array) -> TextBytes:
    """Return a view of a string array; only an array with nulls is copied."""
    text = pc.fill_null(column, "") if column.null_count else column
    _, offsets_buffer, data_buffer = text.buffers()
    if offsets_buffer is None or data_buffer is None:  # Arrow omits empty buffers
        empty = np.zeros(len(text) + 1, np.int64)
        return TextBytes(text, pa.py_buffer(b""), np.zeros(0, np.uint8), empty)
    offsets = np.frombuffer(offsets_buffer, np.int32)[text.offset : text.offset + len(text) + 1].astype(np.int64)
    return TextBytes(text, data_buffer, np.frombuffer(data_buffer, np.uint8), offsets)


def last_before(marks: Ints, at: Ints) -> Ints:
    """int64 [n]: the last mark before each of n positions, -1 without one; the marks are sorted."""
    return np.append(marks, -1)[np.searchsorted(marks, at) - 1]
