# ruff: noqa: RUF001 - curly quotes and dashes are what is tested
"""Edits of texts: their case, articles, kinds and passes, and the sentences that they are in."""

import math
import re

import numpy as np
import pytest
from engine.spins import rows_of, spin
from reference.lexicon import make_lexicon

from pipelines.engine import Rules


@pytest.mark.parametrize(
    ("clean", "spun"),
    [
        ("Council tax", "Local levy"),
        ("COUNCIL TAX", "LOCAL LEVY"),
        ("Council TAX", "Council TAX"),
        ("the White House", "the Pale Home"),
        ("The White house", "The Pale home"),
        ("WHITE HOUSE", "PALE HOME"),
        ("Bank of England", "House of the Nation"),
        ("Bank Of England", "House Of The Nation"),
        ("Bank of england", "House of the nation"),
        ("council Tax", "local levy"),
        ("A LOT OF MUD", "MUCH MUD"),
        ("A LOT OF mud", "A LOT OF mud"),
        ("A lot of mud", "Much mud"),
        ("a lot of mud", "much mud"),
        ("the Country's", "the Nation's"),
        ("its country’s", "its nation’s"),
        ("COUNTRY'S", "NATION'S"),
        ("(country)", "(nation)"),
        ("one\u00a0country—country", "one\u00a0nation—nation"),
        ("country\r\ncountry", "nation\r\nnation"),
        ("I don't", "I do not"),
        ("Don't!", "Do not!"),
    ],
)
def test_spin_keeps_the_case_and_the_surroundings(clean, spun):
    entries = {
        "council tax": (1, [("local levy", 1)]),
        "white house": (1, [("pale home", 1)]),
        "bank of england": (1, [("house of the nation", 1)]),
        "a lot of": (1, [("much", 1)]),
        "country": (1, [("nation", 1)]),
        "don't": (1, [("do not", 1)]),
    }
    assert spin([clean], lexicon=make_lexicon(entries)).spun.to_pylist() == [spun]


@pytest.mark.parametrize(
    ("clean", "spun"),
    [
        ("an apple", "a pear"),
        ("An apple", "A pear"),
        ("AN APPLE", "A PEAR"),
        ("an Apple", "a Pear"),
        ("a house", "an hour"),
        ("A house", "An hour"),
        ("A HOUSE", "AN HOUR"),
        ("a unit", "an ounce"),
        ("the apple", "the pear"),
        ("an old apple", "an old pear"),
        ("an  apple", "an  pear"),
        ("quite an apple", "quite a pear"),
        ("such an apple", "one such apple"),  # the article is part of a phrase, so the noun is not swapped
    ],
)
def test_spin_corrects_indefinite_articles(clean, spun):
    swaps = {"apple": "pear", "house": "hour", "unit": "ounce", "such an": "one such"}
    lexicon = make_lexicon({unit: (1, [(candidate, 1)]) for unit, candidate in swaps.items()})
    rules = Rules(names=False, repair_articles=True)
    assert spin([clean], rules=rules, lexicon=lexicon).spun.to_pylist() == [spun]


def test_a_corrected_article_belongs_to_the_edit():
    lexicon = make_lexicon({"apple": (1, [("pear", 1)])})
    spun = spin(["eat an Apple now"], rules=Rules(names=False, repair_articles=True), lexicon=lexicon)
    (edit,) = spun.edits[0].as_py()
    assert (edit["original"], edit["replacement"], spun.n_swapped_words[0]) == ("an Apple", "a Pear", 2)
    assert spin(["an apple"], rates=0.5, rules=Rules(repair_articles=True), lexicon=lexicon).n_swaps.tolist() == [0]


@pytest.mark.parametrize(
    ("text", "rules", "kinds"),
    [
        ("rain in May and may", Rules(homographs=True), ["word", "homograph", "homograph"]),
        ("may of Council tax and NATO rain", Rules(names=False), ["homograph", "entity", "word"]),
        ("2 apple", Rules(digits=True, min_letters=3), ["number", "word"]),
        ("heavy rain", Rules(phrases=0, min_letters=1), ["word", "word"]),
        ("heavy rain", Rules(), ["phrase"]),
        ("Rain, Rain", Rules(entities=0, names=False), []),
    ],
)
def test_the_kind_of_an_edit(text, rules, kinds):
    assert [edit["kind"] for edit in spin([text], rules=rules).edits[0].as_py()] == kinds


def test_spin_in_lower_case():
    lexicon = make_lexicon({"rain": (1, [("wet", 1)])})
    rules = Rules(names=False, casing="lower")
    assert spin(["Rain and\nRAIN"], rules=rules, lexicon=lexicon).spun.to_pylist() == ["wet and\nwet"]


