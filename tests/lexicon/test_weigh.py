import math
from dataclasses import fields

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lexicon.small_lexicons import MAX_WEIGHT, dicts_of, in_order, row_of, some_rows, table_of, weights_of

from pipelines.errors import SchemaError
from pipelines.lexicon.weigh import LexiconRows, Selection, weigh
from schemas import KINDS, LEXICON, ORIGINS

pytestmark = pytest.mark.usefixtures("either_way")


def is_left(row, selection):
    factors = dict(selection.origins)
    if all(factors.get(origin, 1.0) == 0 for origin in row["origins"]):
        return False
    if row["zipf"] / 20 < selection.min_zipf:
        return False
    if row["kind"] == "number":
        has_digit = any(character.isdigit() for character in row["unit"])
        if selection.numbers == "none" or (selection.numbers == "words" and has_digit):
            return False
    if row["kind"] == "homograph" and not selection.homographs:
        return False
    return (row["agrees"] and row["candidate"] != "a ape") or not selection.careful


def slow_weigh(table, selection):
    """Weigh one row at a time: select it, find its first origin that is on, add up eighths of an octave."""
    off = {origin for origin, factor in selection.origins if factor == 0}
    factors = {origin: factor for origin, factor in selection.origins if factor > 0}
    left = [row for row in dicts_of(LexiconRows.of(table)) if is_left(row, selection)]
    for row in left:
        row["origin"] = next(origin for origin in row["origins"] if origin not in off)
    if selection.sharpness == 1 and selection.frequency == 0 and set(factors.values()) <= {1.0}:
        return left
    for unit in {row["unit"] for row in left}:
        rows = [row for row in left if row["unit"] == unit]
        steps = [
            round(round(8 * math.log2(row["weight"] / MAX_WEIGHT)) * selection.sharpness)
            + sum(round(8 * math.log2(factors.get(origin, 1.0))) for origin in row["origins"])
            + round(8 * selection.frequency * math.log2(10) * row["zipf"] / 20)
            for row in rows
        ]
        for row, weight in zip(rows, weights_of(steps), strict=True):
            row["weight"] = weight
    return in_order(left)


some_factors = st.dictionaries(st.sampled_from(ORIGINS), st.sampled_from([0.0, 0.0, 0.3, 1.0, 2.0, 7.0]))
SOME = {
    "origins": some_factors.map(lambda factors: tuple(factors.items())),
    "frequency": st.sampled_from([0.0, 0.5, -1.3]),
    "sharpness": st.sampled_from([1.0, 0.4, 3.0]),
    "min_zipf": st.sampled_from([0.0, 3.0, 4.05]),
    "numbers": st.sampled_from(["none", "words", "both"]),
    "homographs": st.booleans(),
    "careful": st.booleans(),
}
some_selections = st.builds(Selection, **SOME)
tables = some_rows().map(table_of)


def test_the_slow_twin_gets_values_for_every_field():
    of_assembly = {"function_words", "lexicon", "learned", "habits"}  # they choose the rows, and further propensities
    assert {*SOME, *of_assembly} == {field.name for field in fields(Selection)}


@settings(max_examples=100)
@given(tables, some_selections)
def test_weighed_rows_agree_with_a_slow_reference(table, selection):
    assert dicts_of(weigh(LexiconRows.of(table), selection)) == slow_weigh(table, selection)


@settings(max_examples=50)
@given(tables, some_selections)
def test_weights_are_close_to_the_formula(table, selection):
    """The formula is weight ** sharpness * factors * 10 ** (frequency * zipf), with each factor rounded."""
    factors = {origin: factor for origin, factor in selection.origins if factor > 0}
    before = {(row["unit"], row["candidate"]): row for row in dicts_of(LexiconRows.of(table))}
    by_unit = {}
    for row in dicts_of(weigh(LexiconRows.of(table), selection)):
        old = before[row["unit"], row["candidate"]]
        octaves = selection.sharpness * math.log2(old["weight"])
        octaves += sum(math.log2(factors.get(origin, 1.0)) for origin in row["origins"])
        octaves += selection.frequency * old["zipf"] / 20 * math.log2(10)
        by_unit.setdefault(row["unit"], []).append((math.log2(row["weight"]), octaves))
    for rows in by_unit.values():
        for weight, octaves in rows:
            if weight > 4:  # smaller weights are whole numbers too far apart
                # For both rows, weight, power, three factors and frequency are each rounded by at most half an eighth.
                assert weight - rows[0][0] == pytest.approx(
                    octaves - rows[0][1], abs=2 * (selection.sharpness + 5) / 16
                )


@settings(max_examples=25)
@given(tables)
def test_the_default_selection_keeps_the_weights(table):
    selection = Selection(numbers="both")
    assert dicts_of(weigh(LexiconRows.of(table), selection)) == dicts_of(LexiconRows.of(table))
    assert LexiconRows.of(table).table(LexiconRows.of(table).propensity).to_pylist() == table.to_pylist()


