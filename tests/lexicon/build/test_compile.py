import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lexicon.small_lexicons import compile_small, row_of, table_of

from pipelines.engine.index import index_lexicon
from pipelines.lexicon.build import compile as compiler
from pipelines.lexicon.build.compile import add_spellings, kinds_of, write_names
from pipelines.lexicon.build.hand import FAMILIES
from schemas import KINDS, LEXICON, ORIGINS

LINKS = [
    *[(one, other) for one in ("big", "large", "great", "vast") for other in ("big", "large", "great") if one != other],
    *[(one, "vast") for one in ("big", "large")],
    ("big", "huge"),  # huge has no list of its own
    ("big", "obscure"),
    ("obscure", "big"),
    ("big", "of"),
]
WORDNET = [("big", "great", "ADJ", "synset"), ("vast", "great", "ADJ", "near")]
HAND = [
    ("big", "obscure", "ADJ", "spinbot", 1.0),
    ("great", "the great", "", "autoblog", 1.0),
    ("of", "in", "", "withinside", 1.0),
    ("in", "2", "", "numbers", 1.0),
    ("2", "in", "", "numbers", 1.0),
    ("vast", "in", "", "homographs", 1.0),
    ("at once", "in", "", "homographs", 1.0),
    ("big", "large", "ADJ", "homographs", 1.0),
    ("big", "large", "ADJ", "twelve_months", 0.5),
    ("large's", "great", "", "spinbot", 1.0),
    ("large-big", "great", "", "spinbot", 1.0),
]
ZIPF = {"big": 5.5, "large": 5.2, "great": 5.6, "vast": 4.4, "huge": 5.5, "obscure": 2.0, "of": 7.0, "in": 7.0}
FORMS = [(word, "JJ", word) for word in ("big", "large", "great")] + [("great", "JJS", "greatest")]


def compiled(links=LINKS, wordnet=WORDNET, hand=HAND, *, denied=(), zipf=ZIPF, forms=FORMS):
    return compile_small(links, wordnet, hand, zipf=zipf, forms=forms, denied=denied, empty=("of", "in", "the"))


def rows_of(table):
    return {(row["unit"], row["candidate"]): row for row in table.to_pylist()}


def sources_of(row):
    return {origin for bit, origin in enumerate(ORIGINS) if row["origins"] >> bit & 1}


def test_reciprocal_links_become_rows():
    pairs = set(rows_of(compiled(wordnet=(), hand=())))
    assert {("big", "large"), ("large", "big"), ("vast", "big"), ("huge", "big")} < pairs
    assert ("vast", "great") not in pairs  # great has a list, and vast is not on it


def test_a_row_has_all_its_sources_and_names_the_first():
    rows = rows_of(compiled())
    assert sources_of(rows["big", "great"]) == {"synset", "moby"}
    assert rows["big", "great"]["origin"] == "synset"
    assert sources_of(rows["vast", "great"]) == {"near"}
    assert sources_of(rows["big", "large"]) == {"homographs", "twelve_months", "moby"}
    assert rows["big", "large"]["origin"] == "homographs"


def test_rare_words_come_only_from_hand_written_tables():
    words = {word for pair in rows_of(compiled(hand=())) for word in pair}
    assert "obscure" not in words
    assert sources_of(rows_of(compiled())["big", "obscure"]) == {"spinbot"}


def test_function_words_come_only_from_hand_written_tables():
    assert not {"of", "in"} & {word for pair in rows_of(compiled(hand=())) for word in pair}
    rows = rows_of(compiled())
    assert {("of", "in"), ("vast", "in")} < set(rows)
    assert ("big", "of") not in rows


def test_a_candidate_that_contains_its_unit_comes_only_from_hand_written_tables():
    zipf = {**ZIPF, "the": 7.0}
    links = [*LINKS, ("big", "the big"), ("big", "big of"), ("big", "large of")]
    pairs = set(rows_of(compiled(links, zipf=zipf)))
    assert {("big", "large of"), ("great", "the great")} < pairs
    assert not {("big", "the big"), ("big", "big of")} & pairs


@pytest.mark.parametrize("word", ["large", "great"])
def test_denied_words_are_excluded_with_their_forms(word):
    assert word in {word for pair in rows_of(compiled()) for word in pair}
    words = {word for pair in rows_of(compiled(denied=[word])) for term in pair for word in term.split()}
    assert not {word, word + "est"} & words


def test_a_unit_that_cannot_match_is_excluded():
    assert not {unit for unit, _ in rows_of(compiled())} & {"large's", "large-big"}