def test_spin_in_title_case_capitalises_half_of_the_replacements():
    lexicon = make_lexicon({"rain": (1, [("wet", 1)])})
    rules = Rules(names=False, casing="title")
    spun = spin(["rain and\nRAIN\nRain, " * 500], rules=rules, lexicon=lexicon).spun[0].as_py()
    words = re.findall(r"\w+", spun)
    assert words[2::4] == ["WET"] * 500
    assert words[3::4] == ["Wet"] * 500
    assert set(words[0::4]) == {"wet", "Wet"}
    assert words[0::4].count("Wet") == pytest.approx(250, abs=50)


def shares_of_sentences(spread, n_sentences=400):
    """The share of swapped words in each sentence of a text with the rate .3."""
    lexicon = make_lexicon({"rain": (1, [("wet", 1)])})
    text = ("rain " * 24).strip() + ". "
    spun = spin([text * n_sentences], rates=0.3, rules=Rules(names=False, sentence_spread=spread), lexicon=lexicon)
    assert spun.n_swapped_words[0] == round(0.3 * 24 * n_sentences)
    return [sentence.count("wet") / 24 for sentence in spun.spun[0].as_py().split(". ")[:-1]]


def test_sentences_differ_in_rate_while_the_text_keeps_it():
    by_chance = math.sqrt(0.3 * 0.7 / 24)
    assert np.std(shares_of_sentences(0)) == pytest.approx(by_chance, rel=0.15)
    assert by_chance * 1.5 < np.std(shares_of_sentences(1)) < np.std(shares_of_sentences(2))


def test_numbers_of_lists_are_spelt_where_digits_may_change():
    lexicon = make_lexicon({"1": (1, [("one", 1)], "number"), "2": (1, [("two", 1)], "number")})
    text = "1. Mend it\n2) Paint it\n1.2 Wait\n(1) Rest"
    spun = spin([text], rules=Rules(digits=True), lexicon=lexicon).spun
    assert spun.to_pylist() == ["one. Mend it\ntwo) Paint it\n1.2 Wait\n(1) Rest"]
    texts = [text] * 40
    titles = spin(texts, rules=Rules(digits=True, casing="title"), lexicon=lexicon).spun.to_pylist()
    assert {spun.split(".")[0] for spun in titles} == {"one", "One"}


CHAIN = {"job": (1, [("place of job", 1)]), "job of": (1, [("task of", 1)]), "place": (1, [("residing", 1)])}


def test_later_passes_swap_words_of_earlier_replacements():
    rules = Rules(passes=(0.5, 0.5), again=0.4, min_letters=1)
    spun = spin(["a job well done here"], [1], rates=0.4, rules=rules, lexicon=make_lexicon(CHAIN))
    assert spun.spun.to_pylist() == ["a residing of job well done here"]
    (edit,) = spun.edits[0].as_py()
    assert (edit["original"], edit["replacement"], edit["passes"], edit["kind"]) == (
        "job",
        "residing of job",
        2,
        "word",
    )
    assert spun.n_swapped_words.tolist() == [1]


def test_a_later_pass_leaves_the_word_that_a_replacement_kept():
    lexicon = make_lexicon({"on": (1, [("on the", 1)])})
    rules = Rules(passes=(0.5, 0.5), again=1.0, min_letters=2)
    spun = spin(["on it on that"], rules=rules, lexicon=lexicon)
    assert spun.spun.to_pylist() == ["on the it on the that"]


def test_a_later_pass_does_not_restore_the_original_unit():
    lexicon = make_lexicon({"rain": (1, [("wet", 1)]), "wet": (1, [("rain", 1)])})
    rules = Rules(passes=(0.5, 0.5), again=1.0, names=False)
    spun = spin(["rain " * 10] * 20, rules=rules, lexicon=lexicon)
    assert spun.n_swapped_words.tolist() == [10] * 20
    assert {edit["passes"] for edit in spun.edits.flatten().to_pylist()} == {1}


@pytest.mark.parametrize(("clean", "spun"), [("old tax", "old levy"), ("Old tAX, rain", "Old levy, rain")])
def test_an_edit_that_a_later_pass_led_back_to_its_original_is_as_before_it(clean, spun):
    lexicon = make_lexicon({"old tax": (1, [("old levy", 1)]), "levy": (1, [("tax", 1)])})
    rules = Rules(passes=(0.9, 0.1), again=0.5, names=False)
    ((made, (edit,), _, n_swapped),) = rows_of(spin([clean], rules=rules, lexicon=lexicon))
    assert (made, edit["replacement"], edit["passes"], n_swapped) == (spun, spun.split(",")[0], 1, 2)


@pytest.mark.parametrize(
    ("clean", "spun"), [("for me", "for I"), ("Me", "I"), ("ME", "I"), ("it was me’s", "it was I’s")]
)
def test_i_is_a_capital(clean, spun):
    rules = Rules(names=False, min_letters=1)
    assert spin([clean], rules=rules, lexicon=make_lexicon({"me": (1, [("i", 1)])})).spun.to_pylist() == [spun]
