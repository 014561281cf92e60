"""A sketch of each text: the MinHash signature of its shingles.

A shingle is a run of words in lower case, so punctuation, spacing, capitals and invisible characters do not matter.
2.6 M words of news take .16 s on one core: a fifth for the tokens, a fifth for the hashes of shingles, a sixth for
rensa's MinHash, and two fifths for its rows, which come as Python lists.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from rensa import RMinHash

from pipelines.engine import kernels
from pipelines.engine.buffers import Ints, Texts, view_texts
from pipelines.engine.splice import cut_out
from pipelines.engine.tokens import Tokens, find_tokens
from pipelines.strings.hashes import hash_strings, read_key
from pipelines.strings.invisible import drop_invisible

Hashes = npt.NDArray[np.uint64]
Signatures = npt.NDArray[np.uint32]

# Key of the hash of a word: any siphash key of 16 bytes.
WORD_KEY = "spindle shingles"
# An odd number with well-spread bits (2**64 over the golden ratio) makes the order of a shingle's words matter.
ORDER = np.uint64(0x9E3779B97F4A7C15)
# Fixed, since signatures of different seeds cannot be compared: groups do not depend on a run's seed.
MINHASH_SEED = 0
# Signatures of different versions of the algorithm cannot be compared either.
MINHASH_VERSION = RMinHash.ALGORITHM_VERSION


def sign_texts(texts: pa.StringArray, hashes: Hashes, *, shingle_words: int, permutations: int) -> Signatures:
    """uint32 [n, permutations]: the share of equal columns of two rows estimates the texts' Jaccard similarity.

    hashes  uint64 [n, 2] from `text.ids.hash_folded`: the shingle of a text without words
    """
    return sign_words(*hash_words(texts), hashes, shingle_words=shingle_words, permutations=permutations)


def sign_words(
    words: Hashes, word_offsets: Ints, hashes: Hashes, *, shingle_words: int, permutations: int
) -> Signatures:
    """The same from the words of the texts, as of `hash_words`."""
    shingles, offsets = hash_shingles(words, word_offsets, hashes, shingle_words)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(
        shingles, offsets.astype(np.uint64), num_perm=permutations, seed=MINHASH_SEED
    )
    return np.array(matrix.to_rows(), np.uint32).reshape(len(hashes), permutations)


def hash_words(texts: pa.StringArray) -> tuple[Hashes, Ints]:
    """Hash the words of all texts, in any case and without invisible characters inside them.

    Return uint64 [words], and their offsets, int64 [n + 1].
    """
    view = view_texts(texts)
    tokens = find_tokens(view)
    return _hash_words(view, tokens), tokens.offsets


def hash_shingles(words: Hashes, word_offsets: Ints, hashes: Hashes, n_words: int) -> tuple[Hashes, Ints]:
    """Hash the shingles of all texts: uint64 [m], and their offsets, int64 [n + 1]; at least one shingle per text.

    words, word_offsets  as of `hash_words`
    hashes               see sign_texts
    A text of fewer than `n_words` words is one shingle; a text without words is its own hash.
    """
    shingles, offsets = _hash_runs(words, word_offsets, n_words)
    wordless = np.flatnonzero(np.diff(word_offsets) == 0)
    shingles[offsets[wordless]] = hashes[wordless, 0]
    return shingles, offsets


def _hash_words(view: Texts, tokens: Tokens) -> Hashes:
    if not kernels.is_compiled():
        return _hash_distinct(cut_out(view.data, tokens.starts, tokens.ends))
    hashes, others = np.empty(len(tokens), np.uint64), np.empty(len(tokens), np.int64)
    spans = (len(tokens), tokens.starts, tokens.ends)
    n_others = kernels.run("hash_folded_words", len(view.data), view.data, *spans, read_key(WORD_KEY), hashes, others)
    if n_others:  # words in other alphabets than that of ASCII
        others = others[:n_others]
        hashes[others] = _hash_distinct(cut_out(view.data, tokens.starts[others], tokens.ends[others]))
    return hashes


def _hash_distinct(words: pa.StringArray) -> Hashes:
    encoded = words.dictionary_encode()
    return hash_strings(pc.utf8_lower(drop_invisible(encoded.dictionary)), WORD_KEY)[encoded.indices.to_numpy()]


def _hash_runs(words: Hashes, word_offsets: Ints, length: int) -> tuple[Hashes, Ints]:
    """Hash the runs of `length` words, whose order counts: uint64 [m], and their offsets, int64 [n + 1].

    A shorter text is one run; that of a text without words is 0.
    """
    n_texts = len(word_offsets) - 1
    if kernels.is_compiled():
        runs, offsets = np.empty(len(words) + n_texts, np.uint64), np.empty(n_texts + 1, np.int64)
        of_texts = (n_texts, words, word_offsets, length, int(ORDER.view(np.int64)))
        return runs[: kernels.run("hash_shingles", *of_texts, runs, offsets)], offsets
    counts = np.diff(word_offsets)
    n_runs = np.maximum(counts - length + 1, 1)
    offsets = np.append(0, np.cumsum(n_runs))
    first = np.repeat(word_offsets[:-1] - offsets[:-1], n_runs) + np.arange(offsets[-1])
    n_words = np.repeat(np.minimum(counts, length), n_runs)
    runs, padded = np.zeros(len(first), np.uint64), np.append(words, np.zeros(length, np.uint64))
    for place in range(length):
        runs = np.where(place < n_words, runs * ORDER + padded[first + place], runs)
    return runs, offsets
