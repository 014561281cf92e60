"""A network's outputs, against a loop over its columns: to the bit, wherever a column stands."""

import itertools
import re

import numpy as np
import pytest

from pipelines.detector.network import BLOCK, WIDTH, Network, probability
from pipelines.engine.kernels import library

GENERATOR = np.random.default_rng(5)
SIZES = (7, 5, 2)


def make_network(sizes):
    draw = GENERATOR.standard_normal
    return Network(
        tuple(
            (draw((n_out, n_in)).astype(np.float32), draw((n_out, 1)).astype(np.float32))
            for n_in, n_out in itertools.pairwise(sizes)
        )
    )


NETWORK = make_network(SIZES)
INPUTS = GENERATOR.standard_normal((7, BLOCK + 300)).astype(np.float32)


pytestmark = pytest.mark.usefixtures("either_way")


def run_slowly(network, values):
    """The outputs for one column: products added up one by one, in single precision."""
    for number, (weights, biases) in enumerate(network.layers, 1):
        outputs = []
        for row, bias in zip(weights, biases[:, 0], strict=True):
            total = np.float32(0)
            for weight, value in zip(row, values, strict=True):
                total += weight * value
            total += bias
            outputs.append(np.float32(0) if number < len(network.layers) and total < 0 else total)
        values = outputs
    return values


@pytest.mark.parametrize("sizes", [SIZES, (1, 1), (3, 4, 1), (50, 13, 9, 2)])
def test_outputs_are_those_of_the_slow_version(sizes):
    network, inputs = make_network(sizes), GENERATOR.standard_normal((sizes[0], 50)).astype(np.float32)
    found = network.run(inputs)
    assert found.T.tobytes() == np.array([run_slowly(network, column) for column in inputs.T]).tobytes()


@pytest.mark.parametrize("at", [1, 2, 77, BLOCK - 1, BLOCK, BLOCK + 1])
def test_a_column_is_the_same_to_the_bit_in_any_split(at):
    whole = NETWORK.run(INPUTS)
    parts = [NETWORK.run(part) for part in (INPUTS[:, :at], INPUTS[:, at:])]
    assert np.concatenate(parts, axis=1).tobytes() == whole.tobytes()


def test_the_kernel_takes_as_many_columns_at_once_as_blocks_are_filled_up_to():
    source = (library.FOLDER / "layers.c").read_text()
    assert re.findall(r"^#define COLUMNS (\d+)$", source, re.MULTILINE) == [str(WIDTH)]


def test_half_precision_and_no_columns():
    half = INPUTS[:, :9].astype(np.float16)
    assert NETWORK.run(half).tobytes() == NETWORK.run(half.astype(np.float32)).tobytes()
    assert NETWORK.run(INPUTS[:, :0]).shape == (2, 0)


def test_probabilities_of_any_odds():
    found = probability(np.array([-1e9, -1, 0, 1, 1e9], np.float32))
    assert found == pytest.approx([0, 1 / (1 + np.e), 0.5, np.e / (1 + np.e), 1])
