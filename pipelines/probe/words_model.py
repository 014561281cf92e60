"""A model of words alone: TF-IDF of words and pairs of words, logistic regression.

It is what `benchmarks/fidelity` trains, and shows how much the words give away without their context.
"""

import numpy as np
import pyarrow as pa

from pipelines.probe.metrics import Floats
from pipelines.probe.texts import Scorer, batch_borders, cut_texts

NGRAMS = (1, 2)
WORD = r"(?u)\b\w+\b"
STRENGTH = 10.0  # C: the inverse of the regularisation
# Sentences of each class to train on: 20,000 take 6 s.
SENTENCES = 20_000
# Clean words of the pairs that the sentences are taken from.
WORDS = 40 * SENTENCES


def first_pairs(pairs: pa.Table) -> pa.Table:
    """Return the pairs that `train_words_model` reads, in a table without the others."""
    n_rows = int(np.searchsorted(np.cumsum(pairs["n_words"].to_numpy()), WORDS)) + 1
    return pairs.take(pa.array(np.arange(min(n_rows, len(pairs)))))


def train_words_model(pairs: pa.Table, *, seed: int = 0) -> Scorer:
    """Return the scorer of a model trained on sentences of pairs: the columns clean, spun, edits and n_words.

    The first pairs are taken, so they must be ordered by key. Raises ValueError without a sentence that differs.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - takes 1 s
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from sklearn.pipeline import make_pipeline  # noqa: PLC0415

    texts = cut_texts(first_pairs(pairs), "sentence")
    n = len(texts) // 2
    at = np.flatnonzero(np.arange(len(texts)) % n < SENTENCES) if n else np.zeros(0, np.int64)
    words = TfidfVectorizer(ngram_range=NGRAMS, sublinear_tf=True, min_df=2, token_pattern=WORD, dtype=np.float32)
    # liblinear's dual solver takes seconds and is exact enough.
    regression = LogisticRegression(
        C=STRENGTH, solver="liblinear", dual=True, tol=0.01, max_iter=1000, random_state=seed % 2**32
    )
    model = make_pipeline(words, regression).fit(texts.texts.take(pa.array(at)).to_pylist(), texts.is_spun[at])

    def score(found: pa.StringArray) -> Floats:
        batches = (found.slice(start, end - start) for start, end in batch_borders(found))
        return np.concatenate([np.zeros(0), *(model.predict_proba(batch.to_pylist())[:, 1] for batch in batches)])

    return score
