"""Near-duplicates across splits, found independently of group_duplicates: other words, other hashes, another sketch.

A sketch is a one-permutation MinHash: the shingles of a text fall into BINS bins, and the least hash of each bin is
kept. That is one pass over the shingles instead of one per column. Among the bins that either text fills, the share of
equal ones estimates the Jaccard similarity; for short texts, where each shingle has its own bin, it is nearly exact. To
find candidates, empty bins borrow from full ones, and bands of bins are hashed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipelines.engine import kernels
from pipelines.quality.corpus.integers import occur_again
from pipelines.quality.corpus.word_hashes import BASE, HashedWords, Hashes, hash_runs, hash_sequences, mix
from pipelines.storage.tables import read_table

SHINGLE_WORDS = 5
BINS = 128
# 25 bands of 5: two texts of similarity .7 share a band with probability .99, of .8 with .9999.
BAND_WIDTH = 5
BANDS = [f"band_{first // BAND_WIDTH:02}" for first in range(0, BINS - BAND_WIDTH + 1, BAND_WIDTH)]
EMPTY = np.uint32(0xFFFFFFFF)
# Each reading of the files opens them all; more bands at once take more memory.
BANDS_AT_ONCE = 5
# Each article is compared with the next 8 of its bucket only: a bucket may hold half the corpus.
NEIGHBOURS = 8
Sketches = tuple[Hashes, NDArray[np.uint32], NDArray[np.uint64]]
SKETCHES = pa.schema(
    [
        pa.field("article_id", pa.string()),
        pa.field("split", pa.string()),
        pa.field("words", pa.uint64()),
        pa.field("signature", pa.binary(4 * BINS)),
        *(pa.field(name, pa.uint64()) for name in BANDS),
    ]
)


@dataclass(frozen=True)
class NearDuplicates:
    """Number of pairs of similar articles in different splits, with some of them as text."""

    n_pairs: int
    examples: list[str]


def sketch_texts(words: HashedWords) -> dict[str, pa.Array]:
    """Return the columns of SKETCHES that depend on the text alone: one row per text."""
    texts, signatures, bands = _run_kernel(words) if kernels.is_compiled() else _sketch(words)
    columns = {"words": pa.array(texts), "signature": _binary(signatures)}
    return columns | {name: pa.array(keys) for name, keys in zip(BANDS, bands, strict=True)}


def _run_kernel(words: HashedWords) -> Sketches:
    n_texts = len(words.counts)
    texts, signatures = np.empty(n_texts, np.uint64), np.empty((n_texts, BINS), np.uint32)
    bands, filled = np.empty((len(BANDS), n_texts), np.uint64), np.empty(BINS, np.uint32)
    sizes = (SHINGLE_WORDS, BINS, len(BANDS), BAND_WIDTH)
    found = (texts, signatures, filled, bands)
    kernels.run("sketch_texts", n_texts, words.hashes, words.offsets, BASE, *sizes, *found)
    return texts, signatures, bands


def _sketch(words: HashedWords) -> Sketches:
    """uint64 [n], uint32 [n, BINS] and uint64 [len(BANDS), n]: hash and signature of each text, and keys of bands."""
    signatures, texts = sign(hash_runs(words, SHINGLE_WORDS)), hash_sequences(words)
    filled = _fill(signatures, texts)
    bands = np.repeat(np.arange(len(BANDS), dtype=np.uint64)[:, None], len(filled), axis=1)
    for number, keys in enumerate(bands):
        for column in filled[:, number * BAND_WIDTH : (number + 1) * BAND_WIDTH].T:
            keys[:] = mix(keys + column)
    return texts, signatures, bands


def sign(shingles: HashedWords) -> NDArray[np.uint32]:
    """uint32 [n, BINS]: the least hash of the shingles in each bin; EMPTY for a bin without any."""
    n_texts = len(shingles.counts)
    bins = np.repeat(np.arange(n_texts) * BINS, shingles.counts)
    bins += (shingles.hashes >> np.uint64(57)).astype(np.int64)
    signatures = np.full(n_texts * BINS, EMPTY)
    np.minimum.at(signatures, bins, np.minimum(shingles.hashes.astype(np.uint32), EMPTY - np.uint32(1)))
    return signatures.reshape(n_texts, BINS)


def similarity(left: NDArray[np.uint32], right: NDArray[np.uint32]) -> NDArray[np.float64]:
    """Estimated Jaccard similarity of each row of two arrays of signatures; 0 where both are empty."""
    used = (left != EMPTY) | (right != EMPTY)
    same = ((left == right) & used).sum(axis=1)
    share: NDArray[np.float64] = same / np.maximum(1, used.sum(axis=1))
    return share


def find_near(paths: Sequence[Path], *, at_least: float) -> NearDuplicates:
    """Find pairs of articles in different splits with at least this similarity, from the sketches of all parts.

    A few bands at a time: 8 bytes per article and band for its key. Signatures are read only for articles that share a
    bucket.
    """
    placed = _read_columns(paths, ["split", "words"])
    codes = placed["split"].combine_chunks().dictionary_encode().indices.to_numpy()
    spread = np.argsort(placed["words"].to_numpy(), kind="stable")  # so that the splits are mixed within a bucket
    found: set[tuple[int, int]] = set()
    for first in range(0, len(BANDS), BANDS_AT_ONCE):
        for keys in _read_columns(paths, BANDS[first : first + BANDS_AT_ONCE]).columns:
            found.update(_meeting(keys.to_numpy(), codes, spread))
    pairs = np.array(sorted(found), np.int64).reshape(-1, 2)
    rows = np.unique(pairs)
    signatures = _read_rows(paths, rows, ["signature"])["signature"]
    vectors = np.frombuffer(b"".join(signatures.to_pylist()), np.uint32).reshape(-1, BINS)
    left, right = (np.searchsorted(rows, side) for side in pairs.T)
    alike = similarity(vectors[left], vectors[right])
    return _describe(paths, pairs[alike >= at_least], alike[alike >= at_least])


def count_copies(paths: Sequence[Path]) -> dict[str, int]:
    """Count the articles with the same words as an earlier one, `across` splits or `within` one, and all `articles`."""
    of_text = (
        _read_columns(paths, ["words", "split"])
        .group_by("words", use_threads=False)
        .aggregate([("split", "count_distinct"), ([], "count_all")])
    )
    splits, articles = (of_text[name].to_numpy() for name in ("split_count_distinct", "count_all"))
    return {
        "articles": int(articles.sum()),
        "across": int((splits - 1).sum()),
        "within": int((articles - splits).sum()),
    }


def _fill(signatures: NDArray[np.uint32], texts: Hashes) -> NDArray[np.uint32]:
    """Fill each empty bin from a full one, chosen by the bin's number alone, so that similar texts borrow alike."""
    filled = signatures.copy()
    rows, bins = np.nonzero(signatures == EMPTY)
    has_some = (signatures != EMPTY).any(axis=1)
    filled[~has_some] = texts[~has_some, None].astype(np.uint32)
    rows, bins = rows[has_some[rows]], bins[has_some[rows]]
    attempt = 0
    while len(rows):
        attempt += 1
        of_bin = mix(np.arange(BINS * attempt, BINS * (attempt + 1), dtype=np.uint64)) % np.uint64(BINS)
        lent = signatures[rows, of_bin.astype(np.int64)[bins]]
        filled[rows, bins] = lent
        left = lent == EMPTY
        rows, bins = rows[left], bins[left]
    return filled


