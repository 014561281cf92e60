import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lexicon.small_lexicons import dicts_of, row_of, some_lessons, some_rows, table_of, tsv_of, weights_of

from pipelines.lexicon.habits import HABIT_STRENGTH, MOST_CHANCE, MOST_SWAPPED, learn_habits, read_tables, to_propensity
from pipelines.lexicon.lists import read_list
from pipelines.lexicon.teach import CHOICE_STRENGTH, NEW_PROPENSITY, teach
from pipelines.lexicon.weigh import LexiconRows
from schemas import ORIGINS

EMPTY = set(read_list("function_words").to_pylist())


@pytest.fixture(scope="session")
def save(tmp_path_factory):
    """Write the lessons to files, replacing those of the last call; return their paths."""
    folder = tmp_path_factory.mktemp("learned")

    def write(*files):
        for i, lessons in enumerate(files):
            (folder / f"{i}.tsv").write_text(tsv_of(lessons), encoding="utf-8")
        return tuple(str(folder / f"{i}.tsv") for i in range(len(files)))

    return write


@pytest.fixture(scope="session")
def learn(save):
    """Teach the rows the lessons of the files; return them with the chance of a swap as propensity."""

    def taught(rows, *files):
        tables = save(*files)
        rows = teach(LexiconRows.of(table_of(rows)), read_tables(tables))
        return replace(rows, propensity=learn_habits(rows, tables))

    return taught


def slow_teach(rows, lessons):
    """Return {unit: (chance, {candidate: (weight, origins)})}, one unit at a time."""
    units, propensity = {}, {}
    for row in rows:
        if hides(row["unit"], lessons):
            continue
        units.setdefault(row["unit"], {})[row["candidate"]] = (row["weight"], row["origins"])
        propensity[row["unit"]] = row["propensity"]
    for unit, (_, _, swaps) in lessons.items():
        if swaps:
            propensity.setdefault(unit, NEW_PROPENSITY)
            units[unit] = teach_unit(units.get(unit, {}), swaps)
    taught = {}
    for unit, candidates in units.items():
        alike = [other for other in lessons if other in units and class_of(other) == class_of(unit)]
        counts = {other: (lessons[other][0], lessons[other][1]) for other in alike if lessons[other][0]}
        expected = sum(propensity[other] / seen for other, (seen, _) in counts.items())
        level = (sum(swapped / seen**2 for seen, swapped in counts.values()) + 3 * 0.6) / (expected + 3)
        chance = min(1, propensity[unit] * level)
        if unit in lessons:
            seen, swapped, _ = lessons[unit]
            chance = (swapped + HABIT_STRENGTH * chance) / (seen + HABIT_STRENGTH)
        taught[unit] = (chance, candidates)
    return taught


def class_of(unit):
    return "phrase" if " " in unit else "empty" if unit in EMPTY else "word"


def hides(unit, lessons):
    """Return True for a phrase that was never swapped, with a word that was."""
    seen, swapped, _ = lessons.get(unit, (0, 0, {}))
    words = unit.split(" ")
    return len(words) > 1 and seen > 0 and not swapped and any(lessons.get(w, (0, 0, {}))[1] for w in words)


def teach_unit(compiled, swaps):
    weights = dict.fromkeys(swaps, 1) | {candidate: weight for candidate, (weight, _) in compiled.items()}
    n_swaps, total = sum(swaps.values()), sum(weights.values())
    steps = []
    for candidate, weight in weights.items():
        chance = (swaps.get(candidate, 0) + CHOICE_STRENGTH * weight / total) / (n_swaps + CHOICE_STRENGTH)
        steps.append(round(8 * math.log2(chance)))
    taught = {}
    for candidate, weight in zip(weights, weights_of(steps), strict=True):
        origins = compiled.get(candidate, (0, []))[1]
        taught[candidate] = (
            weight,
            sorted({*origins, *(["learned"] if candidate in swaps else [])}, key=ORIGINS.index),
        )
    return taught


@settings(max_examples=60)
@given(rows=some_rows(), lessons=some_lessons())
def test_taught_rows_agree_with_a_slow_reference(learn, rows, lessons):
    assume(any(swaps for _, _, swaps in lessons.values()))
    taught = learn(rows, lessons)
    expected = slow_teach(rows, lessons)
    assert taught.units.to_pylist() == sorted(expected, key=str.encode)
    assert taught.propensity == pytest.approx([expected[unit][0] for unit in taught.units.to_pylist()])
    found = {unit: {} for unit in expected}
    for row in dicts_of(taught):
        found[row["unit"]][row["candidate"]] = (row["weight"], row["origins"])
        assert row["origin"] == row["origins"][0]
    assert found == {unit: candidates for unit, (_, candidates) in expected.items()}


BIG = [row_of("big", "large"), row_of("big", "great", 6_553), row_of("zoo", "park", propensity=0.25)]


