"""Strings as one array of bytes and offsets, the layout of an Arrow string column, so nothing is copied."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Array = npt.NDArray[Any]

# Fibonacci hashing (Knuth 6.4): the high bits of key * 2**64 / golden ratio.
HASH_FACTOR = np.uint64(0x9E3779B97F4A7C15)
# Eight bytes read as one integer: the bits that belong to a string of 0, 1 ... 8 bytes; none for 9 bytes and more.
KEY_MASKS = np.array([(1 << 8 * n_bytes) - 1 for n_bytes in range(9)] + [0], np.uint64)


@dataclass(frozen=True)
class Texts:
    """n texts as bytes.

    data     uint8 [n_bytes], UTF-8
    offsets  int64 [n + 1]: text i is data[offsets[i] : offsets[i + 1]]
    """

    data: Bytes
    offsets: Ints

    def __len__(self) -> int:
        return len(self.offsets) - 1


def view_texts(array: pa.StringArray) -> Texts:
    """View an Arrow string array without copying its bytes; raises ValueError if it has nulls."""
    if array.null_count:
        raise ValueError(f"expected texts without nulls, got {array.null_count} nulls in {len(array)} rows")
    if not len(array):
        return Texts(np.zeros(0, np.uint8), np.zeros(1, np.int64))
    _, offset_buffer, data_buffer = array.buffers()
    offsets = np.frombuffer(offset_buffer, np.int32)[array.offset : array.offset + len(array) + 1].astype(np.int64)
    data = np.frombuffer(data_buffer, np.uint8) if data_buffer is not None else np.zeros(0, np.uint8)
    return Texts(data[offsets[0] : offsets[-1]], offsets - offsets[0])


def cut(data: Bytes, borders: Ints) -> pa.StringArray:
    """The len(borders) - 1 strings between adjacent byte positions; `borders` must not decrease."""
    offsets = pa.py_buffer(np.ascontiguousarray(borders, np.int32))
    return pa.StringArray.from_buffers(len(borders) - 1, offsets, pa.py_buffer(data))


def run_starts(values: Array) -> Ints:
    """int64: the start of each run of equal values in an array."""
    begins = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=begins[1:])
    return np.flatnonzero(begins)


def byte_table(members: bytes) -> bytes:
    """A table for `is_member`: 1 for each byte that is one of `members`, else 0."""
    return bytes(byte in members for byte in range(256))


def look_up(table: bytes, data: Bytes) -> Bytes:
    """uint8 [n_bytes]: table[byte] for each byte; bytes.translate is five times as fast as an index by an array."""
    return np.frombuffer(bytearray(data).translate(table), np.uint8)


def is_member(table: bytes, data: Bytes) -> Bools:
    """Bool [n_bytes]: the byte is one of the members of a `byte_table`."""
    return look_up(table, data).view(bool)


def is_text_border(texts: Texts, positions: Ints) -> Bools:
    """Bool [len(positions)]: a text begins or ends at the byte position."""
    return texts.offsets[np.minimum(np.searchsorted(texts.offsets, positions), len(texts))] == positions


def continuation_bytes(data: Bytes) -> Ints:
    """Positions of the bytes that continue a code point in UTF-8."""
    return np.flatnonzero(data.view(np.int8) < -64)  # 0x80 to 0xBF, as signed bytes


def points_before(continuation: Ints, positions: Ints) -> Ints:
    """Number of code points before each byte position; positions are sorted, each at the start of one or at the end.

    continuation  int64: see `continuation_bytes`
    """
    # News has few continuation bytes: searching for them among the positions is faster than the other way round.
    next_position = np.searchsorted(positions, continuation)
    return positions - repeat_index(np.diff(next_position, prepend=0, append=len(positions)))


def code_points(data: Bytes, positions: Ints) -> Ints:
    """Number of code points before each byte position; positions are sorted, each at the start of one or at the end."""
    return points_before(continuation_bytes(data), positions)


def byte_positions(data: Bytes, points: Ints) -> Ints:
    """Byte position of each code point, counted from the start of the data: the inverse of `code_points`."""
    continuation = continuation_bytes(data)
    # Of the bytes before the i-th continuation byte, i are continuation bytes; each of the others starts a code point.
    n_points_before = continuation - np.arange(len(continuation))
    return points + np.searchsorted(n_points_before, points, side="right")


def short_keys(data: Bytes, starts: Ints, n_bytes: Ints) -> Array:
    """uint64 [n]: the bytes of each string as one integer if it has one to eight and none is zero, else 0.

    Different strings have different keys, but for those of key 0.
    """
    padded = np.append(data, np.zeros(8, np.uint8))
    eight_bytes = np.ndarray(len(data) + 1, "<u8", padded, strides=(1,))
    keys = eight_bytes[starts] & KEY_MASKS.take(n_bytes, mode="clip")
    if not data.all():
        # A zero byte would look like the end of the string.
        n_used = np.count_nonzero(keys.astype("<u8").view(np.uint8).reshape(-1, 8), axis=1)
        keys[n_used < n_bytes] = 0
    return keys


def hash_ints(keys: Array, n_bits: int) -> Ints:
    """Hashes of 64-bit integers, below 2 ** n_bits; the hash of 0 is 0."""
    return (keys.view(np.uint64) * HASH_FACTOR >> np.uint64(64 - n_bits)).view(np.int64)


def spread(starts: Ints, lengths: Ints) -> Ints:
    """All positions in the spans: [5, 6, 9, 10, 11] for starts [5, 9] and lengths [2, 3]."""
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(lengths.sum())


def in_ranges(first: Ints, end: Ints, n_items: int) -> Bools:
    """Bool [n_items]: the item is in one of the ranges first[i] : end[i], which may overlap, in any order."""
    order = np.argsort(first)
    first, end = first[order], np.maximum.accumulate(end[order])
    # Overlapping ranges merge into one, from the first item of the first to the end of the longest.
    begins = np.append(True, first[1:] > end[:-1])[: len(first)]
    borders = np.empty((np.count_nonzero(begins), 2), np.int64)
    borders[:, 0], borders[:, 1] = first[begins], end[np.append(begins[1:], True)[: len(begins)]]
    runs = np.diff(borders.ravel(), prepend=0, append=n_items)
    return np.repeat(np.arange(len(runs)) % 2 == 1, runs)


def repeat_index(counts: Ints) -> Ints:
    """The row of each item of a ragged array: [0, 0, 1, 2, 2, 2] for counts [2, 1, 3]."""
    return np.repeat(np.arange(len(counts)), counts)


def find_few(few: pa.StringArray, many: pa.StringArray) -> Ints:
    """int64 [n]: the index of each of a few strings among many, or -1; strings of both are distinct.

    `pc.index_in(few, value_set=many)` would hash all of the many first.
    """
    which = pc.fill_null(pc.index_in(many, value_set=few), -1).to_numpy()
    found, at = np.full(len(few), -1), np.flatnonzero(which >= 0)
    found[which[at]] = at
    return found
