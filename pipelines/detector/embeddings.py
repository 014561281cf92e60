"""Vectors of common words, from which words they stand beside in clean text.

Positive pointwise mutual information of words and their neighbours, factored by a truncated singular value
decomposition (Levy and Goldberg, 2014; context counts to the power of .75). The product of two vectors is a smoothed
association, also for pairs that clean text never had.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pipelines.detector.count_table import n_bits, slots_of
from pipelines.detector.word_stream import SPACE, STOP, Keys, WordStream, shift
from pipelines.engine import kernels
from pipelines.engine.buffers import Ints

Column = npt.NDArray[np.float32]
Vectors = npt.NDArray[np.float32]
Counts = Any  # a sparse array of scipy
DIMENSIONS, MIN_COUNT, MAX_WORDS, TABLE_SIZE = 16, 5, 20_000, 2**18
# Low bits of an id that are the number of a word; those above know its key again.
MARK_BITS = 16
# With fewer words there are no vectors.
MIN_VOCABULARY = 50
# With as few words or fewer the decomposition is dense: ARPACK starts at random again where singular values are equal,
# as in small corpora.
SMALL_VOCABULARY = 800
# Distance of the words that make up a topic.
WINDOW = 7
# Least times that two words of a topic stand so near.
MIN_MEETINGS = 2
# Relative error of squared singular values, which leaves the sixteen largest ones right to five digits.
TOLERANCE = 0.1
# Subtracted from the association of words of a topic, so that chance neighbours count as none: log 2.
TOPIC_SHIFT = 0.7


@dataclass(frozen=True)
class Embeddings:
    """Vectors of v words and, in row 0, of all others: zeros.

    ids                       uint32 [2 ** 18]: number of a slot's word in the low half, bits of its key in the high one
    next_word, next_left      float32 [v + 1, d]: for a word and the one before it
    skip_word, skip_left      float32 [v + 1, d]: for a word and the second before it
    topic                     float32 [v + 1, d], of length 1: for words of one sentence
    """

    ids: npt.NDArray[np.uint32]
    next_word: Vectors
    next_left: Vectors
    skip_word: Vectors
    skip_left: Vectors
    topic: Vectors

    def numbers(self, keys: Keys) -> Ints:
        """int64 [n]: number of each word, 0 for one without a vector."""
        if kernels.is_compiled():
            numbers = np.empty(len(keys), np.int64)
            kernels.run("find_numbers", len(keys), keys, n_bits(TABLE_SIZE), self.ids, numbers)
            return numbers
        found = self.ids[slots_of(keys, TABLE_SIZE)]
        return np.where((found >> 16) == _marks(keys), found & 0xFFFF, 0).astype(np.int64)

    def columns(self, words: WordStream) -> dict[str, Column]:
        """Return float32 [n] each: associations with the neighbours and with the sentence, by name."""
        number = self.numbers(words.keys)
        left, second = _neighbours(words, number)
        pair = _dot(self.next_word, number, self.next_left, left)
        skip = _dot(self.skip_word, number, self.skip_left, second)
        return {
            "pair": pair,
            "skip": skip,
            "pair +1": words.near(pair, 1, 0),
            "skip +2": words.near(skip, 2, 0),
            "pair -1": words.near(pair, -1, 0),
            "pair +2": words.near(pair, 2, 0),
            "topic": self._topics(words, number),
            "has vector": (number > 0).astype(np.float32),
        }

    def _topics(self, words: WordStream, number: Ints) -> Column:
        """float32 [n]: product of the word's vector and the direction of the other words of the sentence."""
        if not len(number):
            return np.zeros(0, np.float32)
        starts = np.flatnonzero(words.gaps >= STOP)
        multiply = _multiply_topics_compiled if kernels.is_compiled() else _multiply_topics
        products, squares = multiply(self.topic, number, starts)
        products /= np.sqrt(squares) + np.float32(0.5)
        return products


