import numpy as np
import pytest

from pipelines.lexicon.build.readings import TAG_NAMES, best_forms, reading_shares

VERB = 1
FIND, FOUND = 0, 1


def test_a_form_belongs_to_the_lemma_with_the_more_frequent_other_forms():
    forms = ["find", "found", "founded"]
    frequency = np.array([1000.0, 900.0, 50.0])
    rows = [(FIND, "find"), (FIND, "found"), (FOUND, "found"), (FOUND, "founded")]
    shares = reading_shares(
        np.array([lemma for lemma, _ in rows]),
        np.full(4, VERB),
        np.array([forms.index(form) for _, form in rows]),
        frequency,
    )
    assert shares[[0, 3]].tolist() == [1, 1]
    assert shares[1] == pytest.approx(1000 / (1000 + 0.2 * 900))
    assert shares[1] + shares[2] == pytest.approx(1)


def test_two_tags_of_one_paradigm_have_equal_shares():
    # said, past tense and participle, and say
    shares = reading_shares(np.array([0, 0, 0]), np.full(3, VERB), np.array([0, 1, 1]), np.array([10.0, 20.0]))
    assert shares.tolist() == [1, 0.5, 0.5]


def test_the_best_form_is_the_most_frequent_and_the_first_of_equals():
    assert best_forms(np.array([3, 3, 5, 5]), np.array([1.0, 2.0, 4.0, 4.0])).tolist() == [False, True, True, False]


def test_tags_are_unique():
    assert len(set(TAG_NAMES)) == len(TAG_NAMES)
