"""Ids, texts and numbers as hashes of 64 bits, the same on any machine: published digests are compared with new ones.

The chance that any two of 100 million ids collide is 1 in 4,000.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.quality.corpus.leaks import parse_ids
from pipelines.strings.hashes import hash_strings

Hashes = NDArray[np.uint64]

ID_LENGTH = 32
IS_DIGIT = np.isin(np.arange(256), np.frombuffer(b"0123456789abcdef", np.uint8))
HASH_KEY = "spindle compare1"
# Odd numbers of 64 bits, which spread the bits of a product: from the finalizer of splitmix64.
SPREAD = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
SHIFTS, LAST_SHIFT = (np.uint64(30), np.uint64(27)), np.uint64(31)
STEP = np.uint64(0x9E3779B97F4A7C15)


def hash_ids(ids: pa.Array) -> Hashes:
    """uint64 [n]: the hash of each id, of any strings; ids of 32 hex digits are hashed without Python's strings."""
    is_hex = np.array(pc.equal(pc.binary_length(ids), ID_LENGTH).to_numpy(zero_copy_only=False), bool)
    is_hex[is_hex] = IS_DIGIT[_digits_of(ids.filter(pa.array(is_hex)))].all(axis=1)
    hashes = np.zeros(len(ids), np.uint64)
    halves = parse_ids(ids.filter(pa.array(is_hex)))
    second, shifted = halves[:, 1].copy(), np.empty(len(halves), np.uint64)
    _mix(second, shifted)
    second += halves[:, 0] * STEP
    _mix(second, shifted)
    hashes[is_hex] = second
    hashes[~is_hex] = hash_texts(ids.filter(pa.array(~is_hex)))
    return hashes


def hash_texts(texts: pa.Array) -> Hashes:
    """uint64 [n]: the hash of each text; null is hashed as ""."""
    return hash_strings(pc.fill_null(texts, ""), HASH_KEY)


def hash_coded(column: pa.DictionaryArray) -> Hashes:
    """uint64 [n]: the hash of each text of a column without nulls, from that of each distinct one."""
    return hash_texts(column.dictionary)[column.indices.to_numpy()]


def hash_numbers(values: NDArray[Any]) -> Hashes:
    """Numbers of 32 or 64 bits as unsigned integers: equal numbers have equal bits."""
    return values.view(np.uint32).astype(np.uint64) if values.dtype.itemsize == 4 else values.view(np.uint64)


def combine(columns: Sequence[Hashes]) -> Hashes:
    """uint64 [n]: the hash of a row of hashes; their order counts."""
    found = np.zeros(len(columns[0]), np.uint64)
    shifted = np.empty_like(found)
    for column in columns:
        found *= STEP
        found += column
        _mix(found, shifted)
    return found


def _digits_of(ids: pa.Array) -> NDArray[np.uint8]:
    """uint8 [n, ID_LENGTH]: the bytes of ids of ID_LENGTH bytes each."""
    if not len(ids):
        return np.zeros((0, ID_LENGTH), np.uint8)
    offsets, data = ids.buffers()[1:]
    first = int(np.frombuffer(offsets, np.int32)[ids.offset])
    return np.frombuffer(data, np.uint8)[first : first + ID_LENGTH * len(ids)].reshape(-1, ID_LENGTH)


def _mix(values: Hashes, shifted: Hashes) -> None:
    """Spread the bits of uint64, in place: a bijection, the finalizer of splitmix64. `shifted` is room for as many.

    New arrays at each step would take twice as long, most of it to get their memory.
    """
    for bits, factor in zip(SHIFTS, SPREAD, strict=True):
        np.right_shift(values, bits, out=shifted)
        values ^= shifted
        values *= factor
    np.right_shift(values, LAST_SHIFT, out=shifted)
    values ^= shifted
