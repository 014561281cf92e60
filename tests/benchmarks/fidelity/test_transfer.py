import pytest
from fidelity.generated import Generated, generate
from fidelity.samples import Row
from fidelity.transfer import Scores, Trial, run_trial, score, train

SENTENCES = [f"The big dog number {i} ran to the old house with a good friend today." for i in range(60)]


def test_paired_accuracy_counts_a_tie_as_half():
    scores = Scores([0, 1, 2, 3], [0.0, 0.0, 0.0, 0.0], [1.0, -1.0, 0.0, 1.0])
    assert scores.paired == pytest.approx(2.5 / 4)


def test_scores_of_some_rows_and_of_two_trials():
    scores = Scores([0], [1.0], [2.0]) + Scores([1], [3.0], [0.0])
    assert scores.where([1]) == Scores([1], [3.0], [0.0])
    assert scores.where([0]).auroc == 1


def test_the_detector_knows_what_it_was_shown():
    made = Generated(["the big dog ran"] * 9, ["the huge hound ran"] * 9)
    scores = score(train(made), [Row("a big cat", "a huge cat", ""), Row("no such", "words here", "")], [4, 7])
    assert scores.spun[0] > scores.original[0]
    assert scores.spun[1] == scores.original[1]
    assert scores.numbers == [4, 7]


def test_what_stayed_unchanged_is_left_out():
    made = generate([*SENTENCES, "Xyzzy."], "autoblog", seed=1)
    assert len(made.clean) == len(made.spun) <= len(SENTENCES)
    assert all(clean != spun for clean, spun in zip(made.clean, made.spun, strict=True))
    assert made == generate([*SENTENCES, "Xyzzy."], "autoblog", seed=1)
    assert made != generate([*SENTENCES, "Xyzzy."], "autoblog", seed=2)


def test_a_trial_is_the_same_each_time():
    made = generate(SENTENCES, "autoblog", seed=3)
    rows = tuple(Row(clean, spun, "") for clean, spun in zip(made.clean, made.spun, strict=True))
    trial = Trial("autoblog", ("autoblog",), rows, tuple(range(len(rows))))
    first = run_trial(trial, SENTENCES)
    assert first == run_trial(trial, SENTENCES)
    assert first.paired > 0.9
