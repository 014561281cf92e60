import numpy as np
from fidelity.outcomes import CLEAN, LIKE, ORIGINAL, SPUN, TEXTS
from fidelity.samples import SpunText
from fidelity.transfer import Edited, Findings, Samples
from fidelity.transfer_tables import describe_like, tell_families, tell_texts

# Three of the five spun texts score lower than three of 200 clean articles, and all higher than those of like length.
TEXT_SCORES = np.array([2.0, 3.0, 4.0, 9.0, 9.0])
CLEAN_SCORES = np.concatenate([np.zeros(197), [5.0, 6.0, 7.0]])
LIKE_SCORES = np.concatenate([np.zeros(97), [1.0, 1.5, 1.7]])


def make_findings():
    scores = {ORIGINAL: np.zeros(0), SPUN: np.zeros(0), TEXTS: TEXT_SCORES, CLEAN: CLEAN_SCORES, LIKE: LIKE_SCORES}
    texts = [SpunText("a b c", "F4-spinbot", str(number)) for number in range(5)]
    return Findings(Samples([], texts), Edited({}, {}), {"default": [scores]})


def test_texts_are_compared_with_all_articles_and_with_those_of_like_length():
    found = tell_texts(make_findings(), "9 sentences")
    columns = list(found.columns)
    row = dict(zip(columns[:3], found.rows[0][:3], strict=True))
    place = columns.index("like length: TPR at 1 %")
    assert (found.rows[0][0], row["TPR at 1 %"]) == ("default", "**.400**")
    assert found.rows[0][place : place + 3] == ["1.000", "1.000 to 1.000", "1.000"]
    assert "against 100 of these articles" in found.notes
    assert all(len(each) == len(columns) for each in found.rows)


def test_families_have_both_and_their_target():
    found = tell_families(make_findings())
    left_out = dict(zip(found.columns, found.rows[1], strict=True))
    assert left_out["corpus"] == "left out"
    assert (left_out["TPR at 1 %"], left_out["like length: TPR at 1 %"]) == ("**.400**", "1.000")


def test_too_few_articles_of_like_length_are_named():
    enough, few = describe_like(1500, 819, 21), describe_like(1500, 420, 21)
    assert "819 of these articles: for each spun text, 39 of" in enough
    assert "what 8 of them exceed. Both" in enough
    assert "what 4 of them exceed. These are fewer than 500" in few
