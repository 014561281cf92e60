import numpy as np
import pytest
from fidelity.outcomes import (
    CLEAN,
    LIKE,
    ORIGINAL,
    SPUN,
    TEXTS,
    find_intervals,
    find_outcomes,
    measures_of,
    threshold_of,
)
from sklearn.metrics import roc_auc_score


def draw_scores(seed, n=30, t=12, m=400):
    random = np.random.default_rng(seed)
    draws = {ORIGINAL: random.normal(0, 1, n), SPUN: random.normal(1, 1, n), TEXTS: random.normal(2, 1, t)}
    draws |= {CLEAN: random.normal(0, 1, m), LIKE: random.normal(0, 0.5, m // 2)}
    return {name: np.round(values, 1) for name, values in draws.items()}


def test_figures_are_the_means_of_those_of_each_seed():
    scores = [draw_scores(seed) for seed in range(3)]
    found = measures_of(find_outcomes(scores))

    def auroc(clean, spun):
        return roc_auc_score([0] * len(clean) + [1] * len(spun), [*clean, *spun])

    for name, values in {
        "paired": [
            sum((b > a) + (b == a) / 2 for a, b in zip(each[ORIGINAL], each[SPUN], strict=True)) / 30 for each in scores
        ],
        "auroc": [auroc(each[ORIGINAL], each[SPUN]) for each in scores],
        "text_auroc": [auroc(each[CLEAN], each[TEXTS]) for each in scores],
        "tpr_1": [np.mean(each[TEXTS] > sorted(each[CLEAN])[-5]) for each in scores],
        "tpr_5": [np.mean(each[TEXTS] > sorted(each[CLEAN])[-21]) for each in scores],
        "like_1": [np.mean(each[TEXTS] > sorted(each[LIKE])[-3]) for each in scores],
        "like_5": [np.mean(each[TEXTS] > sorted(each[LIKE])[-11]) for each in scores],
    }.items():
        assert found[name].mean == pytest.approx(np.mean(values)), name
        assert found[name].spread == pytest.approx(np.std(values, ddof=1)), name


def test_a_family_may_have_its_own_detector():
    one, other = find_outcomes([draw_scores(1)]), find_outcomes([draw_scores(2)])
    pairs, texts = np.arange(30) < 10, np.arange(12) < 3
    both = one.merge(other, pairs, texts)
    for mask, texts_mask, source in ((pairs, texts, other), (~pairs, ~texts, one)):
        np.testing.assert_array_equal(both.where(mask, texts_mask).paired, source.where(mask, texts_mask).paired)
        np.testing.assert_array_equal(both.where(mask, texts_mask).wins, source.where(mask, texts_mask).wins)
        np.testing.assert_array_equal(both.wins[:, mask], source.wins[:, mask])
        np.testing.assert_array_equal(both.where(mask, texts_mask).flagged, source.where(mask, texts_mask).flagged)
        np.testing.assert_array_equal(both.where(mask, texts_mask).like, source.where(mask, texts_mask).like)


def test_intervals_hold_the_figures_and_widen_with_clusters():
    outcomes = find_outcomes([draw_scores(seed) for seed in range(2)])
    alone = find_intervals(outcomes, [str(number) for number in range(12)])
    joined = find_intervals(outcomes, [str(number // 4) for number in range(12)])
    for name, measure in measures_of(outcomes).items():
        low, high = alone[name]
        assert low <= measure.mean <= high
    assert alone["paired"] == find_intervals(outcomes, [str(number) for number in range(12)])["paired"]
    assert joined["tpr_1"] != alone["tpr_1"]


def test_without_samples_there_is_no_figure():
    outcomes = find_outcomes([draw_scores(1, n=0, t=0)])
    assert all(np.isnan(measure.mean) for measure in measures_of(outcomes).values())
    assert all(np.isnan(end) for interval in find_intervals(outcomes, []).values() for end in interval)


def test_too_few_clean_texts_flag_nothing():
    assert threshold_of(np.arange(99.0), 100) == float("inf")
    assert threshold_of(np.arange(100.0), 100) == 98


def test_too_few_clean_texts_of_like_length_give_no_figure():
    scores = draw_scores(1, m=400)
    few = measures_of(find_outcomes([scores | {LIKE: scores[LIKE][:99]}]))
    none = measures_of(find_outcomes([{name: values for name, values in scores.items() if name != LIKE}]))
    assert np.isnan([few["like_1"].mean, none["like_1"].mean, none["like_5"].mean]).all()
    assert few["like_5"].mean == np.mean(scores[TEXTS] > sorted(scores[LIKE][:99])[-5])
    assert none["tpr_1"].mean == few["tpr_1"].mean == np.mean(scores[TEXTS] > sorted(scores[CLEAN])[-5])
