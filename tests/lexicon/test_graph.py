import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.lexicon.graph import build_graph, holds_any, holds_only, ranges, reciprocal_links, zipf_of

FREQUENCIES = pa.table({"word": ["big", "large", "great", "rare", "of", "go", "out", "idiot"], "zipf": [5.0] * 8})
NOTHING = pa.array([], pa.string())


def graph_of(pairs, *, denied=NOTHING, empty=NOTHING):
    unit, candidate = zip(*pairs, strict=True)
    listed = pa.table({"unit": pa.array(unit), "candidate": pa.array(candidate)})
    return build_graph(listed, FREQUENCIES, denied=denied, empty=empty, min_zipf=2.5)


def slow_links(pairs, n_terms):
    """The links that hold both ways, or the only way they can, one by one."""
    lists = {unit: set() for unit, _ in pairs if unit >= 0}
    for unit, candidate in pairs:
        if unit >= 0 and candidate >= 0 and unit != candidate:
            lists[unit].add(candidate)
    links = np.zeros((n_terms, n_terms))
    for one in range(n_terms):
        for other in range(n_terms):
            forth, back = other in lists.get(one, ()), one in lists.get(other, ())
            if forth and back:
                links[one, other] = 1
            elif (forth and other not in lists) or (back and one not in lists):
                links[one, other] = 0.5
    return links


@given(st.lists(st.tuples(st.integers(-1, 6), st.integers(-1, 6)), min_size=1))
def test_links_are_those_of_the_slow_twin(pairs):
    unit, candidate = np.array(pairs).T
    assert reciprocal_links(unit, candidate, 7).toarray().tolist() == slow_links(pairs, 7).tolist()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4))))
def test_ranges_are_those_of_the_slow_twin(pairs):
    starts, counts = np.array(pairs, np.int64).reshape(-1, 2).T
    assert ranges(starts, counts).tolist() == [start + i for start, count in pairs for i in range(count)]


def test_terms_are_sorted_and_linked_both_ways():
    graph = graph_of([("large", "big"), ("big", "large"), ("big", "great")])
    assert graph.terms.to_pylist() == ["big", "great", "large"]
    assert graph.links.toarray().tolist() == [[0, 0.5, 1], [0.5, 0, 0], [1, 0, 0]]


@pytest.mark.parametrize(
    "term",
    ["Big", "unknown", "d'accord", "42", "go out go out", "the big", "be large", "big--large", "x", " big"],
)
def test_what_is_no_news_word_is_no_term(term):
    assert term not in graph_of([("big", "large"), ("large", "big"), ("big", term)]).terms.to_pylist()


@pytest.mark.parametrize("term", ["go out", "big-large", "great"])
def test_words_and_phrases_are_terms(term):
    assert term in graph_of([("big", "large"), ("large", "big"), ("big", term)]).terms.to_pylist()


def test_a_denied_word_is_in_no_term():
    graph = graph_of(
        [("big", "idiot"), ("big", "great idiot"), ("big", "go out"), ("big", "great")],
        denied=pa.array(["idiot", "go out"]),
    )
    assert graph.terms.to_pylist() == ["big", "great"]


def test_function_words_are_no_terms_but_parts_of_them():
    graph = graph_of([("big", "of"), ("big", "out of"), ("big", "go out")], empty=pa.array(["of", "out"]))
    assert graph.terms.to_pylist() == ["big", "go out"]


def test_a_phrase_is_as_frequent_as_its_words_by_turns():
    frequencies = pa.table({"word": ["go", "out"], "zipf": [6.0, 3.0]})
    zipf = zipf_of(pa.array(["go", "go out", "go-out", "go xyz", "xyz"]), frequencies)
    assert zipf[:3] == pytest.approx([6, -np.log10(1e-6 + 1e-3), -np.log10(1e-6 + 1e-3)])
    assert np.isneginf(zipf[3:]).all()


def test_holding_any_and_only():
    terms, entries = pa.array(["in of", "in fact", "of", "fact-of", "fact"]), pa.array(["of", "in", "no term"])
    assert holds_any(terms, entries).tolist() == [True, True, True, True, False]
    assert holds_only(terms, entries).tolist() == [True, False, True, False, False]
