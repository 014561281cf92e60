import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from pipelines.lexicon.features import link_strengths, neighbour_overlap, propensities
from pipelines.lexicon.graph import Graph


def symmetric(pairs, size):
    matrix = np.zeros((size, size))
    for one, other in pairs:
        if one != other:
            matrix[one, other] = matrix[other, one] = 1
    return matrix


def slow_overlap(matrix):
    """The cosine of the terms of each link, one by one, in the order of a sparse matrix."""
    degree = matrix.sum(axis=1)
    weighted = matrix / np.log2(2 + degree)
    return [
        weighted[one] @ weighted[other] / np.linalg.norm(weighted[one]) / np.linalg.norm(weighted[other])
        for one, other in zip(*np.nonzero(matrix), strict=True)
    ]


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=1, max_size=20))
def test_overlap_is_that_of_the_slow_twin(pairs):
    matrix = symmetric(pairs, 8)
    classes = np.tile([0.25, 0.75], (8, 1))
    overlap = neighbour_overlap(sparse.csr_array(matrix), classes)
    assert overlap.sum(axis=1) == pytest.approx(slow_overlap(matrix))
    assert overlap[:, 0] * 3 == pytest.approx(overlap[:, 1])


def test_overlap_is_by_the_class_of_the_shared_neighbour():
    # 0 and 1 are linked and share only 2.
    links = sparse.csr_array(symmetric([(0, 1), (0, 2), (1, 2)], 3))
    overlap = neighbour_overlap(links, np.array([[1, 0], [1, 0], [0, 1]]))
    assert overlap[0, 0] == 0
    assert overlap[0, 1] > 0


def strengths_of(terms, zipf, links, overlap):
    graph = Graph(pa.array(terms), np.array(zipf), sparse.csr_array(np.array(links)))
    return link_strengths(graph, np.array(overlap)).tolist()


def test_strength_grows_with_overlap_frequency_and_both_ways():
    base = strengths_of(["a", "b"], [4.0, 4.0], [[0, 1], [0, 0]], [0.1])
    assert strengths_of(["a", "b"], [4.0, 4.0], [[0, 1], [0, 0]], [0.2]) > base
    assert strengths_of(["a", "b"], [4.0, 5.0], [[0, 1], [0, 0]], [0.1]) > base
    assert strengths_of(["a", "b"], [5.0, 4.0], [[0, 1], [0, 0]], [0.1]) == base
    assert strengths_of(["a", "b"], [4.0, 4.0], [[0, 0.5], [0, 0]], [0.1]) < base
    assert strengths_of(["a", "b c"], [4.0, 4.0], [[0, 1], [0, 0]], [0.1]) < base


def test_a_candidate_is_not_its_unit_with_words_added():
    strengths = strengths_of(["bad loan", "loan"], [4.0, 4.0], [[0, 1], [1, 0]], [0.1, 0.1])
    assert strengths[0] > 0  # bad loan -> loan
    assert strengths[1] == 0


def test_propensities_are_above_zero_and_highest_for_words_of_middling_frequency():
    rare, middling, common, phrase = propensities(
        pa.array(["rare", "mid", "common", "a phrase"]), np.array([2.0, 5.0, 7.5, 5.0])
    )
    assert 0 < rare < common < middling <= 1
    assert 0 < phrase < middling
