import pyarrow as pa

from pipelines.lexicon.build.optional import common_spellings, compile_optional
from schemas import LEXICON, ORIGINS

ZIPF = {"big": 5.0, "bad": 5.0, "vast": 4.0, "colour": 4.5, "color": 4.6, "within": 5.5, "in": 7.0, "inside": 5.0}
FREQUENCIES = pa.table({"word": list(ZIPF), "zipf": list(ZIPF.values())})


def table_with(names, rows):
    return pa.table(dict(zip(names, (pa.array(column) for column in zip(*rows, strict=True)), strict=True)))


def compiled():
    return compile_optional(
        table_with(
            ("unit", "candidate", "pos", "relation"),
            [("big", "vast", "ADJ", "synset"), ("big", "bad", "ADJ", "synset")],
        ),
        table_with(("unit", "candidate"), [("color", "colour"), ("colour", "color"), ("zyx", "color")]),
        table_with(
            ("unit", "candidate", "pos", "family", "score"),
            [("in", "within", "", "connectives", 1.0), ("in", "inside", "", "connectives", 0.5)],
        ),
        FREQUENCIES,
        table_with(("lemma", "tag", "form"), [("big", "JJ", "big"), ("bad", "JJ", "bad")]),
        capitalised=pa.array([], pa.string()),
        denied=pa.array(["bad"]),
        empty=pa.array(["in", "within"]),
    )


def rows_of():
    return {(row["unit"], row["candidate"]): row for row in compiled().to_pylist()}


def test_every_origin_has_its_rows():
    table, rows = compiled(), rows_of()
    assert table.schema.equals(LEXICON)
    expected = {
        ("big", "vast"): "lemmas",
        ("big", "very big"): "padding",
        ("color", "colour"): "spelling",
        ("in", "within"): "connectives",
    }
    assert {pair: rows[pair]["origin"] for pair in expected} == expected
    assert {pair: rows[pair]["origins"] for pair in expected} == {
        pair: 1 << ORIGINS.index(name) for pair, name in expected.items()
    }


def test_the_first_of_a_hand_written_list_weighs_most():
    rows = rows_of()
    assert rows["in", "within"]["weight"] == 65_535
    assert rows["in", "inside"]["weight"] == 32_767


def test_denied_words_are_neither_units_nor_candidates():
    assert not any("bad" in pair for pair in rows_of())


def test_only_spellings_of_common_words_are_kept():
    pairs = common_spellings(table_with(("unit", "candidate"), [("color", "colour"), ("zyx", "color")]), FREQUENCIES)
    assert pairs["unit"].to_pylist() == ["color"]
