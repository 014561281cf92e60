import numpy as np
import pyarrow as pa
import pytest
from pairs import make_row

from pipelines.quality.pairs.edits import view_edits
from pipelines.quality.pairs.promises import Promises, check_promises, find_promised
from schemas import PAIRS

STRICT = Promises(
    names=True, quotations=True, numbers=True, hyphenated=True, headline=True, glossary=("prime minister", "budget")
)
KNOWN = pa.array(["blair", "london"])
HOMOGRAPHS = pa.array(["may", "bush"])


def broken_rules(text, swaps, promised=STRICT, headline=0):
    """Return the rules that a text with some swapped words breaks."""
    row = make_row(text, swaps) | {"profile": "strict"}
    assert row["edits"], "expected a swap to test"
    return broken_rules_of(row, promised, headline)


def broken_rules_of(row, promised=STRICT, headline=0):
    # One row before and one after it, to detect a dependence on the position of its bytes.
    other = make_row('"It is new," said “one. He agreed', {"said": "told"}) | {"profile": "free"}
    rows = [other, row, other]
    pairs = pa.Table.from_pylist(rows, schema=PAIRS)
    found = check_promises(
        pairs,
        view_edits(pairs),
        {"strict": promised, "free": Promises(numbers=False)},
        np.array([99, headline, 99]),
    )
    assert all(holds[[0, 2]].all() for holds in found.values())
    return {rule for rule, holds in found.items() if not holds[1]}


# Text, the swapped word, and the rule that the swap breaks.
BROKEN = [
    ("She met Blair there", "Blair", "names_kept"),
    ("The old Bridge was shut", "Bridge", "names_kept"),
    ("NATO said so", "NATO", "names_kept"),
    ("Zürich said “prices rose again” in May", "rose", "quotations_kept"),
    ('He said: "Rain will come" and left', "will", "quotations_kept"),
    ('He said: "Rain will now\nHe never left "now then', "will", "quotations_kept"),
    ("the “rain came", "came", "quotations_kept"),
    ("a budget for the city", "budget", "glossary_kept"),
    ("Budget for the city", "Budget", "glossary_kept"),
    ("said prime, minister of rain", "minister", "glossary_kept"),
    ("one budget budget two", "budget", "glossary_kept"),
    ("it took 3 years", "3", "numbers_kept"),
    ("the 2nd day", "2nd", "numbers_kept"),
    ("write to rain@news.example now", "rain@news.example", "addresses_kept"),
    ("see http://news/rain today", "http://news/rain", "addresses_kept"),
    ("on #rain today", "#rain", "addresses_kept"),
    ("seen at news.example today", "news.example", "addresses_kept"),
    ("a well-known road", "well-known", "hyphenated_kept"),
]
# Swaps that keep all promises, although they look like breaches.
HELD = [
    ("The old bridge was shut.", "The"),
    ("It was shut. Rain came", "Rain"),
    ("It was shut \n Rain came", "Rain"),
    ("A new road", "A"),
    ("“It rained”, said one", "said"),
    ('"It rained" said "one"', "said"),
    ('the "old\n rain came', "rain"),
    ("a budgetary word for minister", "budgetary"),
    ("a budgetary word for minister", "minister"),
    ("the budgét", "budgét"),
    ("it took three years", "three"),
    ("the rain. then he left", "rain."),
    ("at 3.5 miles: then on", "miles:"),
    ("the rain - and wind", "rain"),
    ("¼ “📈” café rained", "café"),
]


@pytest.mark.parametrize(("text", "word", "rule"), BROKEN)
def test_a_swap_breaks_only_the_rule_of_its_promise(text, word, rule):
    assert broken_rules(text, {word: "other"}) == {rule}


@pytest.mark.parametrize(("text", "word"), HELD)
def test_a_swap_that_no_promise_forbids_breaks_no_rule(text, word):
    assert broken_rules(text, {word: "other"}) == set()


@pytest.mark.parametrize(("text", "word", "rule"), BROKEN)
def test_a_profile_without_promises_can_only_break_addresses_kept(text, word, rule):
    nothing = Promises(numbers=False)
    assert broken_rules(text, {word: "other"}, nothing) == {rule} & {"addresses_kept"}


@pytest.mark.parametrize(
    ("text", "word", "broken"),
    [
        ("She met Blair there", "Blair", True),
        ("She met Bush there", "Bush", False),
        ("NATO said so", "NATO", True),
        ("the Bridge was shut", "Bridge", False),
    ],
)
def test_only_known_names_are_promised(text, word, broken):
    found = broken_rules(text, {word: "other"}, Promises(names=True, known_names=KNOWN))
    assert found == ({"names_kept"} if broken else set())


@pytest.mark.parametrize(("word", "broken"), [("May", False), ("MAY", True), ("June", True)])
def test_names_that_are_homographs_are_not_promised_if_homographs_are_swapped(word, broken):
    found = broken_rules(f"it was in {word} then", {word: "other"}, Promises(names=True, homographs=HOMOGRAPHS))
    assert found == ({"names_kept"} if broken else set())


def test_a_name_after_another_word_of_one_edit_is_found():
    row = make_row("she met_Blair there", {"met_Blair": "other"}) | {"profile": "strict"}
    row["clean"] = row["clean"].replace("_", " ")
    row["edits"][0]["original"] = "met Blair"
    assert broken_rules_of(row) == {"names_kept"}


@pytest.mark.parametrize(("headline", "broken"), [(0, False), (9, False), (10, True), (13, True)])
def test_the_headline_has_the_length_that_the_article_states(headline, broken):
    found = broken_rules("café rain wins\n\nIt rained", {"wins\n\nIt": "other"}, headline=headline + 1)
    assert found == ({"headline_kept"} if broken else set())


def test_an_unknown_profile_breaks_only_profile_known():
    row = make_row("NATO took 3 “old” roads", {"3": "three", "NATO": "none"}) | {"profile": "nobody"}
    assert broken_rules_of(row) == {"profile_known"}


def test_edits_without_a_valid_span_are_left_to_the_replay():
    row = make_row("the “old” news.example", {"news.example": "other"}) | {"profile": "strict"}
    row["edits"][0] |= {"clean_start": 5, "clean_end": 5000, "original": "other"}
    assert broken_rules_of(row) == set()


def test_each_check_of_a_promise_has_its_promisers():
    pairs = pa.Table.from_pylist([make_row("It is new", {"new": "fresh"}) | {"profile": "strict"}], schema=PAIRS)
    checked = check_promises(pairs, view_edits(pairs), {"strict": STRICT}, np.array([0]))
    assert find_promised(pairs, {"strict": STRICT}, np.array([0])).keys() == checked.keys() - {"profile_known"}
