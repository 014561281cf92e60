"""The texts of a column as one byte array, and from code points to bytes in it: a row's offsets count code points."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class TextBytes:
    """n texts, which lie one after the other in one buffer; a null is an empty text.

    buffer        what `data` looks at
    data          uint8: the bytes of the buffer, of other texts too
    offsets       int64 [n + 1]: text i is data[offsets[i] : offsets[i + 1]]
    continuation  int64: the bytes between the first offset and the last that begin no code point, ascending
    points        int64 [n + 1]: how many code points lie before each offset, from the first one on
    """

    buffer: pa.Buffer
    data: NDArray[np.uint8]
    offsets: Ints
    continuation: Ints
    points: Ints

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def n_points(self) -> Ints:
        """int64 [n]: code points of each text."""
        return np.diff(self.points)

    def positions(self, rows: Ints, points: Ints) -> Ints:
        """The bytes in `data` at which code points of texts begin, or the texts end.

        rows, points  int64 [k]: which text, and the number of the code point in it, 0 to n_points
        """
        at = self.points[rows] + points
        # Before the i-th continuation byte are i others; the rest before it are the starts of as many code points.
        starts_before = self.continuation - self.offsets[0] - np.arange(len(self.continuation))
        return self.offsets[0] + at + np.searchsorted(starts_before, at, side="right")


def view_bytes(column: pa.Array) -> TextBytes:
    """Look at a string array; nothing is copied but where there are nulls."""
    text = pc.fill_null(column, "") if column.null_count else column
    _, offsets_buffer, data_buffer = text.buffers()
    if offsets_buffer is None or data_buffer is None:  # Arrow leaves out the buffers of nothing
        empty = np.zeros(len(text) + 1, np.int64)
        return TextBytes(pa.py_buffer(b""), np.zeros(0, np.uint8), empty, np.zeros(0, np.int64), empty)
    offsets = np.frombuffer(offsets_buffer, np.int32)[text.offset : text.offset + len(text) + 1].astype(np.int64)
    data = np.frombuffer(data_buffer, np.uint8)
    first, last = int(offsets[0]), int(offsets[-1])
    continuation = np.flatnonzero(data[first:last].view(np.int8) < -64) + first  # 0x80 to 0xBF, as signed bytes
    points = offsets - first - np.searchsorted(continuation, offsets)
    return TextBytes(data_buffer, data, offsets, continuation, points)
