"""Texts as arrays of code points, the unit of spans of edits and of offsets of tokens; strings cut from them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

# Code points from here on are in no class: none of them is white space, and few are letters with case.
TABLE_SIZE = 0x1_0000


@dataclass(frozen=True)
class CodePoints:
    """n texts, one after the other.

    points   uint32 [c]: code points
    offsets  int64 [n + 1]: text i is points[offsets[i] : offsets[i + 1]]
    data     all texts in UTF-8
    """

    points: npt.NDArray[np.uint32]
    offsets: Ints
    data: bytes

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def has(self, table: Flags) -> Flags:
        """Bool [c]: the code point is in the class of a `class_table`."""
        return table.take(self.points, mode="clip")


def read_points(texts: pa.Array | pa.ChunkedArray) -> CodePoints:
    """Read an Arrow column of strings; a null is an empty text."""
    array = pc.fill_null(texts, "").cast(pa.large_string())
    array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    offsets = np.zeros(len(array) + 1, np.int64)
    np.cumsum(pc.utf8_length(array).to_numpy(zero_copy_only=False), out=offsets[1:])
    data = b""
    if len(array):
        _, borders, content = array.buffers()
        ends = np.frombuffer(borders, np.int64)[array.offset : array.offset + len(array) + 1]
        data = bytes(memoryview(content)[ends[0] : ends[-1]]) if content is not None else b""
    return CodePoints(np.frombuffer(data.decode().encode("utf-32-le"), np.uint32), offsets, data)


def cut_strings(texts: CodePoints, starts: Ints, ends: Ints) -> pa.StringArray:
    """Return the strings between positions in `texts.points`; the spans must be sorted and disjoint."""
    if not len(starts):
        return pa.array([], pa.string())
    points = texts.points
    byte_ends = np.zeros(len(points) + 1, np.int64)
    np.cumsum(1 + (points >= 0x80) + (points >= 0x800) + (points >= 0x1_0000), out=byte_ends[1:])
    borders = byte_ends[np.stack([starts, ends], axis=1).ravel()]
    # Every second string lies between two spans.
    pieces = pa.LargeStringArray.from_buffers(len(borders) - 1, pa.py_buffer(borders), pa.py_buffer(texts.data))
    return pieces.take(pa.array(np.arange(0, len(pieces), 2))).cast(pa.string())


def trim(texts: CodePoints, starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Move the ends of spans inward, past white space; a span of white space alone stays as it is."""
    is_solid = ~texts.has(class_table(str.isspace))
    solid = np.append(np.flatnonzero(is_solid), 0)
    rank = np.concatenate([[0], np.cumsum(is_solid)])  # characters before a position that are no white space
    first, last = rank[starts], rank[ends] - 1
    kept = first <= last
    return np.where(kept, solid[first], starts), np.where(kept, solid[last] + 1, ends)


@lru_cache
def class_table(is_member: Callable[[str], bool]) -> Flags:
    """Bool [TABLE_SIZE + 1]: the code points that a method of `str` accepts; False for all from TABLE_SIZE on."""
    return np.array([is_member(chr(point)) for point in range(TABLE_SIZE)] + [False])
