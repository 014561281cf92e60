from dataclasses import replace

import numpy as np
import pytest
from lexicon.small_lexicons import MAX_WEIGHT, row_of, table_of, tsv_of

from pipelines.errors import ConfigError
from pipelines.lexicon.assemble import Selection, fingerprint_of, open_lexicon
from pipelines.lexicon.build.tabulate import fingerprint, write_lexicon
from pipelines.lexicon.habits import MOST_SWAPPED
from schemas import ORIGINS

ALL_OFF = tuple((origin, 0.0) for origin in ORIGINS)
BIG = [row_of("big", "large"), row_of("big", "great", 6_553), row_of("zoo", "park", propensity=0.25)]


@pytest.fixture
def lexicon_file(tmp_path):
    """Write a lexicon of rows; return its path as text, for a Selection."""

    def write(rows, name="own"):
        table = table_of(rows)
        path = tmp_path / f"{name}.arrow"
        write_lexicon(table.replace_schema_metadata({"fingerprint": fingerprint(table)}), path)
        return str(path)

    return write


@pytest.fixture
def learned_file(tmp_path):
    def write(lessons, name="own"):
        path = tmp_path / f"{name}.tsv"
        path.write_text(tsv_of(lessons), encoding="utf-8")
        return str(path)

    return write


def test_a_lexicon_is_opened_once_for_a_selection(lexicon_file):
    selection = Selection(lexicon=lexicon_file(BIG))
    assert open_lexicon(selection) is open_lexicon(replace(selection))
    assert open_lexicon(selection) is not open_lexicon(replace(selection, min_zipf=1.0))


def test_an_opened_lexicon_has_the_selected_rows_and_their_weights(lexicon_file):
    lexicon = open_lexicon(Selection(lexicon=lexicon_file(BIG), sharpness=2.0))
    assert lexicon.units.to_pylist() == ["big", "zoo"]
    assert [lexicon.texts[i].as_py() for i in lexicon.candidate] == ["large", "great", "park"]
    large, great, park = lexicon.weight.tolist()
    assert large == park == MAX_WEIGHT
    assert great == pytest.approx(655, rel=0.1)


def test_an_opened_lexicon_swaps_a_unit_with_its_chance(lexicon_file, learned_file):
    """A slot with an exponential waiting time comes before time 1 with the chance 1 - exp(-propensity)."""
    rows = [row_of("big", "large", propensity=1.0), row_of("zoo", "park", propensity=0.25)]
    plain = open_lexicon(Selection(lexicon=lexicon_file(rows)))
    assert 1 - np.exp(-plain.propensity) == pytest.approx([MOST_SWAPPED, MOST_SWAPPED / 4])
    lessons = {"zoo": (97, 97, {"park": 97}), "big": (1000, 1000, {"large": 1000})}
    taught = open_lexicon(Selection(lexicon=lexicon_file(rows), learned=(learned_file(lessons),)))
    assert 1 - np.exp(-taught.propensity[0]) == pytest.approx(0.97, abs=1e-6)  # at most MOST_CHANCE
    taught = open_lexicon(
        Selection(lexicon=lexicon_file(rows), learned=(learned_file({"zoo": (97, 10, {"park": 10})}, "new"),))
    )
    level = (10 / 97**2 + 3 * MOST_SWAPPED) / (0.25 / 97 + 3)
    assert 1 - np.exp(-taught.propensity[1]) == pytest.approx((10 + 0.25 * level) / 98)


@pytest.mark.filterwarnings("error")
def test_an_empty_selection_gives_a_lexicon_without_units(lexicon_file):
    lexicon = open_lexicon(Selection(lexicon=lexicon_file(BIG), origins=ALL_OFF, sharpness=2.0))
    assert len(lexicon.units) == 0


def test_a_lexicon_may_have_only_learned_rows(lexicon_file, learned_file):
    learned = learned_file({"big": (9, 3, {"vast": 3}), "new": (9, 6, {"old": 6})})
    lexicon = open_lexicon(Selection(lexicon=lexicon_file(BIG), learned=(learned,), origins=ALL_OFF))
    assert lexicon.units.to_pylist() == ["big", "new"]
    assert (1 - np.exp(-lexicon.propensity)).tolist() == pytest.approx([1 / 3, 2 / 3], abs=0.1)


@pytest.mark.parametrize("lessons", [{}, {"big": (9, 0, {})}, {"stays": (9, 0, {})}])
def test_a_learned_table_without_swaps_gives_a_lexicon(lexicon_file, learned_file, lessons):
    lexicon = open_lexicon(Selection(lexicon=lexicon_file(BIG), learned=(learned_file(lessons),)))
    assert lexicon.units.to_pylist() == ["big", "zoo"]
    assert lexicon.propensity.min() > 0


