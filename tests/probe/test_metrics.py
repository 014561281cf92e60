"""Figures of scores against slow twins and against values that are known."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.probe import metrics
from pipelines.probe.metrics import (
    ALARMS,
    ScoredTexts,
    bootstrap,
    find_threshold,
    measure_auroc,
    measure_calibration,
    measure_f1,
    measure_paired,
    measure_tpr,
    resample_figures,
)


def scored(clean, spun, clusters=None):
    scores = np.array([*clean, *spun], float)
    clusters = range(len(scores)) if clusters is None else clusters
    return ScoredTexts(scores, np.repeat([False, True], [len(clean), len(spun)]), np.array([*clusters], np.uint64))


few = st.lists(st.sampled_from([0.0, 0.1, 0.2, 0.3, 0.9]), min_size=1, max_size=30)
many = st.lists(st.sampled_from([0.0, 0.1, 0.2, 0.3, 0.9]), min_size=20, max_size=130)


def slow_auroc(clean, spun):
    return sum((s > c) + (s == c) / 2 for s in spun for c in clean) / (len(clean) * len(spun))


def slow_tpr(clean, spun, per_alarm):
    """The most spun texts that any threshold finds whose alarms are few enough; a text is found above the threshold."""
    allowed = len(clean) // per_alarm
    thresholds = [t for t in clean if sum(c > t for c in clean) <= allowed]
    return max(sum(s > t for s in spun) for t in thresholds) / len(spun)


@given(few, few)
def test_auroc_is_the_share_of_ordered_pairs(clean, spun):
    assert measure_auroc(scored(clean, spun), 1) == pytest.approx(slow_auroc(clean, spun), abs=6e-5)


@given(many, few)
def test_tpr_is_that_of_the_best_threshold_with_few_enough_alarms(clean, spun):
    for per_alarm in ALARMS.values():
        expected = slow_tpr(clean, spun, per_alarm) if len(clean) >= per_alarm else None
        found = measure_tpr(scored(clean, spun), per_alarm, 1)
        assert found == (expected if expected is None else pytest.approx(expected, abs=6e-5))


def test_known_cases():
    clean = np.arange(100) / 100
    assert find_threshold(clean, 100) == 0.98  # one clean text, .99, is above
    assert find_threshold(clean[:99], 100) is None
    assert measure_tpr(scored(clean, [0.98] * 5 + [0.99] * 15), 100) == 0.75  # ties with the threshold are not found
    assert measure_auroc(scored([0.1] * 10, [0.2] * 10)) == 1.0
    assert measure_auroc(scored([0.1] * 10, [0.1] * 10)) == 0.5
    assert measure_auroc(scored([0.1] * 10, [])) is None
    assert measure_auroc(scored([0.1] * 9, [0.2] * 10)) is None
    assert measure_tpr(scored(clean, []), 100) is None


def test_all_clean_scores_alike_are_no_alarms():
    assert measure_tpr(scored([0.5] * 100, [0.5] * 10), 100) == 0.0
    assert measure_tpr(scored([0.5] * 100, [0.6] * 10), 100) == 1.0


def slow_calibration(texts):
    """Bins by rank; equal scores take the first rank of all of them."""
    rows = list(zip(texts.scores, texts.is_spun, strict=True))
    bins = {}
    for score, is_spun in rows:
        rank = sum(other < score for other, _ in rows)
        bins.setdefault(rank * metrics.BINS // len(rows), []).append((score, is_spun))
    return sum(abs(sum(s for s, _ in each) - sum(label for _, label in each)) for each in bins.values()) / len(rows)


@settings(max_examples=20)
@given(st.lists(st.floats(0, 1), min_size=80, max_size=90), st.lists(st.floats(0, 1), min_size=80, max_size=90))
def test_calibration_is_the_mean_error_over_bins(clean, spun):
    texts = scored(clean, spun)
    assert measure_calibration(texts) == pytest.approx(slow_calibration(texts), abs=6e-5)


def test_calibration_of_known_scores():
    assert measure_calibration(scored([0.0] * 100, [1.0] * 100)) == 0.0
    assert measure_calibration(scored([0.5] * 100, [0.5] * 100)) == 0.0
    assert measure_calibration(scored([1.0] * 100, [0.0] * 100)) == 1.0
    assert measure_calibration(scored([0.0] * 74, [1.0] * 75)) is None


def test_f1():
    assert measure_f1(8, 2, 8) == {"precision": 0.8, "recall": 0.5, "f1": 0.6154}
    assert measure_f1(0, 0, 5) == {"precision": None, "recall": 0.0, "f1": 0.0}
    assert measure_f1(0, 5, 0) == {"precision": None, "recall": None, "f1": None}


def test_paired():
    assert measure_paired(np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.2, 0.2, 0.1, 0.9])) == 0.625
    assert measure_paired(np.zeros(0), np.zeros(0)) is None


@settings(max_examples=50)
@given(many, few, st.integers(0, 99))
def test_a_resample_has_the_figures_of_its_texts_written_out(clean, spun, seed):
    texts = scored(clean, spun)
    weights = np.random.default_rng(seed).integers(0, 4, (3, len(texts.scores)))
    weights[:, 0] = weights[:, -1] = 1
    found = resample_figures(texts, weights)
    for row, counts in enumerate(weights):
        one, other = (np.repeat(texts.scores, counts)[np.repeat(texts.is_spun, counts) == label] for label in (0, 1))
        assert math.isclose(found["auroc"][row], slow_auroc(one, other))
        for name, per_alarm in ALARMS.items():
            assert math.isclose(found[name][row], slow_tpr(one, other, per_alarm), abs_tol=1e-12)


def test_intervals_hold_the_figure_and_follow_the_seed():
    random = np.random.default_rng(0)
    texts = scored(random.normal(0, 1, 200), random.normal(1, 1, 200))
    found = bootstrap(texts, 1)
    low, high = found["auroc"]
    assert low < measure_auroc(texts) < high
    # Hanley and McNeil (1982): the standard deviation is .024 at an AUROC of .76 and 200 texts of each class.
    assert high - low == pytest.approx(4 * 0.024, rel=0.2)
    assert found == bootstrap(texts, 1) != bootstrap(texts, 2)
    shuffled = random.permutation(400)
    assert bootstrap(texts.where(shuffled), 1) == found


def test_intervals_are_drawn_by_cluster():
    """Ten equal texts in a cluster tell as much as one."""
    random = np.random.default_rng(0)
    clean, spun = random.normal(0, 1, 30), random.normal(1, 1, 30)
    alone = bootstrap(scored(clean, spun), 1)["auroc"]
    repeated = bootstrap(scored(np.repeat(clean, 10), np.repeat(spun, 10), np.repeat(np.arange(60), 10)), 1)["auroc"]
    assert repeated == pytest.approx(alone, abs=0.02)


def test_large_samples_are_resampled_in_pieces(monkeypatch):
    texts = scored(np.arange(120) / 120, np.arange(50) / 50)
    whole = bootstrap(texts, 1)
    monkeypatch.setattr(metrics, "WEIGHTS", 1000)
    assert bootstrap(texts, 1)["auroc"] == pytest.approx(whole["auroc"], abs=0.03)


def test_no_intervals_of_few_texts_or_of_one_class():
    nothing = dict.fromkeys(("auroc", *ALARMS))
    assert bootstrap(scored([0.1] * 30, [0.2] * 4), 0) == nothing
    assert bootstrap(scored([], [0.2] * 40), 0) == nothing
    found = bootstrap(scored([0.1] * 30, [0.2] * 5), 0)
    assert (found["auroc"], found["tpr_1pct"], found["tpr_5pct"]) == ([1.0, 1.0], None, [1.0, 1.0])
