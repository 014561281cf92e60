"""A cheap judge of a mix: the model of words of the probe, trained on sentences of the mix.

The sentences of all components become TF-IDF once; a trial takes the rows of its mix and fits a logistic regression.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.probe.metrics import Floats, Ints
from pipelines.probe.texts import cut_texts
from pipelines.probe.words_model import STRENGTH
from pipelines.tuning.spun import SpunArticles, draw_components

# Articles that the sentences are taken from: some 10,000 sentences of each class, which train in 0.2 s.
ARTICLES = 1_200
FEATURES = 1 << 18
NGRAMS = (1, 2)
WORD = r"(?u)\b\w+\b"


@dataclass(frozen=True)
class Sentences:
    """Sentences of the pairs of one component, those that differ.

    row          int64 [m]: number of the article
    clean, spun  int64 [m]: rows of the matrix
    """

    row: Ints
    clean: Ints
    spun: Ints


@dataclass(frozen=True)
class Judge:
    """A model for any mix.

    articles   those that it trains on
    matrix     TF-IDF of all distinct sentences
    sentences  k: of each component
    samples    TF-IDF of the n samples
    """

    articles: SpunArticles
    matrix: Any
    sentences: Sequence[Sentences]
    samples: Any
    seed: int

    def score(self, shares: Floats) -> Floats:
        """float64 [n]: the log odds of the samples by a model trained on a mix; shares is float64 [k]."""
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - takes 1 s

        chosen = draw_components(self.articles.article_ids, shares, self.seed)
        clean, spun = (
            np.concatenate(
                [
                    getattr(sentences, side)[chosen[sentences.row] == number]
                    for number, sentences in enumerate(self.sentences)
                ]
            )
            for side in ("clean", "spun")
        )
        if not len(clean):
            return np.zeros(self.samples.shape[0])
        # liblinear's dual solver takes parts of a second and is exact enough.
        model = LogisticRegression(
            C=STRENGTH, solver="liblinear", dual=True, tol=0.01, max_iter=1000, random_state=self.seed % 2**32
        )
        labels = np.repeat([False, True], [len(clean), len(spun)])
        model.fit(self.matrix[np.concatenate([clean, spun])], labels)
        return np.asarray(model.decision_function(self.samples))


def make_judge(articles: SpunArticles, samples: pa.StringArray, seed: int) -> Judge:
    """Return a judge that trains on the first ARTICLES articles, and scores `samples`."""
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer  # noqa: PLC0415 - takes 1 s

    first = SpunArticles(
        articles.article_ids.slice(0, ARTICLES), [table.slice(0, ARTICLES) for table in articles.tables]
    )
    found = [cut_texts(table, "sentence") for table in first.tables]
    encoded = pc.dictionary_encode(pa.chunked_array([each.texts for each in found], pa.string())).combine_chunks()
    hashing = HashingVectorizer(
        n_features=FEATURES, ngram_range=NGRAMS, token_pattern=WORD, alternate_sign=False, norm=None, dtype=np.float32
    )
    weighting = TfidfTransformer(sublinear_tf=True)
    counts = hashing.transform(encoded.dictionary.to_pylist())
    matrix = weighting.fit_transform(counts)
    rows = np.split(encoded.indices.to_numpy(), np.cumsum([len(each) for each in found])[:-1])
    sentences = [
        Sentences(each.row[: len(each) // 2], *np.split(row, 2)) for each, row in zip(found, rows, strict=True)
    ]
    return Judge(first, matrix, sentences, weighting.transform(hashing.transform(samples.to_pylist())), seed)