def pairs_left(rows, **selection):
    return {
        (row["unit"], row["candidate"])
        for row in dicts_of(weigh(LexiconRows.of(table_of(rows)), Selection(**selection)))
    }


def test_a_row_is_dropped_only_if_all_its_sources_are_off():
    rows = [
        row_of("big", "large", origins=("moby",)),
        row_of("big", "great", origins=("moby", "near")),
        row_of("zoo", "park", origins=("near",)),
    ]
    assert pairs_left(rows, origins=(("moby", 0.0),)) == {("big", "great"), ("zoo", "park")}
    assert pairs_left(rows, origins=(("moby", 0.0), ("near", 0.0))) == set()
    assert len(pairs_left(rows, origins=(("spinbot", 0.0),))) == 3


def test_units_without_rows_are_dropped():
    rows = weigh(LexiconRows.of(table_of([row_of("big", "great"), row_of("zoo", "park", origins=("near",))])),
                 Selection(origins=(("moby", 0.0),)))  # fmt: skip
    assert rows.units.to_pylist() == ["zoo"]


@pytest.mark.parametrize(
    ("numbers", "left"),
    [
        ("none", {("big", "2")}),
        ("words", {("big", "2"), ("two", "2"), ("a dozen", "12")}),
        ("both", {("big", "2"), ("two", "2"), ("a dozen", "12"), ("2", "two"), ("12 months", "a year")}),
    ],
)
def test_numbers_replace_words_or_both_ways(numbers, left):
    pairs = [("two", "2"), ("a dozen", "12"), ("2", "two"), ("12 months", "a year")]
    rows = [row_of(*pair, kind="number") for pair in pairs] + [row_of("big", "2", kind="word")]
    assert pairs_left(rows, numbers=numbers) == left


def test_homographs_and_uncertain_rows_can_be_excluded():
    rows = [
        row_of("may", "can", kind="homograph"),
        row_of("may", "might", agrees=False),
        row_of("may", "could"),
    ]
    assert pairs_left(rows, homographs=False) == {("may", "might"), ("may", "could")}
    assert pairs_left(rows, careful=True) == {("may", "can"), ("may", "could")}


@pytest.mark.parametrize(("min_zipf", "left"), [(0.0, 3), (2.95, 2), (3.0, 2), (3.05, 1), (8.0, 0)])
def test_rare_candidates_can_be_excluded(min_zipf, left):
    rows = [row_of("big", candidate, zipf=zipf) for candidate, zipf in (("a", 58), ("b", 60), ("c", 61))]
    assert len(pairs_left(rows, min_zipf=min_zipf)) == left


def ratio(**selection):
    """Return the weight of `large` divided by that of `small`; it is 2 in the lexicon."""
    rows = [
        row_of("big", "large", 2**15, origins=("moby", "near"), zipf=100),
        row_of("big", "small", 2**14, origins=("moby",), zipf=80),
    ]
    rows = dicts_of(weigh(LexiconRows.of(table_of(rows)), Selection(**selection)))
    weights = {row["candidate"]: row["weight"] for row in rows}
    return weights["large"] / weights["small"]


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ({}, 2),
        ({"sharpness": 3.0}, 8),
        ({"sharpness": 0.5}, 2**0.5),
        ({"origins": (("near", 4.0),)}, 8),
        ({"origins": (("near", 0.25),)}, 0.5),
        ({"origins": (("moby", 4.0),)}, 2),
        ({"origins": (("moby", 4.0), ("near", 2.0))}, 4),
        ({"origins": (("near", 0.0),)}, 2),
        ({"frequency": 1.0}, 2 * 2 ** (round(8 * math.log2(10)) / 8)),
        ({"frequency": -0.30103}, 1),
    ],
)
def test_weights_follow_sharpness_factors_and_frequency(selection, expected):
    assert ratio(**selection) == pytest.approx(expected, rel=1e-3)


def test_rows_are_sorted_by_their_new_weight():
    rows = [row_of("big", "large"), row_of("big", "great", 60_000, origins=("near",)), row_of("big", "huge", 9)]
    rows = dicts_of(weigh(LexiconRows.of(table_of(rows)), Selection(origins=(("near", 8.0),))))
    assert [row["candidate"] for row in rows] == ["great", "large", "huge"]


@pytest.mark.parametrize(("column", "names"), [("origin", ORIGINS), ("kind", KINDS)])
def test_a_lexicon_with_an_unknown_source_or_kind_is_rejected(column, names):
    table = table_of([row_of("big", "large")])
    at = LEXICON.get_field_index(column)
    strange = table.set_column(at, LEXICON.field(column), pa.array(["klingon"]).cast(LEXICON.field(column).type))
    with pytest.raises(SchemaError, match=f"expected {names[0]}, .* got 'klingon': run `make lexicon`"):
        LexiconRows.of(strange)
