import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.lexicon.build import choice
from pipelines.lexicon.build.choice import COEFFICIENTS, describe_rows, fit_choice, rate_rows, same_stem
from pipelines.lexicon.build.graph import HAND, SCORES
from pipelines.lexicon.build.inflect import SurfaceLinks

FORMS = ["big", "bigger", "large", "largely", "larger", "at large", "well-to-do", "lar"]


def slow_features(row, zipf):
    """Return the features of one row: (unit, candidate, agreement, {source: score}, overlap)."""
    unit, candidate, agreement, scores, overlap = row
    near = scores.get("near", 0)
    if scores.get("synset", 0) or scores.get("similar", 0):
        near = 0
    clipped = {form: min(7, max(2, zipf[form])) for form in (unit, candidate)}
    features = {
        "agreement": np.log(0.05 + 0.95 * agreement),
        "both_ways": scores.get("moby", 0) == 1,
        "one_way": 0 < scores.get("moby", 0) < 1,
        "overlap": np.log(0.02 + overlap),
        "hand": any(scores.get(name, 0) for name, is_hand in zip(SCORES, HAND, strict=True) if is_hand),
        "near": near,
        "frequency": clipped[candidate] - 4,
        "gap": abs(clipped[candidate] - clipped[unit]),
        "further_words": candidate.count(" ") + candidate.count("-"),
        "stem": len(unit) >= 4 and unit[:4] == candidate[:4],
    }
    return [float(features.get(name, scores.get(name, 0))) for name in COEFFICIENTS]


def rows_of(rows):
    return SurfaceLinks(
        np.array([FORMS.index(row[0]) for row in rows]),
        np.array([FORMS.index(row[1]) for row in rows]),
        np.array([row[2] for row in rows]),
        np.array([[row[3].get(name, 0) for name in SCORES] for row in rows], np.float32),
        np.array([row[4] for row in rows]),
    )


some_rows = st.lists(
    st.tuples(
        st.sampled_from(FORMS),
        st.sampled_from(FORMS),
        st.sampled_from([0.0, 0.5, 1.0]),
        st.dictionaries(st.sampled_from(SCORES), st.sampled_from([0.5, 1.0]), min_size=1, max_size=4),
        st.sampled_from([0.0, 0.1, 1.0]),
    ),
    min_size=1,
    max_size=6,
)
some_zipf = st.lists(st.floats(-1, 9) | st.just(-np.inf), min_size=len(FORMS), max_size=len(FORMS))


@given(some_rows, some_zipf)
def test_features_agree_with_a_slow_reference(rows, zipf):
    found = describe_rows(rows_of(rows), pa.array(FORMS), np.array(zipf))
    of_form = dict(zip(FORMS, zipf, strict=True))
    assert found.shape == (len(rows), len(COEFFICIENTS))
    for row, features in zip(rows, found, strict=True):
        assert features == pytest.approx(slow_features(row, of_form))


@pytest.mark.parametrize(
    ("unit", "candidate", "same"),
    [
        ("large", "largely", True),
        ("largely", "large", True),
        ("large", "lar", False),
        ("lar", "large", False),
        ("big", "bigger", False),  # three letters are too few
        ("large", "at large", False),
    ],
)
def test_words_of_one_stem_share_four_letters(unit, candidate, same):
    assert same_stem(pa.array(FORMS), rows_of([(unit, candidate, 1, {}, 0)])).tolist() == [same]


def test_a_rate_is_the_weighted_sum_of_the_features():
    features = np.arange(2.0 * len(COEFFICIENTS)).reshape(2, -1)
    expected = [sum(f * c for f, c in zip(row, COEFFICIENTS.values(), strict=True)) for row in features]
    assert rate_rows(features).tolist() == pytest.approx(expected)
    assert rate_rows(np.eye(2), [0.5, -1]).tolist() == [0.5, -1]


def slow_loss(coefficients, features, group, times, *, prior, strength):
    """Return the negative log-likelihood of the picks, one unit at a time, plus the penalty for leaving the prior."""
    loss = strength * sum((c - p) ** 2 for c, p in zip(coefficients, prior, strict=True)) / 2
    for one in set(group.tolist()):
        rows = np.flatnonzero(group == one)
        odds = [np.exp(sum(features[row] * coefficients)) for row in rows]
        loss -= sum(times[row] * np.log(odd / sum(odds)) for row, odd in zip(rows, odds, strict=True))
    return loss


def sample(seed, n_units, n_features):
    """Draw units with one to six rows of random features."""
    numbers = np.random.default_rng(seed)
    counts = numbers.integers(1, 7, n_units)
    return numbers.normal(size=(counts.sum(), n_features)), np.repeat(np.arange(n_units), counts)


def chances_of(features, group, coefficients):
    odds = np.exp(features @ coefficients)
    return odds / np.bincount(group, odds)[group]


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1), st.integers(1, 5), st.floats(0, 3))
def test_the_loss_agrees_with_a_slow_reference_and_its_gradient_with_a_numeric_one(seed, n_units, strength):
    features, group = sample(seed, n_units, 3)
    numbers = np.random.default_rng(seed)
    times = numbers.integers(0, 4, len(group)).astype(float)
    prior, at = numbers.normal(size=3), numbers.normal(size=3)
    asked = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choice, "minimize", lambda loss, start, **_: asked.append((loss, start)) or Result(start))
        fit_choice(features, group, times, prior=prior, strength=strength)
    ((loss, start),) = asked
    value, gradient = loss(at)

    def slow(coefficients):
        return slow_loss(coefficients, features, group, times, prior=prior, strength=strength)

    steps = 1e-5 * np.eye(3)
    assert start.tolist() == prior.tolist()
    assert value == pytest.approx(slow(at))
    assert gradient == pytest.approx([(slow(at + step) - slow(at - step)) / 2e-5 for step in steps], abs=1e-5)


class Result:
    def __init__(self, x):
        self.x = x


def test_planted_coefficients_are_recovered():
    planted = np.array([1.5, -0.75, 0.0, 0.3])
    features, group = sample(1, 300, 4)
    times = 50 * chances_of(features, group, planted)
    assert fit_choice(features, group, times, prior=np.zeros(4), strength=1e-6) == pytest.approx(planted, abs=1e-3)


def test_coefficients_are_shrunk_to_the_prior():
    features, group = sample(2, 50, 2)
    times = chances_of(features, group, np.array([2.0, -1.0]))
    prior = np.array([0.5, 0.5])
    near, far = (fit_choice(features, group, times, prior=prior, strength=s) for s in (1e6, 1e-6))
    assert near == pytest.approx(prior, abs=1e-3)
    assert far == pytest.approx([2.0, -1.0], abs=1e-2)


def test_scores_that_overflow_exp_do_no_harm():
    features, group = np.array([[1000.0], [999.0]]), np.zeros(2, np.int64)
    found = fit_choice(features, group, np.array([3.0, 1.0]), prior=np.ones(1), strength=1e-9)
    assert found == pytest.approx([np.log(3)], abs=1e-3)
