import numpy as np
from fidelity.detector import MIN_TEXTS, NGRAMS, STRENGTH, WORD, count_ngrams, fit
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

WORDS = ["the", "big", "huge", "dog", "hound", "cat", "ran", "to", "old", "antique", "house", "with", "good", "friend"]


def make_texts(seed, n=300):
    random = np.random.default_rng(seed)
    return [" ".join(random.choice(WORDS, random.integers(4, 12))) for _ in range(n)]


def test_scores_are_those_of_exact_columns():
    clean, spun = make_texts(1), [text.replace("big", "huge").replace("dog", "hound") for text in make_texts(1)]
    tested = [*make_texts(2, 40), "no such words", "big unknown dog", ""]
    exact = TfidfVectorizer(ngram_range=NGRAMS, sublinear_tf=True, min_df=MIN_TEXTS, token_pattern=WORD)
    model = LogisticRegression(C=STRENGTH, solver="liblinear", dual=True, tol=0.01, max_iter=1000, random_state=5)
    model.fit(exact.fit_transform(clean + spun), [0] * len(clean) + [1] * len(spun))
    wanted = model.decision_function(exact.transform(tested))
    found = fit(count_ngrams(clean), count_ngrams(spun), 5).score(count_ngrams(tested))
    # The solver stops early, and visits hashed columns in another order.
    assert np.corrcoef(found, wanted)[0, 1] > 0.999
    assert np.abs(found - wanted).max() < 0.05 * wanted.std()


def test_a_word_of_one_text_has_no_weight():
    clean, spun = [*["the dog"] * 5, "the zebra"], ["the hound"] * 6
    detector = fit(count_ngrams(clean), count_ngrams(spun), 1)
    assert detector.score(count_ngrams(["zebra"])) == detector.intercept
    assert detector.score(count_ngrams(["hound"])) > detector.score(count_ngrams(["dog"]))
