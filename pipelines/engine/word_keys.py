"""Words as integers of 64 bits, for look-ups in bulk: the bytes of a short word, and a hash of a long one."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pipelines.engine.buffers import KEY_MASKS, Array, Ints, short_keys, view_texts
from pipelines.engine.draw import MIX_1, MIX_2, Keys


@dataclass(frozen=True)
class WordKeys:
    """The keys of n words.

    short    uint64 [n]: of words of one to eight bytes, each with its own; 0 for the l other words, called long
    is_long  int64 [l]: the long words
    long     uint64 [l]: hashes of the long words; two words may share one
    """

    short: Array
    is_long: Ints
    long: Keys


def keys_of_words(words: pa.StringArray) -> WordKeys:
    """The keys of the words."""
    viewed = view_texts(words)
    starts, n_bytes = viewed.offsets[:-1], np.diff(viewed.offsets)
    short = short_keys(viewed.data, starts, n_bytes)
    is_long = np.flatnonzero(short == 0)
    return WordKeys(short, is_long, _hash(viewed.data, starts[is_long], n_bytes[is_long]))


def _hash(data: Array, starts: Ints, n_bytes: Ints) -> Keys:
    """uint64 [l]: hashes of strings by their length, their first 16 bytes and their last eight."""
    padded = np.append(data, np.zeros(16, np.uint8))
    eight_bytes = np.ndarray(len(data) + 9, "<u8", padded, strides=(1,))
    hashes = n_bytes.astype(np.uint64)
    for skipped in (np.zeros_like(n_bytes), np.full_like(n_bytes, 8), np.maximum(n_bytes - 8, 0)):
        n_left = np.clip(n_bytes - skipped, 0, 8)
        part = eight_bytes[np.minimum(starts + skipped, len(data))] & KEY_MASKS[n_left]
        hashes = (hashes ^ part) * MIX_1
        hashes = (hashes ^ hashes >> np.uint64(32)) * MIX_2
        hashes ^= hashes >> np.uint64(29)
    return hashes
