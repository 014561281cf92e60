import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.lexicon.build.graph import (
    SCORES,
    build_graph,
    holds_any,
    holds_only,
    index_of,
    merge_links,
    ranges,
    reciprocal_links,
    zipf_of,
)
from pipelines.lexicon.build.public_data import TAGS

FREQUENCIES = pa.table({"word": ["big", "large", "great", "rare", "of", "go", "out", "idiot"], "zipf": [5.0] * 8})
NOTHING = pa.array([], pa.string())
POS = list(TAGS)
# Valid links, so that a graph is never empty and only the tested term is in doubt.
SOUND = [("big", "large"), ("large", "big")]


def columns_of(rows, *names):
    return {name: pa.array([row[i] for row in rows], pa.string()) for i, name in enumerate(names)}


def graph_of(moby=(), wordnet=(), hand=(), *, denied=NOTHING, empty=NOTHING, frequencies=FREQUENCIES):
    """Build a graph of rows (unit, candidate); those of WordNet add pos and relation, by hand pos, family and score."""
    scores = pa.array([row[4] for row in hand], pa.float64())
    return build_graph(
        pa.table(columns_of(moby, "unit", "candidate")),
        pa.table(columns_of(wordnet, "unit", "candidate", "pos", "relation")),
        pa.table({**columns_of(hand, "unit", "candidate", "pos", "family"), "score": scores}),
        frequencies,
        denied=denied,
        empty=empty,
        min_zipf=2.5,
    )


def links_of(graph):
    """Return {(unit, candidate): ({source: score}, {parts of speech}, is_fixed)}."""
    names = graph.terms.to_pylist()
    return {
        (names[graph.row[i]], names[graph.column[i]]): (
            {SCORES[s]: graph.scores[i, s] for s in np.flatnonzero(graph.scores[i])},
            {POS[p] for p in np.flatnonzero(graph.pos[i])},
            graph.is_fixed[i],
        )
        for i in range(len(graph.row))
    }


def slow_links(pairs, n_terms):
    """Return the links that are reciprocal, or that hold in the only possible direction, one by one."""
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
def test_links_agree_with_a_slow_reference(pairs):
    unit, candidate = np.array(pairs).T
    assert reciprocal_links(unit, candidate, 7).toarray().tolist() == slow_links(pairs, 7).tolist()


def slow_merge(rows):
    """Return {(row, column): [scores, pos, is_fixed]}, one link at a time."""
    merged = {}
    for row, column, score, value, pos, is_fixed in rows:
        link = merged.setdefault((row, column), [[0.0] * len(SCORES), [0.0] * len(POS), True])
        link[0][score] = max(link[0][score], value)
        if pos >= 0:
            link[1][pos] = 1.0
        link[2] = link[2] and is_fixed
    return dict(sorted(merged.items()))


some_links = st.tuples(
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(0, len(SCORES) - 1),
    st.sampled_from([0.25, 0.5, 1.0]),
    st.integers(-1, len(POS) - 1),
    st.booleans(),
)


@given(st.lists(st.lists(some_links, max_size=12), min_size=1, max_size=3))
def test_merged_links_agree_with_a_slow_reference(sources):
    kinds = (np.int64, np.int64, np.int64, np.float64, np.int64, np.bool_)
    links = [tuple(np.array([row[i] for row in rows], kind) for i, kind in enumerate(kinds)) for rows in sources]
    row, column, scores, pos, is_fixed = merge_links(links, 4)
    expected = slow_merge([row for rows in sources for row in rows])
    assert list(zip(row.tolist(), column.tolist(), strict=True)) == list(expected)
    found = [list(link) for link in zip(scores.tolist(), pos.tolist(), is_fixed.tolist(), strict=True)]
    assert found == list(expected.values())


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4))))
def test_ranges_agree_with_a_slow_reference(pairs):
    starts, counts = np.array(pairs, np.int64).reshape(-1, 2).T
    assert ranges(starts, counts).tolist() == [start + i for start, count in pairs for i in range(count)]


def test_terms_are_sorted_and_links_of_moby_are_symmetric():
    graph = graph_of([("large", "big"), ("big", "large"), ("big", "great")])
    assert graph.terms.to_pylist() == ["big", "great", "large"]
    assert graph.matrix.toarray().tolist() == [[0, 0.5, 1], [0.5, 0, 0], [1, 0, 0]]
    assert graph.starts.tolist() == [0, 2, 3, 4]
    assert graph.zipf.tolist() == pytest.approx([5, 5, 5])


def test_a_link_has_the_scores_of_all_its_sources():
    links = links_of(
        graph_of(
            SOUND,
            wordnet=[("big", "large", "ADJ", "synset"), ("big", "large", "NOUN", "near")],
            hand=[("big", "large", "ADJ", "spinbot", 0.5), ("big", "large", "ADJ", "spinbot", 1.0)],
        )
    )
    scores = {"moby": 1, "synset": 1, "near": 1, "spinbot": 1}
    assert links == {("big", "large"): (scores, {"ADJ", "NOUN"}, False), ("large", "big"): ({"moby": 1}, set(), False)}


def test_only_links_of_moby_are_symmetric():
    links = links_of(graph_of(wordnet=[("big", "large", "ADJ", "similar")], hand=[("go", "out", "", "autoblog", 1.0)]))
    assert set(links) == {("big", "large"), ("go", "out")}


