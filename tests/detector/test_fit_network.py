"""Training a network: it learns a planted rule, and the same rows give the same bytes."""

import numpy as np
import pytest

from pipelines.detector.fit_network import Fit
from pipelines.detector.fit_network import fit_network as fit_rows
from pipelines.detector.training_rows import whole_rows

pytest.importorskip("threadpoolctl")


def fit_network(rows, *arguments, **named):
    return fit_rows(whole_rows(rows), *arguments, **named)


def planted(n=6_000, seed=1):
    """Rows of five columns on different scales; the first label is a rule of two of them, the second of one."""
    rows = np.random.default_rng(seed).standard_normal((n, 5))
    labels = np.stack([rows[:, 0] * rows[:, 3] > 0, rows[:, 1] > 0.5], axis=1)
    return (rows * [1, 20, 1, 0.1, 1] + [0, 100, 0, 0, -3]).astype(np.float32), labels.astype(np.float32)


FIT = Fit(hidden=(16, 8), n_outputs=2, batch=256, passes=60)


def weights_of(network):
    return b"".join(values.tobytes() for layer in network.layers for values in layer)


def test_a_rule_is_learned_and_holds_for_other_rows():
    network = fit_network(*planted(), FIT, seed=3)
    rows, labels = planted(2_000, seed=2)
    right = (labels == (network.run(rows.T) > 0).T).mean(axis=0)
    assert right.min() > 0.93


def test_the_same_rows_and_seed_give_the_same_bytes():
    rows, labels = planted(1_000)
    few = Fit(hidden=(4,), n_outputs=2, batch=128, passes=1)
    first, second, other = (weights_of(fit_network(rows, labels, few, seed)) for seed in (1, 1, 2))
    assert first == second != other


def test_progress_rises_to_the_end():
    told = []
    fit_network(*planted(500), Fit(hidden=(4,), n_outputs=2), 0, told.append)
    assert told == sorted(told)
    assert 0 < told[0] < told[-1] <= 1


def test_odd_columns_do_no_harm():
    """A column that never varies, rows in half precision, and labels of one kind."""
    rows, _ = planted(300)
    rows[:, 2] = 7
    network = fit_network(rows.astype(np.float16), np.ones((300, 1), np.float32), Fit(hidden=(4,)), 0)
    assert np.isfinite(network.run(rows.T)).all()
    assert (network.run(rows.T) > 0).all()


def test_a_column_that_never_varied_is_left_out_of_account():
    """In a small corpus some features have one value, and another one in the texts that are scored."""
    rows, labels = planted(2_000)
    rows[:, 2] = 0.3
    network = fit_network(rows, labels, FIT, seed=3)
    other = rows.copy()
    other[:, 2] = 0.9
    assert np.array_equal(network.run(rows.T), network.run(other.T))
