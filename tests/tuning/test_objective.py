import numpy as np
import pytest
from tuning.planted import make_samples

from pipelines.tuning.folds import CHOOSING, SCORING
from pipelines.tuning.objective import (
    AUROC,
    OBJECTIVE,
    TPR,
    bound_gain,
    choosing_mask,
    list_comparisons,
    measure_gains,
    resample_mask,
)


def objective_slowly(samples, scores, mask):
    """AUROC and TPR at 1 % by loops, over the files of a mask."""
    total = weight = 0
    for number in range(len(samples.names)):
        rows = [row for row in np.flatnonzero(mask) if samples.file[row] == number]
        spun = [scores[row] for row in rows if samples.is_spun[row]]
        clean = sorted(scores[row] for row in rows if not samples.is_spun[row])
        if spun and clean:
            auroc = np.mean([(a > b) + (a == b) / 2 for a in spun for b in clean])
            threshold = clean[len(clean) - 1 - len(clean) // 100]
            total += len(spun) * (auroc + np.mean([a > threshold for a in spun])) / 2
            weight += len(spun)
    return total / weight if weight else 0


@pytest.mark.parametrize("seed", range(5))
def test_the_objective_is_that_of_the_slow_twin(seed):
    random = np.random.default_rng(seed)
    samples = make_samples(
        random.random(300) < 0.4, random.integers(-2, 3, 300), file=random.integers(0, 3, 300), names=("a", "b", "c")
    )
    scores = random.integers(0, 30, 300) / 10 + samples.is_spun
    for fold in (None, 0, 1, 2):
        mask = choosing_mask(samples, fold)
        found = resample_mask(samples, mask, seed).measure(samples, scores)
        assert found[0] == pytest.approx(objective_slowly(samples, scores, mask))
        assert found.shape == (101,)
        assert abs(found[1:].mean() - found[0]) < 0.05


def test_masks_and_comparisons():
    samples = make_samples([1, 1, 0, 0, 0], [0, 1, 1, CHOOSING, SCORING])
    assert choosing_mask(samples, 0).tolist() == [False, True, True, True, False]
    assert choosing_mask(samples, 1).tolist() == [True, False, False, True, False]
    assert choosing_mask(samples, None).all()
    found = [(each.fold, np.flatnonzero(each.mask).tolist(), each.n_spun) for each in list_comparisons(samples)]
    assert found == [(0, [0, 4], 1), (1, [1, 2, 4], 1)]


def test_no_text_chooses_and_scores():
    samples = make_samples([1, 0, 1, 0, 0, 0], [0, 0, 1, 1, CHOOSING, SCORING])
    for each in list_comparisons(samples):
        assert not (each.mask & choosing_mask(samples, each.fold)).any()


def test_a_file_without_clean_texts_counts_nothing():
    samples = make_samples([1, 1], [0, 0])
    assert resample_mask(samples, np.ones(2, bool), 0).measure(samples, np.zeros(2)).tolist() == [0] * 101
    assert list_comparisons(samples) == []
    with pytest.raises(ValueError, match="clean and spun"):
        measure_gains(samples, [np.zeros(2)], [[np.zeros(2)]], 0)


def many(n=400):
    is_spun = np.arange(n) % 2 == 0
    return make_samples(is_spun, np.arange(n) // 2 % 4), np.random.default_rng(1).normal(size=n)


def test_a_planted_gain_is_shown():
    samples, noise = many()
    default, better = noise + samples.is_spun, noise + 3 * samples.is_spun
    gains = measure_gains(samples, [default] * 2, [[better] * 4] * 2, seed=0)
    assert list(gains) == [OBJECTIVE, AUROC, TPR]
    assert all(gain.is_shown and gain.low < gain.value < gain.high for gain in gains.values())
    assert gains[OBJECTIVE].value == pytest.approx((gains[AUROC].value + gains[TPR].value) / 2)
    slow = [objective_slowly(samples, better, each.mask) for each in list_comparisons(samples)]
    assert gains[OBJECTIVE].chosen == pytest.approx(np.mean(slow))


def test_equal_scores_gain_nothing():
    samples, noise = many()
    gains = measure_gains(samples, [noise], [[noise] * 4], seed=0)
    assert all((gain.value, gain.low, gain.high, gain.is_shown) == (0, 0, 0, False) for gain in gains.values())


def test_noise_is_no_gain():
    samples, noise = many(80)
    other = np.random.default_rng(2).normal(size=80)
    gain = measure_gains(samples, [noise], [[other] * 4], seed=0)[OBJECTIVE]
    assert gain.low < 0 < gain.high


def test_each_fold_is_scored_by_its_own_choice():
    samples, noise = many()
    wrong = -100.0 * samples.is_spun
    scores = [np.where(samples.fold == fold, noise + 9 * samples.is_spun, wrong) for fold in range(4)]
    assert measure_gains(samples, [noise], [scores], seed=0)[AUROC].chosen == pytest.approx(1, abs=0.001)


def test_seeds_that_differ_widen_the_interval():
    samples, noise = many()
    good, bad = (noise + lift * samples.is_spun for lift in (3, 0.0))
    narrow, wide = (
        measure_gains(samples, [noise] * 2, [[each] * 4 for each in sides], seed=0)[OBJECTIVE]
        for sides in ((good, good), (good, bad))
    )
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)


def test_the_bound_is_below_the_gain():
    samples, noise = many()
    texts = resample_mask(samples, choosing_mask(samples, None), 0)
    default, better = (texts.measure(samples, noise + lift * samples.is_spun) for lift in (1, 1.5))
    assert 0 < bound_gain(better, default) < better[0] - default[0]
    assert bound_gain(default, default) == 0