def test_a_frequently_seen_candidate_ranks_first(learn):
    rows = dicts_of(learn(BIG, {"big": (90, 80, {"great": 79, "new": 1})}))
    assert [row["candidate"] for row in rows if row["unit"] == "big"] == ["great", "new", "large"]


def test_new_units_and_candidates_are_sorted_in(learn):
    taught = learn(BIG, {"at sea": (4, 2, {"lost": 2}), "zoo": (9, 1, {"at sea": 1})})
    new = dicts_of(taught)[0]
    assert taught.units.to_pylist() == ["at sea", "big", "zoo"]
    assert (new["unit"], new["candidate"], new["kind"], new["origins"]) == ("at sea", "lost", "phrase", ["learned"])
    assert {row["candidate"] for row in dicts_of(taught) if row["unit"] == "zoo"} == {"park", "at sea"}


def test_columns_of_old_rows_stay(learn):
    rows = [row_of("big", "large", zipf=7, kind="homograph", agrees=True, origins=("near",))]
    row = next(row for row in dicts_of(learn(rows, {"big": (9, 1, {"large": 1, "new": 1})}))
               if row["candidate"] == "large")  # fmt: skip
    assert (row["zipf"], row["kind"], row["agrees"]) == (7, "homograph", True)
    assert (row["origin"], row["origins"]) == ("learned", ["learned", "near"])


def test_a_unit_that_was_never_swapped_gets_a_lower_chance(learn):
    seldom, often = (learn(BIG, {"big": (50, n, {}), "zoo": (50, 25, {"park": 25})}).propensity[0] for n in (0, 40))
    assert seldom < 0.1
    assert often > 0.7


def test_a_unit_that_was_never_swapped_is_not_added(learn):
    taught = learn(BIG, {"stays": (50, 0, {}), "zoo": (50, 25, {"park": 25})})
    assert taught.units.to_pylist() == ["big", "zoo"]


def test_units_that_were_not_seen_are_scaled_to_the_level_of_the_sample(learn):
    rows = [*BIG, *(row_of(f"word{number}", "park", propensity=0.25) for number in range(400))]
    kept = {f"word{number}": (1, 0, {}) for number in range(400)}
    big, *others, zoo = learn(rows, {"zoo": (4000, 4000, {"park": 4000}), **kept}).propensity
    assert zoo == pytest.approx(1, abs=1e-3)
    # One unit of 401 was swapped, however often: that says little of others.
    assert big == pytest.approx(0.5 * 3 * MOST_SWAPPED / (400 * 0.25 + 3), rel=1e-3)
    assert max(others) < big


@settings(max_examples=25)
@given(rows=some_rows(), one=some_lessons(), other=some_lessons())
def test_the_order_of_learned_tables_does_not_matter_to_weights(learn, rows, one, other):
    assume(any(swaps for _, _, swaps in [*one.values(), *other.values()]))
    taught = [learn(rows, *files) for files in ((one, other), (other, one))]
    found = [sorted(dicts_of(t), key=lambda row: (row["unit"], row["candidate"])) for t in taught]
    assert found[0] == found[1]


def test_the_order_of_learned_tables_does_not_matter_to_rows(learn):
    files = {"big": (2, 1, {"ape": 1})}, {"big": (2, 1, {"cat": 1})}
    one, other = (learn(BIG, *order) for order in (files, files[::-1]))
    assert dicts_of(one) == dicts_of(other)
    assert one.candidates.equals(other.candidates)  # preferences are hashed from the index of a candidate


def test_teach_does_not_change_its_arguments(save):
    rows = LexiconRows.of(table_of(BIG))
    before = {name: np.array(getattr(rows, name)) for name in ("propensity", "unit", "weight", "origins")}
    tables = save({"big": (9, 5, {"large": 3, "new": 2})})
    learn_habits(rows, tables)
    one, other = (teach(rows, read_tables(tables)) for _ in range(2))
    assert dicts_of(one) == dicts_of(other)
    for name, values in before.items():
        assert getattr(rows, name).tolist() == values.tolist()


def test_a_table_without_swaps_teaches_no_rows(save):
    rows = LexiconRows.of(table_of(BIG))
    assert dicts_of(teach(rows, read_tables(save({"big": (9, 0, {}), "stays": (9, 0, {})})))) == dicts_of(rows)


def test_habits_are_compiled_for_no_tables_and_even_for_none():
    rows = LexiconRows.of(table_of(BIG))
    assert learn_habits(rows, ()).tolist() == pytest.approx([0.5 * MOST_SWAPPED, 0.25 * MOST_SWAPPED])
    assert learn_habits(rows, None).tolist() == [MOST_SWAPPED / 2] * 2


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_a_propensity_gives_a_unit_its_chance(chances):
    """A slot with an exponential waiting time comes before time 1 with the chance 1 - exp(-propensity)."""
    propensity = to_propensity(np.array(chances))
    assert (1 - np.exp(-propensity)).tolist() == pytest.approx([min(chance, MOST_CHANCE) for chance in chances])
