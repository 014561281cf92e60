import numpy as np
import pyarrow as pa
import pytest
from tuning.planted import make_samples

from pipelines.tuning import confirm as module
from pipelines.tuning.confirm import confirm
from pipelines.tuning.objective import OBJECTIVE
from pipelines.tuning.search import FoundWeights

N = 120
SAMPLES = make_samples(np.arange(N) % 2 == 0, np.arange(N) // 2 % 3)
FOUND = FoundWeights((20, 0), [(0, 20), (20, 0), (0, 20)], (0, 20), {}, False, np.array([1.0, 0]))


class PlantedArticles:
    def mix(self, shares, seed):
        return pa.table({name: [shares[1] + seed / 1000] for name in module.COLUMNS})


class PlantedModel:
    """Scores the better, the larger the second share is."""

    def __init__(self, pairs, *, seed):
        share = pairs["clean"][0].as_py() - seed / 1000
        self.scores = np.random.default_rng(seed).normal(size=N) + 4 * share * SAMPLES.is_spun

    def score(self, texts):
        return self.scores[: len(texts)]


@pytest.fixture(autouse=True)
def trained(monkeypatch):
    told = []

    def train(pairs, *, seed):
        told.append((round(pairs["clean"][0].as_py(), 3), seed))
        return PlantedModel(pairs, seed=seed)

    monkeypatch.setattr(module, "train_detector", train)
    return told


def test_each_distinct_choice_is_trained_with_each_seed(trained):
    steps = []
    found = confirm(FOUND, PlantedArticles(), SAMPLES, seeds=2, seed=7, trained=lambda *each: steps.append(each))
    assert trained == [(0.007, 7), (1.007, 7), (0.008, 8), (1.008, 8)]
    assert steps == [(0, 4), (1, 4), (2, 4), (3, 4)]
    assert (found.n_seeds, found.was_late) == (2, False)
    assert found.gains[OBJECTIVE].is_shown


def test_the_default_is_trained_on_its_own_shares(trained):
    found = FoundWeights((10, 10), [(0, 20), (10, 10), (0, 20)], (0, 20), {}, False, np.array([0.52, 0.48]))
    confirm(found, PlantedArticles(), SAMPLES, seeds=1, seed=0)
    assert trained == [(0.48, 0), (1.0, 0)]


def test_the_default_everywhere_gains_nothing():
    same = FoundWeights((20, 0), [(20, 0)] * 3, (20, 0), {}, False, np.array([1.0, 0]))
    gain = confirm(same, PlantedArticles(), SAMPLES, seeds=2, seed=0).gains[OBJECTIVE]
    assert (gain.value, gain.low, gain.high) == (0, 0, 0)


def test_the_first_seed_is_finished_when_the_time_is_over(trained):
    late = confirm(FOUND, PlantedArticles(), SAMPLES, seeds=3, seed=0, is_late=lambda: True)
    assert (late.n_seeds, late.was_late) == (1, True)
    assert len(trained) == 2
