# ruff: noqa: RUF001 - curly quotes and dashes are what is tested
"""Spinning of any texts: equal to the slow engine, the same in any batch and process, and within the rate asked for."""

import dataclasses
import math
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest
from engine.spins import ALL, rows_of, spin
from hard_texts import ENTRIES, LEXICON, deep_requests, keys_of, many_texts, requests
from hypothesis import given, settings
from hypothesis import strategies as st
from parameters import PLAIN
from reference.draw import window_of
from reference.lexicon import make_lexicon
from reference.spin import Trace, spin_text
from reference.swaps import PER_TEXT, Parameters
from reference.tokens import find_tokens

from pipelines.engine import Rules, spin_texts


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
    """Never more; fewer only if no slot left fits the rest."""
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
        assert covered == target - trace.short


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
