"""Thresholds, against every score tried."""

import numpy as np
import pytest

from pipelines.detector.thresholds import best_f1, threshold_at


@pytest.mark.parametrize("share", [0.01, 0.05])
@pytest.mark.parametrize("n", [1, 19, 20, 21, 99, 100, 1_000])
def test_at_most_the_share_reaches_the_threshold(share, n):
    scores = np.random.default_rng(n).random(n).round(2)  # with ties
    threshold = threshold_at(scores, share)
    assert np.mean(scores >= threshold) <= share
    # No lower score would do.
    lower = scores[scores < threshold]
    assert np.mean(scores >= lower.max()) > share


def test_without_texts_nothing_reaches_the_threshold():
    assert threshold_at(np.zeros(0), 0.01) >= 1


def test_the_threshold_of_words_has_the_best_f1():
    generator = np.random.default_rng(3)
    labels = generator.random(500) < 0.3
    scores = np.clip(generator.normal(0.4 + 0.2 * labels, 0.2), 0, 1)

    def f1(threshold):
        called = scores >= threshold
        return 2 * np.sum(called & labels) / (np.sum(called) + np.sum(labels))

    assert f1(best_f1(scores, labels)) == pytest.approx(max(f1(step / 200) for step in range(200)))
