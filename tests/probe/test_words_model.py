import re

import numpy as np
import pyarrow as pa
from probe.planted import make_pair, make_table
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from pipelines.probe import words_model
from pipelines.probe.texts import cut_texts
from pipelines.probe.words_model import train_words_model

WORD = r"[A-Za-z]+|\d+"


def test_words_that_only_spun_texts_have_are_found_and_others_are_not():
    score = train_words_model(make_table([make_pair(i) for i in range(40)]))
    seen = cut_texts(make_table([make_pair(i) for i in range(50, 60)]), "sentence")
    scores = score(seen.texts)
    assert scores[seen.is_spun].min() > 0.9
    assert scores[~seen.is_spun].max() < 0.5
    unseen = cut_texts(make_table([make_pair(i, swaps=("repair",)) for i in range(50, 60)]), "sentence")
    scores = score(unseen.texts)
    assert not (scores[unseen.is_spun] > 0.9).any()
    assert score(pa.array([], pa.string())).tolist() == []


def test_a_model_trained_twice_is_the_same_and_takes_the_first_sentences(monkeypatch):
    pairs = make_table([make_pair(i) for i in range(40)])
    texts = pa.array(["the harbourzz was closed", "day 3", ""])
    assert np.array_equal(train_words_model(pairs, seed=2**40)(texts), train_words_model(pairs, seed=2**40)(texts))
    monkeypatch.setattr(words_model, "SENTENCES", 60)
    monkeypatch.setattr(words_model, "WORDS", 42 * 20)
    first = train_words_model(pairs.slice(0, 20))(texts)
    assert np.array_equal(train_words_model(pairs)(texts), first)


def test_the_model_is_that_of_scikit_learn():
    pairs = make_table([make_pair(i) for i in range(40)])
    seen = cut_texts(pairs, "sentence")
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2, token_pattern=WORD)
    regression = LogisticRegression(C=words_model.STRENGTH, solver="liblinear", dual=True, tol=1e-4)
    slow = make_pipeline(words, regression).fit(masked(seen.texts), seen.is_spun)
    unseen = cut_texts(make_table([make_pair(i) for i in range(50, 60)]), "sentence").texts
    found = train_words_model(pairs)(unseen)
    assert np.abs(found - slow.predict_proba(masked(unseen))[:, 1]).max() < 0.01


def masked(texts):
    """Texts whose numbers of one length are equal, as in the keys of words."""
    return [re.sub(r"\d", "1", text) for text in texts.to_pylist()]