def test_kinds_describe_the_swap():
    rows = rows_of(compiled())
    assert {pair: rows[pair]["kind"] for pair in (("2", "in"), ("in", "2"), ("vast", "in"), ("at once", "in"))} == {
        ("2", "in"): "number",
        ("in", "2"): "number",
        ("vast", "in"): "homograph",
        ("at once", "in"): "homograph",
    }
    assert rows["big", "large"]["kind"] == "word"  # a family has it too
    assert rows_of(compiled(hand=[("of late", "vast", "", "spinbot", 1.0)]))["of late", "vast"]["kind"] == "phrase"


def test_a_phrase_is_a_unit_only_with_a_hand_written_row():
    zipf = {**ZIPF, "at": 7.0, "once": 6.0}
    links = [*LINKS, ("at once", "vast"), ("vast", "at once")]
    assert ("vast", "at once") in rows_of(compiled(links, zipf=zipf))
    assert ("at once", "vast") in rows_of(compiled(links, zipf=zipf))
    assert ("at once", "vast") not in rows_of(compiled(links, hand=(), zipf=zipf))


@given(st.lists(st.tuples(st.booleans(), st.sets(st.sampled_from(ORIGINS), min_size=1)), min_size=1, max_size=9))
def test_kinds_agree_with_a_slow_reference(rows):
    def kind_of(is_phrase, origins):
        if "numbers" in origins:
            return "number"
        if "homographs" in origins and not origins & set(FAMILIES):
            return "homograph"
        return "phrase" if is_phrase else "word"

    masks = np.array([[origin in origins for origin in ORIGINS] for _, origins in rows])
    found = kinds_of(pa.array(["word", "a phrase"]), np.array([is_phrase for is_phrase, _ in rows], np.int64), masks)
    assert [KINDS[kind] for kind in found] == [kind_of(*row) for row in rows]


def test_the_first_entries_of_hand_written_lists_rank_first():
    rows = [row["candidate"] for row in compiled().to_pylist() if row["unit"] == "big"]
    assert rows[0] == "obscure"


def test_rows_agree_if_both_certainly_have_the_same_reading():
    rows = rows_of(compiled())
    assert rows["large", "great"]["agrees"]
    assert not rows["huge", "big"]["agrees"]  # huge has no readings
    assert not rows["of", "in"]["agrees"]  # function words
    assert rows["in", "2"]["agrees"]  # numbers


@pytest.mark.parametrize(
    ("unit", "candidate", "agrees"),
    [
        ("vast", "great", True),
        ("vast", "greatest", False),  # one word, as it stands
        ("vast", "lost", False),  # without readings
        ("of", "within", False),
        ("of late", "lately", False),
        ("great day", "great night", True),
        ("vast day", "big night", True),
        ("vast day", "greatest night", False),
        ("vast day", "of a night", False),  # begins with another class of word
        ("of a day", "of great", False),  # ends with another
        ("big day", "days", False),
        ("great vast day", "great big day", True),
        ("great day", "great vast day", False),  # a word put in
        ("great vast day", "great day", False),  # and left out
    ],
)
def test_surface_forms_agree_if_they_begin_and_end_with_words_of_one_class(unit, candidate, agrees):
    zipf = {**ZIPF, "day": 5.0, "days": 5.0, "night": 5.0, "nights": 5.0, "greatest": 5.0, "lost": 5.0}
    forms = [*FORMS, ("vast", "JJ", "vast"), ("great", "JJ", "great"), ("big", "JJ", "big")]
    forms += [(word, tag, word + ending) for word in ("day", "night") for tag, ending in (("NN", ""), ("NNS", "s"))]
    terms = [(word, word + "s", "NOUN", "spinbot", 1.0) for word in ("day", "night")]
    terms += [(word, "big", "", "spinbot", 1.0) for word in ("great", "vast")] + [
        ("greatest", "big", "", "spinbot", 1.0)
    ]
    rows = rows_of(compiled((), (), [(unit, candidate, "", "spinbot", 1.0), *terms], zipf=zipf, forms=forms))
    assert rows[unit, candidate]["agrees"] is agrees


@pytest.mark.parametrize("candidate", ["vast's", "vast man's", "one-big", "one big", "a big", "the big"])
def test_a_noun_gets_neither_a_determiner_nor_a_possession(candidate):
    zipf = {**ZIPF, "man": 5.0, "one": 6.0, "a": 7.0, "the": 7.0}
    hand = [("big", candidate, "NOUN", "spinbot", 1.0), ("large", candidate, "ADJ", "spinbot", 1.0)]
    assert {("large", candidate)} == set(rows_of(compiled((), (), hand, zipf=zipf)))


