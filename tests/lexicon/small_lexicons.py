"""Small lexicons for tests: rows as dicts, tables of schemas.LEXICON, and the sources of a small compiled lexicon."""

import math

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

from pipelines.lexicon.build.compile import compile_lexicon
from schemas import KINDS, LEXICON, ORIGINS

MAX_WEIGHT = 65_535
NOTHING = pa.array([], pa.string())


def row_of(unit, candidate, weight=MAX_WEIGHT, *, origins=("moby",), **others):
    kind = "phrase" if " " in unit else "word"
    return {
        "unit": unit,
        "propensity": 0.5,
        "candidate": candidate,
        "weight": weight,
        "origins": list(origins),
        "kind": kind,
        "zipf": 80,
        "agrees": True,
        **others,
    }


def table_of(rows, **metadata):
    """Return a table of the rows, sorted as in schemas.LEXICON."""
    rows = sorted(rows, key=lambda row: (row["unit"].encode(), -row["weight"], row["candidate"].encode()))
    values = {name: [row[name] for row in rows] for name in LEXICON.names if name != "origin"}
    values["origin"] = [min(row["origins"], key=ORIGINS.index) for row in rows]
    values["origins"] = [sum(1 << ORIGINS.index(origin) for origin in row["origins"]) for row in rows]
    columns = [
        pa.array(values[field.name], field.type.value_type).dictionary_encode().cast(field.type)
        if pa.types.is_dictionary(field.type)
        else pa.array(values[field.name], field.type)
        for field in LEXICON
    ]
    return pa.table(columns, schema=LEXICON).replace_schema_metadata(metadata)


def sorted_origins(origins):
    return sorted(origins, key=ORIGINS.index)


UNITS = ["big", "at once", "zoo", "10", "ten", "ähnlich"]


some_details = st.fixed_dictionaries(
    {
        "origins": st.lists(st.sampled_from(ORIGINS), min_size=1, max_size=3, unique=True).map(sorted_origins),
        "kind": st.sampled_from(KINDS),
        "zipf": st.integers(0, 255),
        "agrees": st.booleans(),
    }
)
some_weights = st.dictionaries(
    st.sampled_from(["an ape", "a ape", "b 4", "cat"]), st.integers(1, MAX_WEIGHT), min_size=1
)


@st.composite
def some_rows(draw):
    """Draw a few rows for each of a few units, no pair twice, the best of each unit with the greatest weight."""
    rows = []
    for unit, weights in draw(st.dictionaries(st.sampled_from(UNITS), some_weights, min_size=1, max_size=4)).items():
        propensity = draw(st.sampled_from([0.0625, 0.25, 1.0]))
        best = max(weights, key=weights.get)
        for candidate, weight in weights.items():
            whole = MAX_WEIGHT if candidate == best else weight
            rows.append(row_of(unit, candidate, whole, propensity=propensity, **draw(some_details)))
    return rows


def compile_small(moby=(), wordnet=(), hand=(), *, zipf, forms=(), denied=(), empty=()):
    """Compile a small lexicon.

    moby     rows (unit, candidate)
    wordnet  rows with pos and relation in addition
    hand     rows with pos, family and score in addition
    zipf     {word: zipf}
    forms    rows (lemma, tag, form)
    """
    return compile_lexicon(
        _texts(moby, "unit", "candidate"),
        _texts(wordnet, "unit", "candidate", "pos", "relation"),
        _texts(hand, "unit", "candidate", "pos", "family").append_column(
            "score", pa.array([row[4] for row in hand], pa.float64())
        ),
        pa.table({"word": pa.array(zipf, pa.string()), "zipf": pa.array(zipf.values(), pa.float64())}),
        _texts(forms, "lemma", "tag", "form"),
        denied=pa.array(denied, pa.string()),
        empty=pa.array(empty, pa.string()),
    )


def _texts(rows, *names):
    return pa.table({name: pa.array([row[i] for row in rows], pa.string()) for i, name in enumerate(names)})


# The results of `weigh` and `teach`


def dicts_of(rows):
    """Return the rows as dicts, in the form of `row_of`, in their order."""
    listed = rows.table(rows.propensity).to_pylist()
    for row in listed:
        row["origins"] = [origin for bit, origin in enumerate(ORIGINS) if row["origins"] >> bit & 1]
        row["propensity"] = float(np.float32(row["propensity"]))
    return listed


def in_order(rows):
    """Sort the rows by the bytes of the unit, then by descending weight; equal rows keep their order."""
    return sorted(rows, key=lambda row: (row["unit"].encode(), -row["weight"]))


def weights_of(steps):
    """Return the weights of the rows of one unit from eighths of an octave; the best row has the greatest weight."""
    return [max(1, math.floor(MAX_WEIGHT * 2.0 ** (max(step - max(steps), -128) / 8))) for step in steps]


# Learned tables

NEW_UNITS = ["new", "a phrase"]


@st.composite
def some_lessons(draw):
    """Draw {unit: (seen, swapped, {candidate: times})} of units that a lexicon may have, and of new ones."""
    units = draw(
        st.lists(
            st.sampled_from(["big", "at once", "once", "zoo", "10", "of", *NEW_UNITS]),
            min_size=1,
            max_size=5,
            unique=True,
        )
    )
    lessons = {}
    for unit in units:
        swaps = draw(st.dictionaries(st.sampled_from(["ape", "cat", "yak", "emu"]), st.integers(1, 30), max_size=3))
        lessons[unit] = (sum(swaps.values()) + draw(st.integers(0, 30)), sum(swaps.values()), swaps)
    return lessons


def tsv_of(lessons):
    return "".join(
        f"{unit}\t{seen}\t{swapped}\t{', '.join(f'{candidate}:{times}' for candidate, times in swaps.items())}\n"
        for unit, (seen, swapped, swaps) in lessons.items()
    )
