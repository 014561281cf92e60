import numpy as np
from fidelity.detector import count_ngrams, fit
from fidelity.exam import Exam

DETECTOR = fit(count_ngrams(["the big dog"] * 9), count_ngrams(["the huge hound"] * 9), 1)


def test_the_score_of_a_text_is_the_mean_of_its_sentences():
    text, parts = "The big dog. The huge hound!\n\nA hound", ["The big dog.", "The huge hound!", "A hound"]
    groups = Exam({"parts": parts}, {"texts": [text, "...", "The huge hound"]}).count()
    scores = groups["texts"].score(DETECTOR)
    assert np.isclose(scores[0], groups["parts"].score(DETECTOR).mean())
    assert scores[1] == DETECTOR.intercept
    assert scores[2] > scores[0]


def test_groups_may_be_empty():
    assert Exam({"none": []}, {"texts": []}).count()["texts"].score(DETECTOR).tolist() == []
