"""Plain forms go in, so these tests need neither lemminflect nor wordfreq."""

import pyarrow as pa
import pytest

from pipelines.lexicon.compile import compile_lexicon

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


@pytest.fixture(scope="module")
def lexicon():
    """{unit: candidates} of a lexicon compiled from the tables above."""
    unit, candidate = zip(*rows_of(LISTS), strict=True)
    inflected = [
        (forms.split()[0], tag, form)
        for tags, rows in FORMS.items()
        for forms in rows
        for tag, form in zip(tags.split(), forms.split(), strict=False)
    ]
    lemma, tag, form = zip(*inflected, strict=True)
    words = sorted({word for pair in (unit, candidate, form) for term in pair for word in term.split()})
    table = compile_lexicon(
        pa.table({"unit": unit, "candidate": candidate}),
        pa.table({"word": words, "zipf": [5.0] * len(words)}),
        pa.table({"lemma": lemma, "tag": tag, "form": form}),
        denied=pa.array(["idiot", "gotten"]),
        empty=pa.array(["of", "out"]),
        source="test",
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
    ],
)
def test_forms_go_with_forms(lexicon, unit, candidate):
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
    ],
)
def test_forms_do_not_go_with_other_forms(lexicon, unit, candidate):
    assert candidate not in lexicon.get(unit, [])


@pytest.mark.parametrize("word", ["of", "idiot", "gotten", "gotten run", "carry-out"])
def test_what_is_no_unit(lexicon, word):
    assert word not in lexicon


def test_denied_words_and_units_with_words_added_are_no_candidates(lexicon):
    assert not {"idiot", "great man", "gotten", "gotten run"} & {
        candidate for row in lexicon.values() for candidate in row
    }
