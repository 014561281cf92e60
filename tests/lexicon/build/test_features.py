import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lexicon.small_lexicons import compile_small
from scipy import sparse

from pipelines.lexicon.build import features
from pipelines.lexicon.build.features import (
    AUXILIARIES,
    CLITICS,
    COMMONNESS,
    EMPTY_UNIT,
    PHRASE_UNIT,
    SUBJECTS,
    adds_clause,
    holds_unit,
    neighbour_overlap,
    propensities,
    repeats_word,
)

NO_WORDS = pa.array([], pa.string())


def symmetric(pairs, size):
    matrix = np.zeros((size, size))
    for one, other in pairs:
        if one != other:
            matrix[one, other] = matrix[other, one] = 1
    return matrix


def slow_overlap(matrix, one, other, classes):
    """Return the parts of the cosine of two terms, one neighbour at a time."""
    degree = matrix.sum(axis=1)
    worth = [1 / np.log2(2 + n) for n in degree]
    lengths = [
        np.sqrt(sum((matrix[term, n] * worth[n]) ** 2 for n in range(len(matrix)))) or 1 for term in (one, other)
    ]
    parts = np.zeros(classes.shape[1])
    for n in range(len(matrix)):
        parts += classes[n] * matrix[one, n] * matrix[other, n] * worth[n] ** 2
    return parts / lengths[0] / lengths[1]


pairs_of_terms = st.tuples(st.integers(0, 7), st.integers(0, 7))


@settings(max_examples=50)
@given(st.lists(pairs_of_terms, max_size=20), st.lists(pairs_of_terms, max_size=9))
def test_overlap_agrees_with_a_slow_reference(linked, asked):
    matrix = symmetric(linked, 8)
    classes = np.random.default_rng(1).dirichlet(np.ones(3), 8)
    row, column = np.array(asked, np.int64).reshape(-1, 2).T
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(features, "CHUNK", 4)
        overlap = neighbour_overlap(sparse.csr_array(matrix), row, column, classes)
    assert overlap.shape == (len(asked), 3)
    for found, (one, other) in zip(overlap, asked, strict=True):
        assert found == pytest.approx(slow_overlap(matrix, one, other, classes))


def test_overlap_is_computed_for_each_class_of_shared_neighbours():
    # 0 and 1 are linked and share only 2.
    links = sparse.csr_array(symmetric([(0, 1), (0, 2), (1, 2)], 3))
    overlap = neighbour_overlap(links, np.array([0]), np.array([1]), np.array([[1, 0], [1, 0], [0, 1]]))
    assert overlap[0, 0] == 0
    assert overlap[0, 1] > 0


def test_overlap_is_one_with_the_term_itself_and_zero_without_links():
    links = sparse.csr_array(symmetric([(0, 1)], 3))
    overlap = neighbour_overlap(links, np.array([0, 2]), np.array([0, 2]), np.full((3, 1), 1.0))
    assert overlap.ravel().tolist() == pytest.approx([1, 0])


some_words = st.lists(st.sampled_from(["a", "b", "ab"]), min_size=1, max_size=3)
some_terms = st.builds(lambda words, joint: joint.join(words), some_words, st.sampled_from([" ", "-"]))


@given(st.lists(some_terms, min_size=1, max_size=6).flatmap(
    lambda terms: st.tuples(st.just(terms), st.lists(st.tuples(*[st.integers(0, len(terms) - 1)] * 2), max_size=9))
))  # fmt: skip
def test_holds_unit_agrees_with_a_slow_reference(drawn):
    terms, pairs = drawn
    row, column = np.array(pairs, np.int64).reshape(-1, 2).T
    expected = []
    for one, other in pairs:
        words = terms[other].replace("-", " ").split(" ")
        expected.append(len(words) > 1 and terms[one] in words)
    assert holds_unit(pa.array(terms), row, column).tolist() == expected


@given(st.lists(some_terms, min_size=1, max_size=6))
def test_repeats_word_agrees_with_a_slow_reference(terms):
    words = [term.replace("-", " ").split(" ") for term in terms]
    expected = [any(each[i] == each[i + 1] for i in range(len(each) - 1)) for each in words]
    assert repeats_word(pa.array(terms)).tolist() == expected


