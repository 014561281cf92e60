import pytest
from probed import make_figures, make_real

from pipelines.quality.corpus.probe_figures import (
    NOT_RUN,
    RAN,
    TOO_SMALL,
    Enough,
    describe_detection,
    find_row,
    measure_probe,
    summarise_probe,
)

ENOUGH = Enough(sentences=200, samples=20, train_words=300_000)


def measure(figures):
    return {figure.name: (figure.value, figure.detail) for figure in measure_probe(figures, ENOUGH)}


def test_a_row_is_found_by_split_granularity_and_model():
    figures = make_figures()
    assert find_row(figures, "test", "article")["auroc"] == 0.99
    assert find_row(figures, "test", "sentence", "words")["auroc"] == 0.95
    assert find_row(figures, "train", "sentence") == {}


def test_the_figures_are_those_of_the_detector_by_sentence():
    assert measure(make_figures()) == {
        "probe_test_auroc": (0.96, "words alone reach 0.95"),
        "probe_unseen_gap": (0.06, "0.96 on test, 0.9 on test_unseen"),
        "probe_calibration_error": (0.03, "measured on 1,800 sentences"),
        "probe_real_auroc": (0.98, "mine.jsonl: 0.95 to 0.99 with 95 % confidence"),
    }


def test_models_trained_on_few_words_are_not_judged():
    found = measure(make_figures(trained_on={"pairs": 225, "words": 45_000, "seed": 7}))
    says = "trained on 45,000 words, at least 300,000 are needed (probe_corpus.min_train_words)"
    assert set(found.values()) == {(None, says)}


def test_without_a_split_of_unseen_words_there_is_no_gap():
    figures = make_figures()
    figures["detection"] = [row for row in figures["detection"] if row["split"] != "test_unseen"]
    found = measure(figures)
    assert found["probe_unseen_gap"] == (None, "there are no sentences of test_unseen")
    assert found["probe_test_auroc"][0] == 0.96


def test_a_figure_that_could_not_be_computed_is_not_judged():
    figures = make_figures()
    find_row(figures, "test", "sentence")["auroc"] = None
    assert measure(figures)["probe_test_auroc"] == (None, "the sentences of test could not be scored")


def test_a_calibration_error_may_be_missing_alone():
    figures = make_figures()
    find_row(figures, "test", "sentence")["calibration_error"] = None
    assert measure(figures)["probe_calibration_error"][0] is None


def test_the_worst_file_of_real_samples_is_judged_as_a_whole():
    real = [
        make_real("a.jsonl", 0.95),
        make_real("b.jsonl", 0.91),
        make_real("b.jsonl", 0.2, family="one tool"),
        make_real("b.jsonl", 0.5, granularity="sentence"),
        make_real("few.jsonl", 0.1, n_spun=19),
        make_real("odd.jsonl", None, auroc_interval=None),
    ]
    value, detail = measure(make_figures(real=real))["probe_real_auroc"]
    assert (value, detail[:7]) == (0.91, "b.jsonl")


@pytest.mark.parametrize(
    ("figures", "state", "says"),
    [
        (None, NOT_RUN, "Not run: probe_corpus.train_words is 0."),
        ({"note": "Not trained: train has 3 words"}, TOO_SMALL, "Not trained: train has 3 words."),
        (make_figures(), RAN, describe_detection(make_figures())),
    ],
)
def test_a_probe_has_three_states(figures, state, says):
    found = summarise_probe(figures)
    assert (found["state"], found["says"]) == (state, says)


def test_the_sentence_says_if_the_models_were_trained_on_few_words():
    figures = make_figures(trained_on={"pairs": 225, "words": 45_000, "seed": 7})
    says = "It was trained on 45,000 words, too few to judge a release by."
    assert summarise_probe(figures, 45_001)["says"].endswith(f"(test_unseen). {says}")
    assert says not in summarise_probe(figures, 45_000)["says"]


def test_a_summary_has_the_main_figures():
    found = summarise_probe(make_figures())
    assert found["detection"]["test_unseen"]["sentence"] == {"auroc": 0.9, "tpr_1pct": 0.43, "words_auroc": 0.55}
    assert list(found["detection"]) == ["test", "test_unseen"]
    assert (found["tagging"]["test"], found["restoration"]["test"]) == (0.805, 0.41)
    assert found["real"] == {"mine.jsonl": {"granularity": "article", "auroc": 0.98, "tpr_1pct": 0.9}}


@pytest.mark.parametrize(
    ("seen", "unseen", "words"),
    [
        (0.7, None, "A detector trained on this release finds 70% of spun sentences at 1% false alarms."),
        (None, 0.4, "A detector trained on this release finds 40% of spun sentences at 1% false alarms where"),
        (None, None, "A detector was trained on this release, but test has too few sentences to measure it."),
    ],
)
def test_the_sentence_leaves_out_what_was_not_measured(seen, unseen, words):
    figures = make_figures()
    for split, share in (("test", seen), ("test_unseen", unseen)):
        find_row(figures, split, "sentence")["tpr_1pct"] = share
    assert describe_detection(figures).startswith(words)
