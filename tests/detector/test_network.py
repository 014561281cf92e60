"""A network's outputs, against a loop over its columns; a column is computed by itself."""

import itertools

import numpy as np
import pytest

from pipelines.detector.network import BLOCK, Network, probability

GENERATOR = np.random.default_rng(5)
SIZES = (7, 5, 2)
NETWORK = Network(
    tuple(
        (
            GENERATOR.standard_normal((n_out, n_in)).astype(np.float32),
            GENERATOR.standard_normal((n_out, 1)).astype(np.float32),
        )
        for n_in, n_out in itertools.pairwise(SIZES)
    )
)
INPUTS = GENERATOR.standard_normal((7, BLOCK + 300)).astype(np.float32)


def test_outputs_are_those_of_the_slow_version():
    found = NETWORK.run(INPUTS[:, :50])
    for column in range(50):
        values = INPUTS[:, column].astype(float)
        for number, (weights, biases) in enumerate(NETWORK.layers):
            values = weights.astype(float) @ values + biases[:, 0]
            values = values if number == 1 else np.maximum(values, 0)
        assert found[:, column] == pytest.approx(values, abs=1e-4)


@pytest.mark.parametrize("at", [1, 2, 77, BLOCK - 1, BLOCK, BLOCK + 1])
def test_a_column_is_the_same_to_the_bit_in_any_split(at):
    whole = NETWORK.run(INPUTS)
    parts = [NETWORK.run(part) for part in (INPUTS[:, :at], INPUTS[:, at:])]
    assert np.concatenate(parts, axis=1).tobytes() == whole.tobytes()


def test_half_precision_and_no_columns():
    half = INPUTS[:, :9].astype(np.float16)
    assert NETWORK.run(half).tobytes() == NETWORK.run(half.astype(np.float32)).tobytes()
    assert NETWORK.run(INPUTS[:, :0]).shape == (2, 0)


def test_probabilities_of_any_odds():
    found = probability(np.array([-1e9, -1, 0, 1, 1e9], np.float32))
    assert found == pytest.approx([0, 1 / (1 + np.e), 0.5, np.e / (1 + np.e), 1])
