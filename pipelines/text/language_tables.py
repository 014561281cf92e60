"""A compressed supervised model of fastText (`.ftz`) as the tables that the kernel detect_languages reads.

The file is read as fastText 0.9 writes it: settings, words and labels with their numbers, the n-grams of letters that
are left, their vectors as codes of a product quantizer, and the vectors of the hierarchical softmax.
"""

import re
import struct
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

# The first number of every model, the version of its layout, hierarchical softmax, and words one by one.
KNOWN = (793712314, 12, 1, 1)
SETTINGS = "dim ws epoch min_count neg word_ngrams loss model bucket minn maxn lr_update_rate t".split()  # noqa: SIM905
# A word or label, its frequency, and whether it is a label.
ENTRY = re.compile(rb"([^\0]*)\0(.{8}).", re.DOTALL)
LABEL = "__label__"
N_CODES = 256
# Words are found by the upper bits of their hash, n-grams by those of their number: about one for each value.
WORD_SHIFT, GRAM_SHIFT = 19, 5


@dataclass(frozen=True)
class LanguageTables:
    """A model with n labels.

    labels  [n]: codes of languages
    tables  the arguments of the kernel between the texts and what it writes
    """

    labels: list[str]
    tables: tuple[Array | int, ...]


class _Reader:
    """The values of a file, one after the other."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def values(self, layout: str) -> tuple[Any, ...]:
        found = struct.unpack_from(f"<{layout}", self.data, self.at)
        self.at += struct.calcsize(f"<{layout}")
        return found

    def array(self, kind: type[np.generic], n: int) -> Array:
        found = np.frombuffer(self.data, np.dtype(kind).newbyteorder("<"), n, self.at)
        self.at += found.nbytes
        return found

    def entries(self, n: int) -> list[tuple[bytes, int]]:
        """Words and labels with their frequencies."""
        found = list(islice(ENTRY.finditer(self.data, self.at), n))
        self.at = found[-1].end()
        return [(entry[1], int.from_bytes(entry[2], "little")) for entry in found]


def read_language_tables(path: Path) -> LanguageTables:
    """Read a model; raises ValueError for another kind than the kernel knows."""
    file = _Reader(path.read_bytes())
    magic, version = file.values("2i")
    settings = dict(zip(SETTINGS, file.values("12id"), strict=True))
    kind = (magic, version, settings["loss"], settings["word_ngrams"])
    if kind != KNOWN:
        raise ValueError(
            f"expected a model of fastText (magic, version, loss, word n-grams) {KNOWN}, got {kind} in {path}"
        )
    n_entries, n_words, n_labels, _, n_grams = file.values("3i2q")
    entries = file.entries(n_entries)
    grams, rows = file.array(np.int32, 2 * n_grams).reshape(-1, 2).T
    vectors = _read_vectors(file)
    _, n_outputs, n_dimensions = file.values("?2q")
    output = file.array(np.float32, n_outputs * n_dimensions)
    return LanguageTables(
        labels=[name.decode().removeprefix(LABEL) for name, _ in entries[n_words:]],
        tables=(
            *_index_words([word for word, _ in entries[:n_words]]),
            GRAM_SHIFT,
            *_index(grams, GRAM_SHIFT, settings["bucket"], grams, rows + np.int32(n_words)),
            *(settings[name] for name in ("bucket", "minn", "maxn", "dim")),
            vectors,
            n_labels,
            output,
            *_build_tree([count for _, count in entries[n_words:]]),
        ),
    )


def _read_vectors(file: _Reader) -> Array:
    """float32 [rows, dimensions]: the vectors that the codes stand for, of the lengths that other codes stand for."""
    _, has_lengths_apart, n_rows, _, n_codes = file.values("2?2qi")
    vectors = _decode(file.array(np.uint8, n_codes).reshape(n_rows, -1), file)
    if has_lengths_apart:
        vectors *= _decode(file.array(np.uint8, n_rows).reshape(n_rows, 1), file)
    return vectors


def _decode(codes: Array, file: _Reader) -> Array:
    """float32 [rows, dimensions]: the centroids of each row, one for each part of its vector."""
    n_dimensions, n_parts, width, last_width = file.values("4i")
    if width != last_width:
        raise ValueError(f"expected a model of fastText with vectors of equal parts, got {width} and {last_width} long")
    centroids = file.array(np.float32, n_dimensions * N_CODES).reshape(-1, width)
    return centroids.take(codes + N_CODES * np.arange(n_parts), axis=0).reshape(len(codes), n_dimensions)


def _index_words(words: list[bytes]) -> tuple[Array | int, ...]:
    hashes = _hash(words)
    order = np.argsort(hashes, kind="stable").tolist()
    offsets = np.append(0, np.cumsum([len(words[place]) for place in order])).astype(np.int64)
    found = _index(hashes, WORD_SHIFT, 1 << 32, hashes, np.arange(len(words), dtype=np.int32))
    return WORD_SHIFT, *found, np.frombuffer(b"".join(words[place] for place in order), np.uint8), offsets


def _index(keys: Array, shift: int, n_keys: int, *columns: Array) -> tuple[Array, ...]:
    """Return the first place of each value of the upper bits of keys, and columns in the order of the keys."""
    order = np.argsort(keys, kind="stable")
    values = np.arange((n_keys - 1 >> shift) + 2, dtype=np.int64) << shift
    first = np.searchsorted(keys[order].astype(np.int64), values).astype(np.int32)
    return first, *(np.ascontiguousarray(column[order]) for column in columns)


def _hash(words: list[bytes]) -> Array:
    """uint32 [n]: FNV-1a, in which bytes count with their sign."""
    lengths = np.array([len(word) for word in words])
    longest = int(lengths.max())
    padded = np.frombuffer(b"".join(word.ljust(longest, b"\0") for word in words), np.int8)
    hashes = np.full(len(words), 2166136261, np.uint32)
    for place, column in enumerate(padded.reshape(len(words), -1).T.astype(np.uint32)):
        hashes = np.where(place < lengths, (hashes ^ column) * np.uint32(16777619), hashes)
    return hashes


def _build_tree(counts: list[int]) -> tuple[Array, Array]:
    """int32 [2 n - 1] each: the left and the right branch of each node of a Huffman tree, of which n are labels."""
    n = len(counts)
    left, right, weights = [-1] * n, [-1] * n, list(counts)
    leaf, node = n - 1, n
    while len(left) < 2 * n - 1:
        least = []
        for _ in range(2):
            if leaf >= 0 and (node >= len(weights) or weights[leaf] < weights[node]):
                least.append(leaf)
                leaf -= 1
            else:
                least.append(node)
                node += 1
        left.append(least[0])
        right.append(least[1])
        weights.append(weights[least[0]] + weights[least[1]])
    return np.array(left, np.int32), np.array(right, np.int32)