def test_propensities_are_positive_and_highest_at_medium_frequency():
    rare, middling, common, phrase, empty = propensities(
        pa.array(["rare", "mid", "common", "a phrase", "the"]), np.array([2.0, 5.0, 7.5, 5.0, 5.0]), pa.array(["the"])
    )
    assert 0 < rare < common < middling == 1
    assert phrase == np.float32(PHRASE_UNIT)
    assert empty == np.float32(EMPTY_UNIT)


@given(st.floats(-1, 9) | st.just(-np.inf))
def test_propensity_is_interpolated_linearly(zipf):
    points, heights = COMMONNESS
    nearest = np.clip(zipf, points[0], points[-1])
    above = next(i for i, point in enumerate(points) if point >= nearest)
    left, right = max(0, above - 1), above
    share = (nearest - points[left]) / (points[right] - points[left]) if left < right else 0
    expected = heights[left] + share * (heights[right] - heights[left])
    assert propensities(pa.array(["word"]), np.array([zipf]), NO_WORDS)[0] == pytest.approx(expected)


CLAUSES = [
    ("they", "they also can"),
    ("what", "what's"),
    ("there", "there may be"),
    ("which", "which implies"),
    ("but", "nonetheless it"),
]


def compile_clauses(hand):
    zipf = dict.fromkeys(["also", "can", "be", "it", "may", "nonetheless", "implies", "imply", "quite"], 5.0)
    verb = [("VB", ""), ("VBZ", "s"), ("VBG", "ing"), ("VBD", "ed")]
    forms = [("imply", tag, {"s": "implies", "ed": "implied"}.get(end, "imply" + end)) for tag, end in verb]
    empty = ("they", "what", "there", "which", "but", "can", "may", "be", "it", "in", "those", "quite", "if")
    rows = [(unit, candidate, "", "spinbot", 1.0) for unit, candidate in [*hand, ("imply", "signify")]]
    table = compile_small((), (), rows, zipf=zipf, forms=forms, empty=empty)
    return set(zip(table["unit"].to_pylist(), table["candidate"].to_pylist(), strict=True))


@pytest.mark.parametrize(("unit", "candidate"), CLAUSES)
def test_a_function_word_is_not_replaced_by_a_piece_of_a_clause(unit, candidate):
    kept = [
        ("they", "those"),
        (unit, "quite " + unit),
        ("can", "can also"),
        ("if", "in case"),
        ("they can", "they may"),
    ]
    rows = compile_clauses([(unit, candidate), *kept])
    assert (unit, candidate) not in rows
    assert set(kept) < set(rows)


def slow_adds_clause(unit, candidate, verbs, empty):
    words = candidate.replace("'", " ").split()
    if unit not in empty or unit in AUXILIARIES or len(words) < 2:
        return False
    others = [word for word in words if word != unit]
    return (unit in words and any(word in {*AUXILIARIES, *CLITICS, *verbs} for word in others)) or (
        " " in candidate and candidate.split()[-1] in set(SUBJECTS) - {unit}
    )


some_terms = st.lists(
    st.sampled_from(["they", "can", "it", "but", "s", "imply", "old"]), min_size=1, max_size=3
).flatmap(lambda words: st.sampled_from([" ".join(words), "'".join(words)]))


@given(st.lists(some_terms, min_size=1, unique=True), st.data())
def test_pieces_of_clauses_agree_with_a_slow_reference(terms, data):
    row, column = data.draw(st.tuples(*[st.lists(st.integers(0, len(terms) - 1), min_size=3, max_size=3)] * 2))
    empty, is_verb = ["they", "can", "it", "but"], np.array([term == "imply" for term in terms])
    found = adds_clause(pa.array(terms), np.array(row), np.array(column), is_verb=is_verb, empty=pa.array(empty))
    verbs = {"imply"} & set(terms)
    assert found.tolist() == [
        slow_adds_clause(terms[i], terms[j], verbs, empty) for i, j in zip(row, column, strict=True)
    ]