def _multiply_topics(vectors: Vectors, number: Ints, starts: Ints) -> tuple[Column, Column]:
    """float32 [n] each: products of each vector and the sum of the others of its sentence, and of this sum with itself.

    starts  int64 [s]: the first word of each sentence
    """
    own = vectors[number]
    sentence = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(number))))
    sums = np.stack([np.bincount(sentence, values) for values in own.T], axis=1).astype(np.float32)
    rest = sums[sentence] - own
    return _sum_products(own * rest), _sum_products(rest * rest)


def _multiply_topics_compiled(vectors: Vectors, number: Ints, starts: Ints) -> tuple[Column, Column]:
    products, squares = (np.empty(len(number), np.float32) for _ in range(2))
    scratch = [np.empty(vectors.shape[1], kind) for kind in (np.float64, np.float32)]
    sizes = len(number), vectors.shape[1]
    kernels.run("multiply_topics", *sizes, vectors, number, len(starts), starts, *scratch, products, squares)
    return products, squares


def learn_embeddings(words: WordStream) -> Embeddings:
    """Learn the vectors of words; the same words give the same vectors."""
    keys, counts = np.unique(words.keys, return_counts=True)
    order = np.lexsort((keys, -counts))
    order = order[counts[order] >= MIN_COUNT][:MAX_WORDS][::-1]  # of two in one slot, the more frequent one stays
    keys = keys[order]
    ids = np.zeros(TABLE_SIZE, np.uint32)
    ids[slots_of(keys, TABLE_SIZE)] = (_marks(keys) << np.uint32(16)) | np.arange(1, len(keys) + 1, dtype=np.uint32)
    none = np.zeros((len(keys) + 1, 1), np.float32)
    number = Embeddings(ids, *[none] * 5).numbers(words.keys)
    left, second = _neighbours(words, number)
    next_word, next_left = _factor(_count(_join(number, left), len(keys)))
    skip_word, skip_left = _factor(_count(_join(number, second), len(keys)))
    topic, _ = _factor(_count_window(words, number, len(keys)), TOPIC_SHIFT)
    topic /= np.linalg.norm(topic, axis=1, keepdims=True) + np.float32(1e-6)
    return Embeddings(ids, next_word, next_left, skip_word, skip_left, topic)


def _marks(keys: Keys) -> npt.NDArray[np.uint32]:
    return ((keys >> np.uint64(8)) & np.uint64(0xFFFF)).astype(np.uint32)


def _neighbours(words: WordStream, number: Ints) -> tuple[Ints, Ints]:
    """int64 [n]: numbers of the word before each word and of the one before that, 0 across a border."""
    left = np.where(words.gaps > SPACE, 0, shift(number, -1, 0))
    second = np.where((words.gaps > SPACE) | (shift(words.gaps, -1, STOP) > SPACE), 0, shift(number, -2, 0))
    return left, second


def _dot(rows: Vectors, row: Ints, columns: Vectors, column: Ints) -> Column:
    if kernels.is_compiled():
        products = np.empty(len(row), np.float32)
        kernels.run("multiply_rows", len(row), rows.shape[1], rows, row, columns, column, products)
        return products
    return _sum_products(rows[row] * columns[column])


def _sum_products(products: Vectors) -> Column:
    """float32 [n]: the sum of four sums of every fourth product, the order of the kernels."""
    n, n_dimensions = products.shape
    lanes = np.zeros((4, n), np.float32)
    for i in range(n_dimensions):
        lanes[i % 4] += products[:, i]
    return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])


def _join(rows: Ints, columns: Ints) -> npt.NDArray[np.uint32]:
    """uint32: a number for each pair of numbers; 0 counts for nothing."""
    at = np.flatnonzero((rows > 0) & (columns > 0))
    return rows[at].astype(np.uint32) * np.uint32(MAX_WORDS + 1) + columns[at].astype(np.uint32)


def _count(joined: npt.NDArray[np.uint32], n: int, least: int = 1) -> Counts:
    """Return how often each word of n stands beside each, if `least` times or more: a sparse array [n + 1, n + 1]."""
    from scipy.sparse import coo_array  # noqa: PLC0415 - needs the extra `build`

    joined, counts = _count_pairs(joined, least)
    places = np.divmod(joined, np.uint32(MAX_WORDS + 1))
    rows, columns = (each.astype(np.int32) for each in places)
    return coo_array((counts, (rows, columns)), shape=(n + 1, n + 1))