@pytest.mark.parametrize(
    ("moby", "hand", "is_fixed"),
    [
        ([], [""], True),
        ([], ["VERB"], False),
        ([], ["", "VERB"], False),
        ([("go", "out"), ("out", "go")], [""], False),
    ],
)
def test_a_link_only_between_surface_forms_is_fixed(moby, hand, is_fixed):
    links = links_of(graph_of(moby, hand=[("go", "out", pos, "autoblog", 1.0) for pos in hand]))
    assert links["go", "out"][2] == is_fixed


NO_TERMS = ["Big", "unknown", "d'accord", "42", "go out go out", "the big", "be large", "big--large", "x", " big"]


@pytest.mark.parametrize("term", NO_TERMS)
def test_rare_or_odd_words_are_not_terms(term):
    assert graph_of([*SOUND, ("big", term)]).terms.to_pylist() == ["big", "large"]
    assert graph_of(wordnet=[("big", term, "ADJ", "synset")]).terms.to_pylist() == ["big"]


@pytest.mark.parametrize("term", ["go out", "big-large", "great"])
def test_words_and_phrases_are_terms(term):
    assert term in graph_of([*SOUND, ("big", term)]).terms.to_pylist()
    assert term in graph_of(wordnet=[("big", term, "ADJ", "synset")]).terms.to_pylist()


@pytest.mark.parametrize(
    "term",
    ["unknown", "d'accord", "42", "12 months", "go out go out", "the big", "be large", "x", "it's miles", "well-to-do"],
)
def test_hand_written_words_are_terms_at_any_frequency(term):
    assert term in graph_of(hand=[("big", term, "", "spinbot", 1.0)]).terms.to_pylist()


@pytest.mark.parametrize("term", ["Big", "big--large", " big", "big ", "é", "a b c d e f g", "'tis", "2.5"])
def test_hand_written_entries_that_cannot_match_are_not_terms(term):
    assert graph_of(hand=[("big", term, "", "spinbot", 1.0)]).terms.to_pylist() == ["big"]


def test_a_term_only_of_hand_written_tables_has_no_other_links():
    graph = graph_of(
        [("big", "unknown"), ("unknown", "big")],
        wordnet=[("big", "unknown", "ADJ", "synset")],
        hand=[("big", "unknown", "ADJ", "spinbot", 1.0)],
    )
    assert links_of(graph) == {("big", "unknown"): ({"spinbot": 1}, {"ADJ"}, False)}


def test_phrases_need_a_higher_frequency_than_words():
    frequencies = pa.table({"word": ["big", "go", "rare", "rarer"], "zipf": [5.0, 5.0, 4.0, 2.4]})
    pairs = [("big", term) for term in ("go", "rare", "rarer", "go big", "go rare")]
    assert graph_of(pairs, frequencies=frequencies).terms.to_pylist() == ["big", "go", "go big", "rare"]


def test_a_denied_word_is_in_no_term():
    pairs = [("big", "idiot"), ("big", "great idiot"), ("big", "go out"), ("big", "great")]
    hand = [(*pair, "", "spinbot", 1.0) for pair in [*pairs, ("idiot", "big")]]
    graph = graph_of(pairs, hand=hand, denied=pa.array(["idiot", "go out"]))
    assert graph.terms.to_pylist() == ["big", "great"]


def test_function_words_are_terms_only_if_hand_written_but_may_be_parts_of_terms():
    empty = pa.array(["of", "out"])
    pairs = [("big", "of"), ("big", "out of"), ("big", "go out")]
    assert graph_of(pairs, empty=empty).terms.to_pylist() == ["big", "go out"]
    graph = graph_of(pairs, hand=[("of", "out", "", "spinbot", 1.0)], empty=empty)
    assert graph.terms.to_pylist() == ["big", "go out", "of", "out"]
    assert ("big", "of") not in links_of(graph)


def test_a_term_is_not_linked_to_itself():
    graph = graph_of(
        [*SOUND, ("big", "big")],
        wordnet=[("big", "big", "ADJ", "near")],
        hand=[("large", "large", "", "spinbot", 1.0)],
    )
    assert set(links_of(graph)) == {("big", "large"), ("large", "big")}


def test_the_frequency_of_a_phrase_is_the_harmonic_sum_of_its_words():
    frequencies = pa.table({"word": ["go", "out"], "zipf": [6.0, 3.0]})
    zipf = zipf_of(pa.array(["go", "go out", "go-out", "go xyz", "xyz"]), frequencies)
    assert zipf[:3] == pytest.approx([6, -np.log10(1e-6 + 1e-3), -np.log10(1e-6 + 1e-3)])
    assert np.isneginf(zipf[3:]).all()


def test_holds_any_and_holds_only():
    terms, entries = pa.array(["in of", "in fact", "of", "fact-of", "fact"]), pa.array(["of", "in", "no term"])
    assert holds_any(terms, entries).tolist() == [True, True, True, True, False]
    assert holds_only(terms, entries).tolist() == [True, False, True, False, False]


def test_an_index_is_the_position_of_the_name():
    assert index_of(pa.chunked_array([["b", ""], ["a", "c"]]), ("a", "b")).tolist() == [1, -1, 0, -1]
