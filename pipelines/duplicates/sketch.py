"""A sketch of each text: the MinHash signature of its shingles.

A shingle is a run of words in lower case, so punctuation, spacing and capitals do not matter. 2.6 M words of news take
1.2 s on one core, a third of it for the tokens and a tenth for rensa's MinHash.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from rensa import RMinHash

from pipelines.engine.buffers import Ints, view_texts
from pipelines.engine.tokens import find_tokens
from pipelines.engine.vocabulary import token_strings
from pipelines.strings.hashes import hash_strings

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
    shingles, offsets = hash_shingles(texts, hashes, shingle_words)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(
        shingles, offsets.astype(np.uint64), num_perm=permutations, seed=MINHASH_SEED
    )
    return np.array(matrix.to_rows(), np.uint32).reshape(len(texts), permutations)


def hash_shingles(texts: pa.StringArray, hashes: Hashes, n_words: int) -> tuple[Hashes, Ints]:
    """Hash the shingles of all texts: uint64 [m], and their offsets, int64 [n + 1]; at least one shingle per text.

    A text of fewer than `n_words` words is one shingle; a text without words is its own hash.
    """
    view = view_texts(texts)
    tokens = find_tokens(view)
    # Zeros after the last word: shingles that begin there are not used or are replaced by those of short texts.
    words = np.append(_hash_words(token_strings(view, tokens)), np.zeros(n_words, np.uint64))
    begin_at_word = _hash_runs(words, np.arange(len(words) - n_words + 1), n_words)

    n_shingles = np.maximum(tokens.counts - n_words + 1, 1)
    offsets = np.append(0, np.cumsum(n_shingles))
    first = np.repeat(tokens.offsets[:-1] - offsets[:-1], n_shingles)
    shingles = begin_at_word[first + np.arange(offsets[-1])]
    for length in range(n_words):  # the few texts shorter than a shingle
        short = np.flatnonzero(tokens.counts == length)
        shingles[offsets[short]] = _hash_runs(words, tokens.offsets[short], length) if length else hashes[short, 0]
    return shingles, offsets


def _hash_words(words: pa.StringArray) -> Hashes:
    """uint64 [words]: the hash of each word, in any case."""
    encoded = words.dictionary_encode()
    return hash_strings(pc.utf8_lower(encoded.dictionary), WORD_KEY)[encoded.indices.to_numpy()]


def _hash_runs(words: Hashes, first: Ints, length: int) -> Hashes:
    """uint64 [len(first)]: the hash of each run of `length` words, which depends on their order."""
    runs = np.zeros(len(first), np.uint64)
    for position in range(length):
        runs = runs * ORDER + words[first + position]
    return runs
