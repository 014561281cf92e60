import pytest
from corpus import make_config

from pipelines.quality.corpus.drift import BIN_WORDS, DISTRIBUTIONS
from pipelines.quality.corpus.figures import Figure, check_names, measure_drift, measure_rates
from pipelines.quality.suites.checks import load_suite


def test_two_figures_with_one_name_are_rejected():
    check_names([Figure("a", 1), Figure("b", 1)])
    with pytest.raises(ValueError, match="several of a"):
        check_names([Figure("a", 1), Figure("b", 1), Figure("a", 2)])


def test_the_rate_error_is_that_of_the_worst_profile():
    profiles = {"light": {"rate_error": 0.02, "pairs": 2}, "wild": {"rate_error": 0.3, "pairs": 3}}
    worst, unseen = measure_rates({"profiles": profiles, "splits": {}})
    assert (worst.name, worst.value, worst.detail) == ("rate_error", pytest.approx(0.1), "light 0.0100, wild 0.1000")
    assert (unseen.name, unseen.value) == ("unseen_rate_error", None), "there is no pair to measure"


def test_every_check_on_drift_has_a_figure_with_and_without_an_earlier_release(tmp_path):
    checks = {check.kwargs["column"] for check in load_suite("corpus", make_config(tmp_path)) if "drift" in check.name}
    found = [{"name": name, "distance": 0.5, "now": {"a": 1}, "before": {"a": 1}} for name in DISTRIBUTIONS]
    for distances in ([], found):
        assert {figure.name for figure in measure_drift(distances, "v")} == checks


def test_the_bin_that_changed_most_is_named_with_both_shares():
    distances = [{"name": "swap_rate", "distance": 0.9, "now": {"0.2": 3, "0.3": 5}, "before": {"0.2": 8}}]
    (figure,) = measure_drift(distances, "20260101T000000Z-000000000000")
    says = "pairs with a swap rate of 0.2 to 0.22 made up 100.0% in 20260101T000000Z-000000000000, now 37.5%"
    assert figure.detail == says


def test_bins_of_every_distribution_are_named_in_words():
    assert DISTRIBUTIONS.keys() == BIN_WORDS.keys()
