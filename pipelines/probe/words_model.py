"""A model of words alone: TF-IDF of words and pairs of words, logistic regression.

It shows how much the words give away without their context. `benchmarks/fidelity` trains the same kind of model. Words
are told apart by the keys of a detector: four times as fast as by strings.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipelines.detector.ngrams import LEFT, MIDDLE
from pipelines.detector.word_stream import Keys, mix, read_words
from pipelines.engine.buffers import Ints
from pipelines.probe.metrics import Flags, Floats
from pipelines.probe.texts import Scorer, batch_borders, cut_texts

# Least texts that have a term.
MIN_TEXTS = 2
STRENGTH = 10.0  # C: the inverse of the regularisation
# Slots of the table of terms: of two in one slot one counts, so 2 % of those of 40,000 sentences are lost.
SLOT_BITS = 22
# Sentences of each class to train on.
SENTENCES = 20_000
# Clean words of the pairs that the sentences are taken from.
WORDS = 40 * SENTENCES


@dataclass(frozen=True)
class TermCounts:
    """The terms of n texts, one item for each text and each of its terms, in the order of texts.

    text, term  int64 [t]: numbers
    counts      int64 [t]: how often the text has the term
    """

    n_texts: int
    text: Ints
    term: Ints
    counts: Ints

    def weigh(self, idf: Floats) -> Floats:
        """float64 [t]: sublinear frequency times the `idf` of the term, so that each text has the length 1."""
        values = (1 + np.log(self.counts)) * idf[self.term]
        return values / np.sqrt(np.bincount(self.text, values * values, self.n_texts))[self.text]


@dataclass(frozen=True)
class WordsModel:
    """A trained model of v terms.

    keys          uint64 [v]
    slots         int32 [2 ** SLOT_BITS]: number of the term in each slot
    idf, weights  float64 [v]
    """

    keys: Keys
    slots: npt.NDArray[np.int32]
    idf: Floats
    weights: Floats
    bias: float

    def score(self, texts: pa.StringArray) -> Floats:
        """float64 [n]: the probability of spun."""
        batches = (texts.slice(start, end - start) for start, end in batch_borders(texts))
        return np.concatenate([np.zeros(0), *map(self._score_batch, batches)])

    def _score_batch(self, texts: pa.StringArray) -> Floats:
        text, keys = read_terms(texts)
        numbers = self.slots[_slots_of(keys)]
        known = np.flatnonzero(self.keys[numbers] == keys)
        found = _count(len(texts), text[known], numbers[known], len(self.keys))
        odds = np.bincount(found.text, found.weigh(self.idf) * self.weights[found.term], len(texts)) + self.bias
        return 1 / (1 + np.exp(-odds))


def first_pairs(pairs: pa.Table) -> pa.Table:
    """Return the pairs that `train_words_model` reads, in a table without the others."""
    n_rows = int(np.searchsorted(np.cumsum(pairs["n_words"].to_numpy()), WORDS)) + 1
    return pairs.take(pa.array(np.arange(min(n_rows, len(pairs)))))


def train_words_model(pairs: pa.Table, *, seed: int = 0) -> Scorer:
    """Return the scorer of a model trained on sentences of pairs: the columns clean, spun, edits and n_words.

    The first pairs are taken, so they must be ordered by key. Raises ValueError without a sentence that differs.
    """
    texts = cut_texts(first_pairs(pairs), "sentence")
    n = len(texts) // 2
    at = np.flatnonzero(np.arange(len(texts)) % n < SENTENCES) if n else np.zeros(0, np.int64)
    text, keys = read_terms(texts.texts.take(pa.array(at)))
    distinct, numbers = np.unique(keys, return_inverse=True)
    found = _count(len(at), text, numbers, len(distinct))
    n_texts = np.bincount(found.term, minlength=len(distinct))
    kept = n_texts >= MIN_TEXTS
    if not kept.any():
        raise ValueError(f"expected sentences that differ and share words, got {n} that differ")
    ranks = np.cumsum(kept) - 1
    is_used = kept[found.term]
    found = TermCounts(len(at), found.text[is_used], ranks[found.term[is_used]], found.counts[is_used])
    distinct = distinct[kept]
    slots = np.zeros(1 << SLOT_BITS, np.int32)
    slots[_slots_of(distinct)] = np.arange(len(distinct), dtype=np.int32)
    idf = np.log((1 + len(at)) / (1 + n_texts[kept])) + 1
    weights, bias = _fit_regression(found, found.weigh(idf), texts.is_spun[at], seed)
    return WordsModel(distinct, slots, idf, weights, bias).score


def read_terms(texts: pa.StringArray) -> tuple[Ints, Keys]:
    """int64 [t], uint64 [t]: the text and the key of each word, and of each pair of adjacent words."""
    words = read_words(texts)
    is_second = np.ones(len(words), bool)
    is_second[words.offsets[:-1][np.diff(words.offsets) > 0]] = False
    second = np.flatnonzero(is_second)
    pairs = mix(words.keys[second - 1] * LEFT + words.keys[second] * MIDDLE)
    return np.concatenate([words.text, words.text[second]]), np.concatenate([words.keys, pairs])


def _count(n_texts: int, text: Ints, term: npt.NDArray[np.integer], n_terms: int) -> TermCounts:
    joined, counts = np.unique(text * n_terms + term, return_counts=True)
    return TermCounts(n_texts, *np.divmod(joined, n_terms), counts)


def _slots_of(keys: Keys) -> Ints:
    return (keys >> np.uint64(64 - SLOT_BITS)).view(np.int64)


def _fit_regression(terms: TermCounts, values: Floats, is_spun: Flags, seed: int) -> tuple[Floats, float]:
    """Return float64 [v] and the bias: the weights of least loss, both regularised."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - needs the extra `build`
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - takes half a second

    starts = np.searchsorted(terms.text, np.arange(terms.n_texts + 1)).astype(np.int32)
    rows = csr_array((values, terms.term.astype(np.int32), starts), shape=(terms.n_texts, terms.term.max() + 1))
    # liblinear's dual solver takes a third of a second and is exact enough.
    regression = LogisticRegression(
        C=STRENGTH, solver="liblinear", dual=True, tol=0.01, max_iter=1000, random_state=seed % 2**32
    ).fit(rows, is_spun)
    return regression.coef_[0], float(regression.intercept_[0])
