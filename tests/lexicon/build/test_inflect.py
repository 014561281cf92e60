"""Inflected links, from forms listed here: these tests need neither lemminflect nor wordfreq."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lexicon.small_lexicons import compile_small

from pipelines.lexicon.build.graph import SCORES, Graph
from pipelines.lexicon.build.inflect import (
    CERTAIN,
    MIN_SHARE,
    UNREAD,
    SurfaceLinks,
    carry_links,
    inflect_phrases,
    merge_rows,
)
from pipelines.lexicon.build.readings import BASE_TAGS, POS_OF_TAG, TAG_NAMES, Readings, best_forms

FORMS = {
    "VB VBZ VBG VBD VBN": [
        "run runs running ran run",
        "operate operates operating operated operated",
        "manage manages managing managed managed",
        "get gets getting got gotten",
        "carry carries carrying carried carried",
        "put puts putting put put",
    ],
    "NN NNS": ["run runs", "country countries", "nation nations", "land lands", "minister ministers", "man men"],
    "JJ JJR JJS LY": [
        "big bigger biggest",
        "large larger largest largely",
        "important",
        "great greater greatest greatly",
    ],
    "RB": ["largely", "greatly"],
    "VB VBG": ["go going"],
    "NN NNS ": ["work works", "place places", "sum sums"],
}
LISTS = {
    "run": "operate manage carry out carry-out",
    "operate": "run manage",
    "manage": "run operate carry out get get run",
    "get run": "manage",
    "carry out": "manage run",
    "put": "operate",
    "country": "nation land",
    "nation": "country land",
    "land": "country nation",
    "big": "large great important",
    "large": "big great",
    "great": "big large important",
    "important": "big great",
    "prime minister": "head of state",
    "of": "run",
    "idiot": "man",
    "get": "manage run",
    "man": "idiot great man",
}


def rows_of(lists):
    return [(unit, candidate) for unit, line in lists.items() for candidate in candidates_of(line)]


def candidates_of(line):
    for phrase in ("carry out", "head of state", "great man", "get run"):
        line = line.replace(phrase, phrase.replace(" ", "_"))
    return [word.replace("_", " ") for word in line.split()]


def forms_of_lines():
    return [
        (line.split()[0], tag, form)
        for tags, lines in FORMS.items()
        for line in lines
        for tag, form in zip(tags.split(), line.split(), strict=False)
    ]


@pytest.fixture(scope="module")
def lexicon():
    """Compile a lexicon from the tables above; return {unit: candidates}."""
    words = {word for line in [*LISTS, *LISTS.values()] for word in line.split()}
    words |= {word for _, _, form in forms_of_lines() for word in form.split()}
    table = compile_small(
        rows_of(LISTS),
        hand=[
            ("go ahead", "carry out", "VERB", "spinbot", 1.0),
            ("in sum", "all told", "", "spinbot", 1.0),
            ("place of work", "work place", "NOUN", "spinbot", 1.0),
        ],
        zipf=dict.fromkeys(sorted(words | {"work", "place", "places", "works", "go", "going", "ahead"}), 5.0),
        forms=forms_of_lines(),
        denied=["idiot", "gotten"],
        empty=["of", "out"],
    )
    found = {}
    for row in table.select(["unit", "candidate"]).to_pylist():
        found.setdefault(row["unit"], []).append(row["candidate"])
    return found


@pytest.mark.parametrize(
    ("unit", "candidate"),
    [
        ("running", "operating"),
        ("operates", "runs"),
        ("operated", "ran"),
        ("ran", "managed"),
        ("countries", "nations"),
        ("lands", "countries"),
        ("bigger", "larger"),
        ("biggest", "greatest"),
        ("largely", "greatly"),
        ("managing", "carrying out"),
        ("carried out", "managed"),
        ("got run", "managed"),
        ("run", "operate"),
        ("big", "important"),
        ("going ahead", "carrying out"),
        ("places of work", "work places"),
        ("in sum", "all told"),
    ],
)
def test_forms_with_the_same_tag_are_linked(lexicon, unit, candidate):
    assert candidate in lexicon[unit]


@pytest.mark.parametrize(
    ("unit", "candidate"),
    [
        ("running", "operate"),
        ("running", "operates"),
        ("run", "operating"),
        ("countries", "nation"),
        ("bigger", "large"),
        ("bigger", "importanter"),
        ("big", "bigger"),
        ("run", "run"),
        ("put", "operated"),
        ("carried out", "manage"),
        ("in sums", "all told"),
        ("place of works", "work places"),
    ],
)
def test_forms_with_different_tags_are_not_linked(lexicon, unit, candidate):
    assert candidate not in lexicon.get(unit, [])


@pytest.mark.parametrize("word", ["of", "idiot", "gotten", "gotten run", "carry-out"])
def test_words_that_are_not_units(lexicon, word):
    assert word not in lexicon


def test_denied_words_and_units_with_additional_words_are_not_candidates(lexicon):
    assert not {"idiot", "great man", "gotten", "gotten run"} & {
        candidate for row in lexicon.values() for candidate in row
    }


# Slow references


def slow_merge(pairs):
    """Merge [(unit, candidate, agreement, scores, overlap)] to {(unit, candidate): [agreement, scores, overlap]}."""
    merged = {}
    for unit, candidate, agreement, scores, overlap in pairs:
        if unit != candidate:
            row = merged.setdefault((unit, candidate), [0.0, [0.0] * len(scores), 0.0])
            row[0] = row[0] + agreement
            row[1] = [max(both) for both in zip(row[1], scores, strict=True)]
            row[2] = max(row[2], overlap)
    return {pair: (min(1, row[0]), row[1], row[2]) for pair, row in sorted(merged.items())}


def check_rows(rows, expected):
    assert list(zip(rows.unit.tolist(), rows.candidate.tolist(), strict=True)) == list(expected)
    assert rows.agreement.tolist() == pytest.approx([row[0] for row in expected.values()])
    assert rows.scores.tolist() == [row[1] for row in expected.values()]
    assert rows.overlap.tolist() == [row[2] for row in expected.values()]


number = st.integers(0, 4)
share = st.sampled_from([0.0, 0.25, 0.5, 1.0])


@given(
    st.lists(st.tuples(share, share, share), min_size=3, max_size=3),
    st.lists(st.tuples(number, number, share, st.integers(0, 2)), min_size=1, max_size=15),
)
def test_merged_rows_agree_with_a_slow_reference(links, pairs):
    columns = [np.array(column) for column in zip(*pairs, strict=True)]
    scores = np.array([link[:2] for link in links], np.float32)
    overlap = np.array([link[2] for link in links])
    rows = merge_rows(SurfaceLinks(*columns[:3], scores, overlap), columns[3])
    expected = slow_merge(
        (unit, candidate, agreement, links[link][:2], links[link][2]) for unit, candidate, agreement, link in pairs
    )
    check_rows(rows, {pair: (row[0], list(row[1]), row[2]) for pair, row in expected.items()})


def slow_carry(graph, overlap, readings):
    """Return the pairs that result from every link, one link and one reading at a time."""
    n_readings = len(readings.lemma)
    pairs = []

    def share_of(form, tag):
        return sum(readings.share[k] for k in range(n_readings) if (readings.form[k], readings.tag[k]) == (form, tag))

    def best_form(term, tag):
        slots = [k for k in range(n_readings) if (readings.lemma[k], readings.tag[k]) == (term, tag)]
        return next((readings.form[k] for k in slots if readings.is_best[k]), None)

    for link, (unit, candidate) in enumerate(zip(graph.row, graph.column, strict=True)):
        shared = (overlap[link] + 1e-9) / sum(overlap[link] + 1e-9)
        told = graph.pos[link].max() > 0
        likely = [graph.pos[link][pos] if told else min(1, CERTAIN * shared[pos]) for pos in range(4)]
        tags = range(len(TAG_NAMES))
        is_read = all(any(share_of(term, tag) for tag in tags) for term in (unit, candidate))
        agreement = sum(
            share_of(unit, tag) * likely[POS_OF_TAG[tag]] for tag in tags if share_of(candidate, tag) > MIN_SHARE
        )
        carried = [(unit, candidate, 1 if graph.is_fixed[link] else agreement if is_read else UNREAD)]
        for k in range(n_readings):
            tag = readings.tag[k]
            form = best_form(candidate, tag)
            surely = readings.share[k] * likely[POS_OF_TAG[tag]]
            if readings.lemma[k] == unit and not BASE_TAGS[tag] and form is not None and surely > 0:
                carried.append((readings.form[k], form, surely))
        pairs += [
            (*pair, graph.scores[link].tolist(), sum(overlap[link]))
            for pair in carried
            if not (graph.is_fixed[link] and pair != carried[0])
        ]
    return slow_merge(pairs)


N_TERMS, N_FORMS = 4, 8


@st.composite
def some_graphs(draw):
    """Draw a graph of four terms, the overlap of its links, and readings of eight forms, the terms first."""
    terms = st.integers(0, N_TERMS - 1)
    links = sorted(draw(st.sets(st.tuples(terms, terms).filter(lambda pair: pair[0] != pair[1]), min_size=1)))
    read = st.tuples(terms, st.sampled_from([0, 1, 2, 4, 7, 9]), st.integers(0, N_FORMS - 1))
    readings = sorted(draw(st.sets(read, max_size=12)))
    numbers = np.random.default_rng(draw(st.integers(0, 99)))
    lemma, tag, form = np.array(readings, np.int64).reshape(-1, 3).T
    weight = numbers.choice([0.04, 1, 2], len(readings))
    pos = (numbers.random((len(links), 4)) < 0.2).astype(np.float32)
    graph = Graph(
        terms=pa.array([f"term {i}" for i in range(N_TERMS)]),
        zipf=np.full(N_TERMS, 5.0),
        row=np.array([one for one, _ in links]),
        column=np.array([other for _, other in links]),
        scores=numbers.choice([0, 0.5, 1], (len(links), len(SCORES))).astype(np.float32),
        pos=pos,
        is_fixed=(numbers.random(len(links)) < 0.2) & (pos.max(axis=1) == 0),
    )
    return (
        graph,
        numbers.choice([0, 0.1, 0.4], (len(links), 4)),
        Readings(
            forms=pa.array([f"form {i}" for i in range(N_FORMS)]),
            lemma=lemma,
            tag=tag,
            form=form,
            share=weight / np.bincount(form, weight, minlength=N_FORMS)[form],
            is_best=best_forms(lemma * len(TAG_NAMES) + tag, numbers.random(len(readings))),
        ),
    )


@settings(max_examples=60)
@given(some_graphs())
def test_carried_links_agree_with_a_slow_reference(drawn):
    check_rows(carry_links(*drawn), slow_carry(*drawn))


def graph_of(*links, is_fixed=False):
    """Build a graph of links (row, column, index into parts of speech or -1) between the named terms."""
    terms = sorted({term for link in links for term in link[:2]})
    pos = np.zeros((len(links), 4), np.float32)
    for i, link in enumerate(links):
        pos[i, link[2]] = link[2] >= 0
    return Graph(
        terms=pa.array(terms),
        zipf=np.full(len(terms), 5.0),
        row=np.array([terms.index(link[0]) for link in links]),
        column=np.array([terms.index(link[1]) for link in links]),
        scores=np.ones((len(links), len(SCORES)), np.float32),
        pos=pos,
        is_fixed=np.full(len(links), is_fixed),
    )


INFLECTED = pa.table(
    {
        name: [row[i] for row in forms_of_lines() if row[0] in ("run", "carry", "land", "man")]
        for i, name in enumerate(("lemma", "tag", "form"))
    }
)


@pytest.mark.parametrize(
    ("graph", "forms"),
    [
        (graph_of(("carry out", "run", 1)), {"carries out", "carrying out", "carried out", "carry out"}),
        (graph_of(("run", "carry out", 1)), {"carries out", "carrying out", "carried out", "carry out"}),
        (graph_of(("land of man", "land", -1)), {"land of man", "lands of man"}),
        (graph_of(("man land", "land", -1)), {"man land", "man lands"}),
        (graph_of(("land run", "big", 2)), set()),  # an adjective has no forms of its own as a phrase
        (graph_of(("carry out", "big", -1)), set()),  # its part of speech is unknown
        (graph_of(("carry out", "run", -1), is_fixed=True), set()),
        (graph_of(("go out", "run", 1)), set()),  # its first word has no forms
        (graph_of(("run", "land", -1)), set()),
    ],
)
def test_phrases_have_the_forms_of_their_heads(graph, forms):
    found = inflect_phrases(graph, INFLECTED)
    assert set(found["form"].to_pylist()) == forms
    assert {" " in lemma for lemma in found["lemma"].to_pylist()} <= {True}
