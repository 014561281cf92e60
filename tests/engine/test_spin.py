# ruff: noqa: RUF001 - curly quotes and dashes are what is tested
import dataclasses
import math
import re
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest
from hard_texts import ENTRIES, LEXICON, deep_requests, keys_of, many_texts, requests, with_lists
from hypothesis import given, settings
from hypothesis import strategies as st
from parameters import PLAIN, stack
from reference.draw import window_of
from reference.lexicon import make_lexicon
from reference.protect import NO_LISTS
from reference.spin import Trace, spin_text
from reference.swaps import Parameters
from reference.tokens import find_tokens

from pipelines.engine import Rules, Spans, spin_texts
from pipelines.engine.parameters import PER_TEXT

ALL = Rules(names=False, min_letters=1)


def spin(texts, keys=None, rates=1.0, rules=ALL, *, lexicon=LEXICON, lists=NO_LISTS, kept=(), parameters=None):
    keys = keys_of(range(len(texts)) if keys is None else keys)
    rules = with_lists(rules, lists)
    rates = np.broadcast_to(np.float64(rates), len(texts))
    parameters = None if parameters is None else stack(parameters, lexicon)
    texts, kept = pa.array(texts, pa.string()), spans_of(texts, kept)
    return spin_texts(texts, keys, rates, lexicon, rules, kept=kept, parameters=parameters)


def spans_of(texts, kept):
    """The spans of each text, given in code points, as the engine's record; None without spans."""
    rows = [
        (i, *(len(text[:place].encode()) for place in span))
        for i, (text, spans) in enumerate(zip(texts, kept, strict=False))
        for span in spans
    ]
    return Spans(*(np.array(column, np.int64) for column in zip(*rows, strict=True))) if rows else None


def spin_request(request):
    lists, kept, parameters = request.lists, request.kept, request.parameters
    return spin(
        request.texts, request.keys, request.rates, request.rules, lists=lists, kept=kept, parameters=parameters
    )


def spin_slowly(request, trace=None):
    parameters = [None] * len(request.texts)
    if request.parameters is not None:
        parameters = [Parameters(values, LEXICON) for values in request.parameters]
    rows = zip(request.texts, request.keys, request.rates, request.kept, parameters, strict=True)
    rules, lists = request.rules, request.lists
    return [
        spin_text(text, key, rate, lexicon=ENTRIES, rules=rules, lists=lists, kept=kept, parameters=own, trace=trace)
        for text, key, rate, kept, own in rows
    ]


def rows_of(spun):
    columns = [spun.spun.to_pylist(), spun.edits.to_pylist(), spun.n_words.tolist(), spun.n_swapped_words.tolist()]
    return list(zip(*columns, strict=True))


@pytest.mark.usefixtures("either_way")
@settings(max_examples=300, deadline=None)
@given(requests())
def test_spin_equals_the_slow_engine(request):
    slow, spun = spin_slowly(request), spin_request(request)
    assert rows_of(spun) == slow
    assert spun.n_swaps.tolist() == [len(edits) for _, edits, _, _ in slow]


@pytest.mark.usefixtures("either_way")
@settings(max_examples=200, deadline=None)
@given(deep_requests())
def test_many_passes_equal_the_slow_engine(request):
    assert rows_of(spin_request(request)) == spin_slowly(request)


@settings(max_examples=50, deadline=None)
@given(requests())
def test_spin_changes_nothing_outside_its_edits_and_can_be_undone(request):
    for text, (spun, edits, _, _) in zip(request.texts, rows_of(spin_request(request)), strict=True):
        undone, at = "", 0
        for edit in edits:
            assert text[edit["clean_start"] : edit["clean_end"]] == edit["original"] != edit["replacement"]
            assert spun[edit["spun_start"] : edit["spun_end"]] == edit["replacement"]
            undone += spun[at : edit["spun_start"]] + edit["original"]
            at = edit["spun_end"]
        assert (undone + spun[at:]).encode() == text.encode()


@settings(max_examples=30, deadline=None)
@given(requests(), st.randoms(use_true_random=False))
def test_spin_is_the_same_in_any_batch_and_order(request, random):
    together = rows_of(spin_request(request))
    order = list(range(len(request.texts)))
    random.shuffle(order)
    for i in order:
        assert rows_of(spin_request(request.take([i]))) == [together[i]]
    assert rows_of(spin_request(request.take(order))) == [together[i] for i in order]


@settings(max_examples=100, deadline=None)
@given(requests())
def test_spin_covers_as_many_clean_words_as_asked(request):
    """Never more; fewer only if no slot left fits the rest, or if edits restored their originals."""
    for i, row in enumerate(rows_of(spin_request(request))):
        trace = Trace()
        spin_slowly(request.take([i]), trace)
        text, (_, edits, n_words, covered) = request.texts[i], row
        tokens = find_tokens(text)
        spans = [(edit["clean_start"], edit["clean_end"]) for edit in edits]
        assert covered == sum(any(start <= token.start < end for start, end in spans) for token in tokens)
        target = math.floor(request.rates[i] * n_words + 0.5)
        assert covered <= target
        assert all(length > trace.short for length in trace.left)
        assert covered == target - trace.short or trace.n_restored


@settings(max_examples=200, deadline=None)
@given(st.one_of(requests(), deep_requests()))
def test_each_window_of_words_has_at_most_one_swap_over_all_passes(request):
    for i, (_, edits, n_words, _) in enumerate(rows_of(spin_request(request))):
        starts = [token.start for token in find_tokens(request.texts[i])]
        every = request.rules_of(i).every
        windows = [window_of(request.keys[i], starts.index(edit["clean_start"]), every) for edit in edits]
        assert len(set(windows)) == len(windows) <= max(n_words, 1)


