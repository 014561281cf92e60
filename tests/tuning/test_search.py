import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tuning.planted import make_samples

from pipelines.tuning.search import MOVES, STEPS, draw_weights, list_moves, round_shares, search_weights

N = 200


def planted(noise, *, right=1, seed=0):
    """Return samples and a score that tells them apart the better, the larger the weight of one component."""
    is_spun = np.arange(N) % 2 == 0
    luck = np.random.default_rng(seed).normal(size=N) * noise
    return make_samples(is_spun, np.arange(N) // 2 % 4), lambda shares: luck + is_spun * shares[right]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9).filter(lambda shares: sum(shares) > 0.01))
def test_rounded_shares_add_up_and_are_near(shares):
    steps = round_shares(np.array(shares))
    assert sum(steps) == STEPS
    assert min(steps) >= 0
    assert np.abs(np.array(steps) / STEPS - np.array(shares) / sum(shares)).max() <= 1 / STEPS + 1e-9


def test_weights_drawn_are_distinct_and_begin_with_each_component_alone():
    drawn = list(draw_weights(round_shares(np.array([1.0, 0, 0])), 60, seed=3))
    assert drawn[:4] == [(0, STEPS, 0), (0, 0, STEPS), (10, 10, 0), (10, 0, 10)]
    assert len(set(drawn)) == len(drawn)
    assert 10 < len(drawn) < 40
    assert all(sum(weights) == STEPS for weights in drawn)
    assert drawn == list(draw_weights((STEPS, 0, 0), 60, seed=3))
    assert drawn != list(draw_weights((STEPS, 0, 0), 60, seed=4))


def test_few_trials_are_few():
    for n_trials in (1, 2, 5):
        assert len(list(draw_weights((STEPS, 0, 0, 0), n_trials, seed=0))) == n_trials - 1


def moves_slowly(weights):
    found = set()
    for size in MOVES:
        for a in range(len(weights)):
            for b in range(len(weights)):
                if a != b and weights[a] >= size:
                    moved = list(weights)
                    moved[a] -= size
                    moved[b] += size
                    found.add(tuple(moved))
    return found


@pytest.mark.parametrize("weights", [(20, 0, 0), (17, 2, 1), (20,), (5, 5, 5, 5)])
def test_moves_are_those_of_the_slow_twin(weights):
    moves = list(list_moves(weights, np.random.default_rng(0)))
    assert len(moves) == len(set(moves))
    assert set(moves) == moves_slowly(weights)


def test_the_right_component_is_found_in_every_fold():
    samples, score = planted(0.3)
    found = search_weights(samples, score, np.array([1.0, 0, 0]), n_trials=40, seed=0)
    assert all(weights[1] >= 0.9 * STEPS for weights in [*found.by_fold, found.final])
    assert len(found.by_fold) == 4
    assert 10 < len(found.scores) <= 40
    assert not found.was_late


def test_the_default_is_kept_where_weights_do_not_matter():
    samples, score = planted(0.3)
    found = search_weights(samples, lambda _: score(np.array([0, 0.4])), np.array([1.0, 0]), n_trials=30, seed=0)
    assert {found.final, *found.by_fold} == {found.default} == {(STEPS, 0)}


def test_the_default_is_scored_by_its_own_shares():
    """They need not be whole steps; all other weights are."""
    samples, score = planted(0.3)
    tried = []
    default = np.array([6, 7]) / 13
    found = search_weights(
        samples, lambda shares: (tried.append(tuple(shares)), score(shares))[1], default, n_trials=9, seed=0
    )
    assert tried[0] == tuple(default)
    assert all(share * STEPS % 1 == 0 for shares in tried[1:] for share in shares)
    assert tuple(found.shares_of(found.default)) == tuple(default)
    assert tuple(found.shares_of((0, STEPS))) == (0, 1)


def test_a_gain_within_its_standard_error_is_none():
    """Scores that are noise, other noise for each weights: the best of a few exceeds the default by luck."""
    samples, _ = planted(1)
    noise = lambda shares: np.random.default_rng(int(1000 * shares[0])).normal(size=N)  # noqa: E731
    found = search_weights(samples, noise, np.array([0.5, 0.5]), n_trials=2, seed=0)
    assert found.default in found.by_fold


def test_a_fold_does_not_see_its_own_samples():
    """In fold 0 another component is right; its own choice follows the other folds."""
    samples, _ = planted(0)
    luck = np.random.default_rng(0).normal(size=N) * 0.3
    helped = np.where(samples.fold == 0, 0, 1)
    score = lambda shares: luck + samples.is_spun * shares[helped]  # noqa: E731
    found = search_weights(samples, score, np.array([0.5, 0.5]), n_trials=30, seed=0)
    assert found.by_fold[0][1] >= 0.9 * STEPS


def test_same_seed_same_result_and_an_early_end():
    samples, score = planted(0.5)
    runs = [search_weights(samples, score, np.array([1.0, 0, 0]), n_trials=20, seed=seed) for seed in (5, 5)]
    assert (runs[0].by_fold, runs[0].final) == (runs[1].by_fold, runs[1].final)
    assert list(runs[0].scores) == list(runs[1].scores)
    late = search_weights(samples, score, np.array([1.0, 0, 0]), n_trials=20, seed=5, is_late=lambda: True)
    assert (late.was_late, late.final, len(late.scores)) == (True, (STEPS, 0, 0), 1)


def test_each_new_trial_is_told_once():
    samples, score = planted(0.3, right=2)
    told = []
    found = search_weights(
        samples, score, np.array([1.0, 0, 0]), n_trials=25, seed=0, tried=lambda *each: told.append(each)
    )
    assert [number for number, _, _ in told] == list(range(2, len(found.scores) + 1))
    assert [weights for _, weights, _ in told] == list(found.scores)[1:]
    best = [value for _, _, value in told]
    assert best[-1] > best[0]