def test_a_missing_learned_table_is_named(lexicon_file, tmp_path):
    with pytest.raises(ConfigError, match=r"expected a file at .*nowhere\.tsv, found none"):
        open_lexicon(Selection(lexicon=lexicon_file(BIG), learned=(str(tmp_path / "nowhere.tsv"),)))


def test_habits_are_further_propensities_of_the_selected_units(lexicon_file, learned_file):
    rows = [*BIG, row_of("aaa", "bbb", origins=("near",))]
    some, seldom = learned_file({"zoo": (97, 10, {"park": 10})}, "some"), learned_file({"big": (9, 0, {})}, "seldom")
    plain = Selection(lexicon=lexicon_file(rows), origins=(("near", 0.0),))
    lexicon = open_lexicon(replace(plain, habits=("even", some, seldom)))
    assert lexicon.units.to_pylist() == ["big", "zoo"]
    compiled, even, learned, stayed = (1 - np.exp(-lexicon.propensities)).tolist()
    assert compiled == pytest.approx([MOST_SWAPPED / 2, MOST_SWAPPED / 4])
    assert even == pytest.approx([MOST_SWAPPED / 2] * 2)
    assert learned == (1 - np.exp(-open_lexicon(replace(plain, learned=(some,))).propensity)).tolist()
    # All 9 occurrences of the one unit were kept: the level falls a little, and big falls to almost 0 of 9.
    level = 3 * MOST_SWAPPED / (0.5 / 9 + 3)
    assert stayed == pytest.approx([0.5 * level / (9 + 1), 0.25 * level], rel=1e-4)


def test_with_habits_learned_tables_teach_only_candidates(lexicon_file, learned_file):
    learned = (learned_file({"zoo": (97, 10, {"park": 5, "garden": 5})}),)
    lexicon = open_lexicon(Selection(lexicon=lexicon_file(BIG), learned=learned, habits=("even",)))
    assert "garden" in lexicon.texts.to_pylist()
    assert (1 - np.exp(-lexicon.propensity)).tolist() == pytest.approx([MOST_SWAPPED / 2, MOST_SWAPPED / 4])


def test_the_fingerprint_depends_on_the_lexicon_and_the_selection():
    tables = [table_of(BIG[:n], fingerprint=str(n)) for n in (2, 3)]
    selections = [Selection(), Selection(careful=True), Selection(origins=(("moby", 2.0),))]
    found = [fingerprint_of(table.schema, selection) for table in tables for selection in selections]
    assert len(set(found)) == len(found)
    assert fingerprint_of(tables[0].schema, Selection()) == found[0]
    assert all(len(name) == 32 for name in found)


@pytest.mark.parametrize("field", ["learned", "habits"])
def test_the_fingerprint_changes_with_a_learned_table(learned_file, field):
    table = table_of(BIG)
    lessons = {"big": (9, 3, {"vast": 3})}
    selection = Selection(**{field: (learned_file(lessons),)})
    before = fingerprint_of(table.schema, selection)
    assert fingerprint_of(table.schema, selection) == before
    learned_file({"big": (9, 4, {"vast": 4})})
    assert fingerprint_of(table.schema, selection) != before


def test_an_opened_lexicon_has_the_fingerprint_of_its_content(lexicon_file):
    one, other = (open_lexicon(Selection(lexicon=lexicon_file(BIG[:n], str(n)))) for n in (2, 3))
    assert one.fingerprint != other.fingerprint


def test_function_words_are_swapped_as_often_as_the_factor_asks(lexicon_file):
    path = lexicon_file([row_of("because", "since"), row_of("big", "large")])
    plain, more = open_lexicon(Selection(path)), open_lexicon(Selection(path, function_words=3.0))
    assert more.propensity == pytest.approx(plain.propensity * [3, 1])


def test_a_lexicon_is_the_same_beside_others(lexicon_file, learned_file):
    """Of other files, with units and candidates of its own in another order, and learned ones."""
    other = lexicon_file([row_of("any", "great"), row_of("big", "vast"), row_of("zoo", "large")], "other")
    some, more = (learned_file({"zoo": (9, 3, {text: 3})}, name) for name, text in (("some", "ape"), ("more", "big")))
    own = Selection(lexicon_file(BIG), learned=(some,))
    beside = (Selection(other, learned=(more,)), own)
    alone, shared = open_lexicon(own), open_lexicon(own, beside=beside)
    assert shared.inventory is open_lexicon(beside[0], beside=beside).inventory
    for name in ("offsets", "weight", "propensities", "zipf", "origin_set_ids", "unit_marks", "packed_rows"):
        assert getattr(shared, name).tolist() == getattr(alone, name).tolist()
    texts = [[each.texts[i].as_py() for i in each.candidate] for each in (alone, shared)]
    assert texts[0] == texts[1]
    assert shared.units == alone.units