def test_a_british_word_has_the_rows_of_its_american_unit():
    links = [("color", "big"), ("big", "color")]
    rows = compiled(links, (), (), zipf={**ZIPF, "color": 5.0, "colour": 4.0}).to_pylist()
    of_unit = {
        unit: [(row["candidate"], row["weight"], row["origins"]) for row in rows if row["unit"] == unit]
        for unit in ("color", "colour")
    }
    assert of_unit["colour"] == of_unit["color"] != []


@pytest.mark.parametrize("denied", [("colour",), ("color",)])
def test_another_spelling_does_not_restore_a_denied_word(denied):
    links = [("color", "big"), ("big", "color"), ("large", "big"), ("big", "large")]
    table = compiled(links, (), (), zipf={**ZIPF, "color": 5.0, "colour": 4.0}, denied=denied)
    assert not set(denied) & {word for pair in rows_of(table) for word in pair}


def test_another_spelling_does_not_restore_a_form_of_a_denied_word():
    forms = [("color", "NNS", "colors"), ("big", "NNS", "bigs"), ("colour", "NNS", "colours")]
    zipf = {"big": 5.5, "bigs": 4.0, "color": 5.0, "colors": 5.0, "colour": 4.0, "colours": 4.0}
    table = compiled([("color", "big"), ("big", "color")], (), (), zipf=zipf, forms=forms, denied=["colour"])
    units = {unit for unit, _ in rows_of(table)}
    assert "colors" in units
    assert not {"colour", "colours"} & units


def test_a_british_word_does_not_replace_itself():
    hand = [("color", "colour", "NOUN", "spinbot", 1.0), ("color", "big", "NOUN", "spinbot", 0.5)]
    table = compiled([], (), hand, zipf={**ZIPF, "color": 5.0, "colour": 4.0})
    assert {("color", "colour"), ("color", "big"), ("colour", "big")} <= set(rows_of(table))
    index_lexicon(table)  # rejects a candidate that is its own unit


def test_the_british_word_gets_the_rows_of_its_unit():
    forms = pa.array(["hue", "color", "tint"])
    row, unit, forms = add_spellings(np.array([1, 0, 1]), forms, pa.array(["colour", "hue"]))
    names = forms.to_pylist()
    assert names == ["hue", "color", "tint", "colour"]
    assert [(r, names[u]) for r, u in zip(row.tolist(), unit.tolist(), strict=True)] == [
        (0, "color"),
        (1, "hue"),
        (2, "color"),
        (0, "colour"),
        (2, "colour"),
    ]


def test_only_names_that_are_units_are_written(monkeypatch, tmp_path):
    monkeypatch.setattr(compiler, "LISTS", tmp_path)
    write_names(pa.array(["paris", "reading", "zoe"]), table_of([row_of("reading", "perusal"), row_of("zoe", "life")]))
    header, *names = (tmp_path / "names.txt").read_text().splitlines()
    assert header.startswith("# ")
    assert "WordNet" in header
    assert names == ["reading", "zoe"]


@pytest.mark.parametrize("change", [lambda rows: rows, lambda rows: rows[::-1], lambda rows: rows * 2],
                         ids=["again", "reversed", "doubled"])  # fmt: skip
def test_the_same_sources_give_the_same_table(change):
    table = compiled(change(LINKS), change(WORDNET), change(HAND))
    assert table.schema.equals(LEXICON)
    assert table.equals(compiled(), check_metadata=True)


def test_a_noun_that_is_its_own_plural_agrees_with_plurals_alone():
    zipf = {
        "people": 6.0,
        "peoples": 4.0,
        "mass": 5.0,
        "masses": 4.5,
        "deer": 4.0,
        "deers": 3.5,
        "elk": 4.0,
        "elks": 3.0,
    }
    forms = [("people", "NN", "people"), ("people", "NNS", "people"), ("people", "NNS", "peoples")]
    forms += [("mass", "NN", "mass"), ("mass", "NNS", "masses"), ("mass", "NNS", "mass")]
    forms += [("deer", "NN", "deer"), ("deer", "NNS", "deer"), ("deer", "NNS", "deers")]
    terms = ("people", "mass", "deer")
    rows = rows_of(compiled([(a, b) for a in terms for b in terms if a != b], (), (), zipf=zipf, forms=forms))
    assert rows["people", "masses"]["agrees"]
    assert rows["masses", "people"]["agrees"]
    assert not rows["people", "mass"]["agrees"]
    assert rows["deer", "mass"]["agrees"]  # the other plural is nearly as common
    assert ("mass", "peoples") not in rows
