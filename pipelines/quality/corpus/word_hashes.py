"""Words of texts as hashes, split by another rule than the engine's, so that faults of the engine do not hide here.

A word is a run of letters and digits, with capitals A-Z folded; every byte above ASCII counts as a letter. Invisible
characters are no part of it: a copy with soft hyphens has the same words. Words are hashed as polynomials over their
bytes, modulo 2**64: differences of running sums, without a loop over words.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.engine import kernels
from pipelines.quality.pairs.texts import Ints
from pipelines.strings.invisible import drop_invisible

Hashes = NDArray[np.uint64]

# An odd number, so that it has an inverse modulo 2**64 (Knuth's multiplier for linear congruences).
BASE = 6364136223846793005
# Bytes of text per step: arrays of eight bytes for each of them still fit into the cache.
CHUNK_BYTES = 1 << 17
# Each byte as part of a word: letters in lower case, digits and UTF-8 above ASCII unchanged, 0 for any other byte.
FOLDED = np.zeros(256, np.uint8)
FOLDED[[*range(0x30, 0x3A), *range(0x61, 0x7B), *range(0x80, 0x100)]] = [
    *range(0x30, 0x3A),
    *range(0x61, 0x7B),
    *range(0x80, 0x100),
]
FOLDED[0x41:0x5B] = FOLDED[0x61:0x7B]


@dataclass(frozen=True)
class HashedWords:
    """The words of n texts, one after the other.

    hashes   uint64 [m]: equal for equal words, in any case of A-Z
    offsets  int64 [n + 1]: the first word of each text; the last is m
    """

    hashes: Hashes
    offsets: Ints

    @property
    def counts(self) -> Ints:
        """int64 [n]: words of each text."""
        return np.diff(self.offsets)


def hash_words(texts: pa.Array | pa.ChunkedArray) -> HashedWords:
    """Return the words of each text; a null has none."""
    whole = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    data, borders = text_bytes(drop_invisible(whole.cast(pa.string())))
    if kernels.is_compiled():
        return _run_kernel(data, borders)
    cuts = np.append(np.flatnonzero(np.diff(borders[:-1] // CHUNK_BYTES, prepend=-1)), len(borders) - 1)
    hashes, counts = [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)]
    for first, last in pairwise(cuts.tolist()):
        start = borders[first]
        found = _hash_words(data[start : borders[last]], borders[first : last + 1] - start)
        hashes.append(found.hashes)
        counts.append(found.counts)
    return HashedWords(np.concatenate(hashes), np.append(0, np.cumsum(np.concatenate(counts))))


def _run_kernel(data: NDArray[np.uint8], borders: Ints) -> HashedWords:
    n_texts = len(borders) - 1
    hashes, offsets = np.empty((len(data) + n_texts) // 2 + 1, np.uint64), np.empty(n_texts + 1, np.int64)
    scratch = np.empty(int(np.diff(borders).max(initial=0)) + 8, np.uint8)
    n_words = kernels.run("hash_words", n_texts, data, borders, FOLDED, BASE, scratch, hashes, offsets)
    return HashedWords(hashes[:n_words], offsets)


def _hash_words(data: NDArray[np.uint8], borders: Ints) -> HashedWords:
    folded = np.frombuffer(bytearray(data).translate(FOLDED.tobytes()), np.uint8)
    inside = folded > 0
    begins, ends = inside.copy(), inside.copy()
    begins[1:] &= ~inside[:-1]
    ends[:-1] &= ~inside[1:]
    inner = borders[(borders > 0) & (borders < len(data))]
    begins[inner] = inside[inner]  # no word crosses the border of two texts
    ends[inner - 1] = inside[inner - 1]
    starts, stops = np.flatnonzero(begins), np.flatnonzero(ends) + 1
    size = 1 << max(len(data), CHUNK_BYTES).bit_length()
    sums = np.zeros(len(data) + 1, np.uint64)
    np.cumsum(folded * _powers(BASE, size)[: len(data)], out=sums[1:])
    hashes = mix((sums[stops] - sums[starts]) * _powers(pow(BASE, -1, 1 << 64), size)[starts])
    return HashedWords(hashes, np.searchsorted(starts, borders))


def hash_runs(words: HashedWords, length: int) -> HashedWords:
    """Return the hashes of all runs of `length` words, in order; a shorter text is one run, an empty text none."""
    padded = np.append(words.hashes, np.zeros(length, np.uint64))
    windows = np.zeros(len(words.hashes), np.uint64)
    for place in range(length):
        windows *= np.uint64(BASE)
        windows += padded[place : place + len(windows)]
    n_runs = np.where(words.counts > 0, np.maximum(words.counts - length + 1, 1), 0)
    offsets = np.append(0, np.cumsum(n_runs))
    runs = mix(windows[np.repeat(words.offsets[:-1] - offsets[:-1], n_runs) + np.arange(offsets[-1])])
    short = (words.counts > 0) & (words.counts < length)
    if short.any():
        runs[offsets[:-1][short]] = hash_sequences(words)[short]
    return HashedWords(runs, offsets)


def hash_sequences(words: HashedWords) -> Hashes:
    """uint64 [n]: equal for texts of the same words in the same order."""
    place = np.arange(len(words.hashes)) - np.repeat(words.offsets[:-1], words.counts)
    of_place = mix(np.arange(words.counts.max(initial=0), dtype=np.uint64))
    sums = np.append(np.uint64(0), np.cumsum(mix(words.hashes + of_place[place]), dtype=np.uint64))
    return mix(sums[words.offsets[1:]] - sums[words.offsets[:-1]])


def mix(values: Hashes) -> Hashes:
    """Spread the bits of each value over all 64 bits: the finaliser of splitmix64.

    >>> [f"{value:016x}" for value in mix(np.array([0, 1], np.uint64)).tolist()]
    ['e220a8397b1dcdaf', '910a2dec89025cc1']
    """
    mixed: Hashes = values + np.uint64(0x9E3779B97F4A7C15)
    shifted = np.empty_like(mixed)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB), (31, 1)):
        np.right_shift(mixed, np.uint64(shift), out=shifted)
        mixed ^= shifted
        if factor != 1:
            mixed *= np.uint64(factor)
    return mixed


def text_bytes(texts: pa.Array | pa.ChunkedArray) -> tuple[NDArray[np.uint8], Ints]:
    """Return the bytes of all texts in one array, and the offsets, int64 [n + 1], of the texts; a null is empty."""
    whole = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    whole = pc.fill_null(whole, "").cast(pa.string())
    _, offsets, data = whole.buffers()
    if not len(whole) or data is None:
        return np.zeros(0, np.uint8), np.zeros(len(whole) + 1, np.int64)
    borders = np.frombuffer(offsets, np.int32)[whole.offset : whole.offset + len(whole) + 1].astype(np.int64)
    return np.frombuffer(data, np.uint8)[borders[0] : borders[-1]], borders - borders[0]


@lru_cache(maxsize=8)
def _powers(base: int, n: int) -> Hashes:
    powers = np.full(n, base, np.uint64)
    powers[0] = 1
    return np.cumprod(powers, dtype=np.uint64)