def _meeting(keys: Hashes, splits: NDArray[np.int64], spread: NDArray[np.int64]) -> set[tuple[int, int]]:
    """Pairs of articles of different splits with the same key in a band, lower row first."""
    # Few articles share their key, and only these are sorted.
    shared = spread[occur_again(keys[spread])]
    order = shared[np.argsort(keys[shared], kind="stable")]
    found: set[tuple[int, int]] = set()
    for lag in range(1, NEIGHBOURS + 1):
        left, right = order[:-lag], order[lag:]
        meets = (keys[left] == keys[right]) & (splits[left] != splits[right])
        both = np.sort(np.stack([left[meets], right[meets]], axis=1), axis=1)
        found.update(map(tuple, both.tolist()))
    return found


def _describe(paths: Sequence[Path], pairs: NDArray[np.int64], alike: NDArray[np.float64]) -> NearDuplicates:
    some = np.argsort(-alike, kind="stable")[:3]
    rows = np.unique(pairs[some])
    table = _read_rows(paths, rows, ["article_id", "split"])
    names = [f"{article} ({split})" for article, split in zip(*(column.to_pylist() for column in table), strict=True)]
    name = dict(zip(rows.tolist(), names, strict=True))
    examples = [
        f"{name[int(a)]} and {name[int(b)]}, {alike[i]:.2f}" for i, (a, b) in zip(some, pairs[some], strict=True)
    ]
    return NearDuplicates(len(pairs), examples)


def _read_rows(paths: Sequence[Path], rows: NDArray[np.int64], columns: list[str]) -> pa.Table:
    """`columns` of these rows, which ascend and are numbered over all files."""
    start, tables = 0, [SKETCHES.empty_table().select(columns)]
    for path in paths:
        stop = start + pq.read_metadata(path).num_rows
        here = rows[(rows >= start) & (rows < stop)] - start
        if len(here):
            tables.append(read_table(path, columns).take(pa.array(here)))
        start = stop
    return pa.concat_tables(tables)


def _read_columns(paths: Sequence[Path], names: list[str]) -> pa.Table:
    """Some columns of SKETCHES, of all files."""
    tables = [read_table(path, names).select(names) for path in paths]
    return pa.concat_tables([SKETCHES.empty_table().select(names), *tables])


def _binary(signatures: NDArray[np.uint32]) -> pa.Array:
    data = pa.py_buffer(np.ascontiguousarray(signatures).tobytes())
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(4 * BINS), len(signatures), [None, data])
