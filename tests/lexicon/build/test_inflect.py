"""Inflected links, from forms listed here: these tests need neither lemminflect nor wordfreq."""

import numpy as np
import pyarrow as pa
import pytest
from lexicon.small_lexicons import compile_small

from pipelines.lexicon.build.graph import SCORES, Graph
from pipelines.lexicon.build.inflect import inflect_phrases

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
            # Phrases are units only with such a row.
            ("carry out", "run", "VERB", "spinbot", 1.0),
            ("get run", "operate", "VERB", "spinbot", 1.0),
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
        (graph_of(("land to land", "land", -1)), set()),  # not: land to lands
        (graph_of(("for land", "land", -1)), set()),
        (graph_of(("land of man of land", "land", -1)), set()),
        (graph_of(("run to land", "run", 1)), {"run to land", "runs to land", "running to land", "ran to land"}),
        (graph_of(("land run", "big", 2)), set()),  # an adjective has no forms of its own as a phrase
        (graph_of(("carry out", "big", -1)), set()),  # its part of speech is unknown
        (graph_of(("carry out", "run", -1), is_fixed=True), set()),
        (graph_of(("go out", "run", 1)), set()),  # its first word has no forms
        (graph_of(("run", "land", -1)), set()),
    ],
)
def test_phrases_have_the_forms_of_their_heads(graph, forms):
    found = inflect_phrases(graph, INFLECTED, pa.array(["of", "to", "for"]))
    assert set(found["form"].to_pylist()) == forms
    assert {" " in lemma for lemma in found["lemma"].to_pylist()} <= {True}