def _count_window(words: WordStream, number: Ints, n: int) -> Counts:
    """Return how often two words of n stand within WINDOW words of each other, whichever comes first.

    Two words that met once are left out: four of five pairs, nearly all of them by chance.
    """
    near = _count(_join_window(words, number), n, MIN_MEETINGS).tocsr()
    return (near + near.T).tocoo()


def _join_window(words: WordStream, number: Ints) -> npt.NDArray[np.uint32]:
    """uint32: a number for each pair of words within WINDOW words of each other, the lower number first."""
    if kernels.is_compiled():
        joined = np.empty(len(number) * WINDOW + 1, np.uint32)
        shape = len(words.offsets) - 1, words.offsets, number
        return joined[: kernels.run("join_window", *shape, WINDOW, MAX_WORDS + 1, joined)]
    others = (words.near(number, -distance, 0) for distance in range(1, WINDOW + 1))
    return np.concatenate([_join(np.minimum(number, other), np.maximum(number, other)) for other in others])


def _count_pairs(joined: npt.NDArray[np.uint32], least: int) -> tuple[npt.NDArray[np.uint32], Column]:
    """The distinct numbers that stand `least` times or more, in order, and how often they do. Sorts the numbers."""
    # One sort of numbers takes a fourth of the time of a sparse sum for each distance.
    joined.sort()
    if kernels.is_compiled():
        kept, counts = np.empty_like(joined), np.empty(len(joined), np.float32)
        n = kernels.run("count_runs", len(joined), joined, least, kept, counts)
        return kept[:n].copy(), counts[:n].copy()
    distinct, found = np.unique(joined, return_counts=True)
    return distinct[found >= least], found[found >= least].astype(np.float32)


def _factor(counts: Counts, minus: float = 0.0) -> tuple[Vectors, Vectors]:
    """Return vectors float32 [n + 1, d] of rows and columns, whose products are their mutual information."""
    from scipy.sparse.linalg import svds  # noqa: PLC0415 - needs the extra `build`

    n, matrix = counts.shape[0], _inform(counts, np.float32(minus))
    del counts  # some 200 MB for two million words
    if n <= MIN_VOCABULARY or not matrix.nnz:
        return (np.zeros((n, 1), np.float32),) * 2
    if n <= SMALL_VOCABULARY:
        left, sizes, right = np.linalg.svd(matrix.toarray())
        left, sizes, right = left[:, :DIMENSIONS], sizes[:DIMENSIONS], right[:DIMENSIONS]
    else:
        left, sizes, right = svds(matrix, k=DIMENSIONS, v0=np.ones(n), tol=TOLERANCE)
    left[0], right[:, 0] = 0, 0
    roots = np.sqrt(np.maximum(sizes, 0))
    return (left * roots).astype(np.float32), (right.T * roots).astype(np.float32)


def _inform(counts: Counts, minus: np.float32) -> Counts:
    """Return the mutual information of words that stand together, where it is above `minus`: a sparse array by rows."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - needs the extra `build`

    n = counts.shape[0]
    of_row, of_column = _sum(counts, counts.row), _sum(counts, counts.col) ** 0.75
    values = (of_row / max(of_column.sum(), 1)).astype(np.float32)[counts.row]
    values *= of_column.astype(np.float32)[counts.col]
    np.divide(counts.data, values, out=values)
    np.log(values, out=values)
    values -= minus
    kept = np.flatnonzero(values > 0)
    # The counts are in the order of rows already.
    starts = np.searchsorted(counts.row[kept], np.arange(n + 1)).astype(np.int32)
    return csr_array((values[kept], counts.col[kept], starts), shape=counts.shape)


def _sum(counts: Counts, places: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    """float64 [n]: the sum of the counts at each place; float32 would round sums of many."""
    sums = np.bincount(places, counts.data.astype(np.float64), counts.shape[0])
    return np.asarray(sums, np.float64)  # numpy's stubs say integers
