import numpy as np
from fidelity.detector import count_ngrams, fit
from fidelity.exam import Exam
from fidelity.generated import generate
from fidelity.training import Corpus, Press, examine

SENTENCES = [f"The big dog number {i} ran to the old house with a good friend today." for i in range(60)]


def test_a_corpus_of_one_profile_is_trained_on_all_changed_sentences():
    made = generate([*SENTENCES, "Xyzzy."], "autoblog", seed=3)
    wanted = fit(count_ngrams(made.clean), count_ngrams(made.spun), 3)
    found = Press([*SENTENCES, "Xyzzy."], 3).train({"autoblog": 1.0})
    tested = count_ngrams(made.spun)
    np.testing.assert_allclose(found.score(tested), wanted.score(tested))


def test_shares_draw_sentences_for_each_profile():
    press = Press(SENTENCES, 1)
    press.train(Corpus("mix", {"light": 1, "autoblog": 1}).shares)
    assert set(press.spun) == {"light", "autoblog"}
    assert 20 < (press.draws < 0.5).sum() < 40


def test_an_unknown_profile_is_not_measured():
    said = []
    exam = Exam({"spun": ["The huge dog."]}, {})
    found = dict(
        examine([Corpus("none", {"no_such": 1}), Corpus("some", {"light": 1})], SENTENCES, exam, 1, said.append)
    )
    assert found["none"].startswith("not measured: ")
    assert found["some"]["spun"].shape == (1,)
    assert len(said) == 2


def test_a_corpus_that_changes_nothing_is_not_measured():
    found = dict(examine([Corpus("light", {"light": 1})], ["Xyzzy."] * 3, Exam({"spun": ["The dog."]}, {}), 1, print))
    assert found["light"] == "not measured: its profiles change no sentence"


def test_the_same_seed_gives_the_same_scores():
    exam = Exam({"spun": ["The huge dog ran to the antique house."]}, {})
    runs = [dict(examine([Corpus("a", {"autoblog": 1})], SENTENCES, exam, 4, print))["a"]["spun"] for _ in range(2)]
    np.testing.assert_array_equal(*runs)