@settings(max_examples=100, deadline=None)
@given(deep_requests())
def test_consistent_texts_have_one_candidate_for_each_unit_in_all_passes(request):
    rules = dataclasses.replace(request.rules, consistency=1, repair_articles=False)
    for own in request.parameters or []:
        own.update(consistency=1, repair_articles=False)
    for _, edits, _, _ in rows_of(spin_request(dataclasses.replace(request, rules=rules))):
        once = {(edit["original"].lower(), edit["replacement"].lower()) for edit in edits if edit["passes"] == 1}
        assert len({original for original, _ in once}) == len(once)


@settings(max_examples=50, deadline=None)
@given(requests())
def test_parameters_without_tastes_swap_the_same_slots(request):
    rules = dataclasses.replace(request.rules, passes=(1.0,), repair_articles=False)
    request = dataclasses.replace(request, rules=rules, parameters=None)
    own = {name: getattr(rules, name) for name in PER_TEXT}
    parameters = [{**PLAIN, **own, "origin_steps": [0] * 9} for _ in request.texts]
    with_parameters = dataclasses.replace(request, parameters=parameters)
    spans, same = (
        [[(edit["clean_start"], edit["clean_end"]) for edit in edits] for _, edits, _, _ in rows_of(spun)]
        for spun in (spin_request(request), spin_request(with_parameters))
    )
    assert spans == same


@settings(max_examples=30, deadline=None)
@given(many_texts)
def test_spin_at_rate_0_changes_nothing(texts):
    spun = spin(texts, rates=0.0)
    assert spun.spun.to_pylist() == texts
    assert not spun.n_swaps.any()


@pytest.mark.parametrize(
    ("clean", "spun"),
    [
        ("Council tax", "Local levy"),
        ("COUNCIL TAX", "LOCAL LEVY"),
        ("Council TAX", "Local levy"),
        ("council Tax", "local levy"),
        ("A LOT OF mud", "MUCH mud"),
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
    assert spin(["Rain and RAIN"], rules=rules, lexicon=lexicon).spun.to_pylist() == ["wet and wet"]


def test_spin_in_title_case_capitalises_half_of_the_replacements():
    lexicon = make_lexicon({"rain": (1, [("wet", 1)])})
    rules = Rules(names=False, casing="title")
    spun = spin(["rain and RAIN. Rain, " * 500], rules=rules, lexicon=lexicon).spun[0].as_py()
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


def test_an_edit_that_restores_its_original_is_dropped():
    lexicon = make_lexicon({"old tax": (1, [("old levy", 1)]), "levy": (1, [("tax", 1)])})
    spun = spin(["old tax"], rules=Rules(passes=(0.9, 0.1), again=0.5), lexicon=lexicon)
    assert rows_of(spun) == [("old tax", [], 2, 0)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "2 rivers",
        "the 5th",
        "www.rain.com",
        "http://x.org/rain-river",
        "write to rain@mail.com, (rain@mail.com)",
        "@rain #rain",
        "it's",
        "It’s",
        "council\u00adtax",
        "rainy",
        "I",
        "ra\u0301in",
        "rain.txt",
    ],
)
def test_spin_must_not_change(text):
    assert spin([text], rules=Rules(names=False)).spun.to_pylist() == [text]


def test_spin_of_no_texts_is_no_rows():
    spun = spin([])
    assert (len(spun.spun), len(spun.edits), len(spun.n_words)) == (0, 0, 0)


def test_spin_without_a_lexicon_swaps_nothing():
    assert spin(["heavy rain"], lexicon=make_lexicon({})).spun.to_pylist() == ["heavy rain"]


def test_spin_accepts_slices_of_larger_arrays():
    texts = pa.array(["rain", "heavy rain", "river é", "rain"])
    whole = spin_texts(texts, keys_of([1, 2, 3, 4]), np.ones(4), LEXICON, ALL)
    part = spin_texts(texts.slice(1, 2), keys_of([2, 3]), np.ones(2), LEXICON, ALL)
    assert rows_of(part) == rows_of(whole)[1:3]


def test_spin_refuses_null_texts():
    with pytest.raises(ValueError, match="1 nulls in 2 rows"):
        spin_texts(pa.array(["rain", None]), keys_of([1, 2]), np.ones(2), LEXICON, ALL)


def test_spin_of_a_megabyte_on_one_line_gives_the_rate_asked_for():
    text = "“Heavy rain fell near the river bank, the café’s council tax rose — no country is safe ☔.” " * 11_000
    spun = spin([text], rates=0.3)
    assert len(text.encode()) > 1_000_000
    assert abs(spun.n_swapped_words[0] - 0.3 * spun.n_words[0]) <= 0.5
    edits, spun_text = spun.edits.to_pylist()[0], spun.spun[0].as_py()
    assert all(spun_text[edit["spun_start"] : edit["spun_end"]] == edit["replacement"] for edit in edits)


def test_spin_is_the_same_in_another_process():
    code = (
        "from test_spin import *; import hashlib\n"
        "spun = spin(['Heavy rain fell on the river bank. ' * 50] * 20, rates=0.3)\n"
        "print(hashlib.sha256(repr(rows_of(spun)).encode()).hexdigest())"
    )
    prints = {
        subprocess.check_output(
            [sys.executable, "-c", code],
            text=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join([*sys.path, __file__.rpartition("/")[0]])},
        )
        for seed in ("1", "2")
    }
    assert len(prints) == 1
