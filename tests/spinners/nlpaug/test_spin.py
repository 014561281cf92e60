"""The texts are nlpaug's, the exact edits are ours. nlpaug#N is an issue that users of nlpaug opened."""

import math
import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pytest
from hard_texts import any_texts, many_texts, some_keys, some_rates
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.tokens import find_tokens
from spinners.nlpaug.flows import FLOWS, NEWS, RESERVED, ROOT, needs_wordnet, prove, spin, spin_one, step

from pipelines.engine import Rules
from pipelines.engine.hold_out import HoldOut, has_held_out
from pipelines.spinners.nlpaug.spin import Limits, spin_with_nlpaug

# Exact edits


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS.keys())
@settings(max_examples=30, deadline=None)
@given(texts=many_texts, key=some_keys, rate=some_rates)
def test_edits_are_exact_and_never_more_than_the_rate(flow, texts, key, rate):
    keys = [(key + number) % 2**64 for number in range(len(texts))]
    spun = spin(texts, flow, keys, rate)
    for number, text in enumerate(texts):
        edits = spun.edits[number].as_py()
        prove(text, spun.spun[number].as_py(), edits)
        n_words = len(find_tokens(text))
        n_swapped = sum(len(find_tokens(edit["original"])) for edit in edits)
        assert n_swapped <= math.floor(rate * n_words + 0.5)
        assert (spun.n_words[number], spun.n_swaps[number], spun.n_swapped_words[number]) == (
            n_words,
            len(edits),
            n_swapped,
        )


@pytest.mark.parametrize("name", ["keyboard", "spelling", "ocr", "words for words", "typos of typos", "split"])
def test_the_rate_asked_is_the_rate_achieved_where_there_are_words(name):
    text = " ".join(["people thought because their beautiful weather received"] * 20)
    for rate in (0.01, 0.1, 0.25, 0.5):
        spun = spin([text], FLOWS[name], rate=rate)
        assert spun.n_swapped_words[0] == math.floor(rate * 140 + 0.5)


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS.keys())
def test_no_flow_touches_markup(flow):
    page = (
        '<p>Heavy rain hit <a href="/river.htm" title="river > bank">the river</a> and <b>bridge</b>.</p> '
        "<!-- heavy rain --> <script>river = bank;</script> Mail&nbsp;drivers of d&eacute;put&eacute; left <br/>roads."
    )
    parts = ["<p>", '<a href="/river.htm" title="river > bank">', "</a>", "<b>", "</b>", "</p>", "<!-- heavy rain -->"]
    parts += ["<script>river = bank;</script>", "&nbsp;", "d&eacute;put&eacute;", "<br/>"]
    for key in range(5):
        spun = spin_with_nlpaug(
            pa.array([page]), np.array([key], np.uint64), np.array([1.0]), flow, Limits(Rules(names=False))
        )
        at = 0
        for part in parts:
            at = spun.spun[0].as_py().index(part, at) + len(part)


def test_a_word_with_only_a_tag_beside_it_is_not_deleted():
    limits = Limits(Rules(names=False))
    spun = spin_with_nlpaug(pa.array(["<b>rain>"]), np.zeros(1, np.uint64), np.array([1.0]), FLOWS["words out"], limits)
    assert spun.edits.to_pylist() == [[]]


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS.keys())
def test_rate_0_changes_nothing(flow):
    assert spin_one(NEWS, flow, rate=0) == (NEWS, [])


@pytest.mark.parametrize("text", ["", " ", "\r\n", "!?", "👩\u200d🚒", "…", "a", "Rain", "\u0301"])
@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS.keys())
def test_texts_without_words_or_with_a_single_one(flow, text):
    prove(text, *spin_one(text, flow, rate=1))


@pytest.mark.parametrize(
    ("flow", "before", "after"),
    [
        ([step("RandomWordAug", action="swap")], "Rain, snow", "Snow, rain"),
        ([step("RandomWordAug", action="swap")], "Rain falls", "Falls rain"),
        ([step("RandomWordAug", action="swap")], "rain\nsnow", "rain\nsnow"),
        ([step("RandomWordAug", stopwords=["the", "old"])], "the old bridge", "the old"),
        ([step("RandomWordAug", stopwords=["old", "bridge"])], "The old bridge", "Old bridge"),
        ([step("RandomWordAug", stopwords=["a", "b", "c"])], 'a "rain", b; c', 'a "", b; c'),
        ([step("RandomWordAug", stopwords=["a", "b", "c"])], "a b rain.\n\nc", "a b.\n\nc"),
        ([step("ReservedAug", **RESERVED)], "Heavy rain; heavy  rain", "Downpour; heavy  rain"),
    ],
)
def test_actions_on_several_words_keep_the_text_between_them(flow, before, after):
    assert spin_one(before, flow, rate=1)[0] == after


def test_an_edit_names_its_words_and_its_augmenter():
    _, edits = spin_one("The rain", [step("RandomWordAug", action="substitute", stopwords=["The"])], rate=0.5)
    assert edits == [
        {
            "clean_start": 4,
            "clean_end": 8,
            "spun_start": 4,
            "spun_end": 5,
            "original": "rain",
            "replacement": "_",
            "kind": "word",
            "origin": "nlpaug.RandomWordAug",
            "passes": 1,
        }
    ]
    assert spin_one("rain, snow", FLOWS["words swapped"], rate=1)[1][0]["kind"] == "phrase"


def test_a_later_augmenter_works_on_the_output_of_an_earlier_one():
    flow = [
        step("ReservedAug", reserved_tokens=[["rain", "wet weather"]]),
        step("ReservedAug", reserved_tokens=[["weather", "climate"], ["sun", "star"]]),
    ]
    spun, edits = spin_one("sun, rain and so on", flow, key=2, rate=0.4)
    prove("sun, rain and so on", spun, edits)
    assert [(edit["original"], edit["replacement"], edit["passes"], edit["origin"]) for edit in edits] == [
        ("sun", "star", 1, "nlpaug.ReservedAug"),
        ("rain", "wet climate", 2, "nlpaug.ReservedAug"),
    ]
    origins = {edit["origin"] for edit in spin_one(NEWS, FLOWS["typos of typos"], rate=1)[1] if edit["passes"] == 2}
    assert origins == {"nlpaug.SpellingAug+KeyboardAug"}


def test_augmenters_share_the_rate_and_a_later_one_takes_the_rest():
    text = " ".join(["people thought because their beautiful weather received"] * 10)
    origins = [edit["origin"] for edit in spin_one(text, FLOWS["typos of typos"], rate=0.4)[1]]
    assert sum("Spelling" in origin for origin in origins) == 14
    nothing_to_reserve = [step("ReservedAug", **RESERVED), step("KeyboardAug")]
    assert len(spin_one(text, nothing_to_reserve, rate=0.4)[1]) == 28


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS.keys())
def test_held_out_replacements_occur_only_on_their_side(flow):
    texts, keys, rates = pa.array([NEWS] * 40), np.arange(40).astype(np.uint64), np.full(40, 0.4)
    sides = {
        side: spin_with_nlpaug(texts, keys, rates, flow, Limits(hold_out=HoldOut(0.3, side))) for side in (False, True)
    }
    for is_unseen, spun in sides.items():
        edits = spun.edits.flatten().to_pylist()
        replacements = pa.array([edit["replacement"] for edit in edits], pa.string())
        assert has_held_out(replacements, 0.3).tolist() == [is_unseen] * len(edits)
        for text, of_text in zip(spun.spun.to_pylist(), spun.edits.to_pylist(), strict=True):
            prove(NEWS, text, of_text)
    assert sides[False].n_swaps.all() == spin([NEWS] * 40, flow).n_swaps.all()


@pytest.mark.parametrize("name", ["keyboard", "characters in"])
def test_the_rate_is_reached_with_held_out_words_alone(name):
    text = " ".join(["people thought because their beautiful weather received"] * 20)
    limits = Limits(hold_out=HoldOut(0.1, is_unseen=True))
    spun = spin_with_nlpaug(pa.array([text]), np.array([7], np.uint64), np.array([0.25]), FLOWS[name], limits)
    assert spun.n_swapped_words[0] == 35


def test_chance_is_the_share_of_texts_that_an_augmenter_is_run_on():
    spun = spin(["Heavy rain closed the bridge"] * 300, [step("KeyboardAug", chance=0.3)])
    assert np.mean(spun.n_swaps > 0) == pytest.approx(0.3, abs=0.08)
    assert spin_one(NEWS, [step("KeyboardAug", chance=0)]) == (NEWS, [])


# Determinism


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS.keys())
def test_a_text_is_spun_the_same_in_any_batch_and_order(flow):
    texts = [NEWS, "Heavy rain closed the bridge", "", NEWS * 2, "So it goes."]
    whole = spin(texts, flow).spun.to_pylist()
    turned = spin(texts[::-1], flow, range(len(texts))[::-1]).spun.to_pylist()[::-1]
    assert [spin_one(text, flow, key)[0] for key, text in enumerate(texts)] == whole == turned


def test_keys_decide():
    spun = [spin_one(NEWS, FLOWS["keyboard"], key)[0] for key in (1, 1, 2, 2**64 - 1)]
    assert spun[0] == spun[1]
    assert len(set(spun)) == 3


def test_generators_of_the_process_are_left_alone():  # nlpaug#6
    state, numpy_state = random.getstate(), np.random.get_state()  # noqa: NPY002
    first = spin_one(NEWS, FLOWS["all of it"])
    assert random.getstate() == state
    assert str(np.random.get_state()) == str(numpy_state)  # noqa: NPY002
    random.seed(99)
    np.random.seed(99)  # noqa: NPY002
    assert spin_one(NEWS, FLOWS["all of it"]) == first


def test_threads_do_not_disturb_each_other():  # helm#770
    alone = [spin_one(NEWS, FLOWS["all of it"], key)[0] for key in range(24)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda key: spin_one(NEWS, FLOWS["all of it"], key)[0], range(24))) == alone


@pytest.mark.slow
def test_another_process_gives_the_same_spellings():
    """nlpaug keeps misspellings in a set, so its own choice changes with the hash seed of the process."""
    code = (
        "import sys; sys.path[:0] = ['tests']; from spinners.nlpaug.flows import *; "
        "print(ascii(spin_one(NEWS, FLOWS['spelling'], rate=1)))"
    )
    spun = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(spun) == 1


# Requests of users


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS.keys())
def test_numbers_addresses_and_spaces_stay_whole(flow):  # nlpaug#272, #143, #325, #171
    text = "ping 192.168.1.1,\tthen  e-mail a.b@c.com or http://a.org/x; it costs $3.5m\u00a0— “it's”.\r\n"
    rules = Rules(names=False, min_letters=1)
    spun, edits = spin_one(text, flow, rate=0.5, rules=rules)
    prove(text, spun, edits)
    for whole in ("192.168.1.1", "a.b@c.com", "http://a.org/x", "$3.5m\u00a0—", "\r\n"):
        assert whole in spun
    assert spin_one(NEWS, flow, rate=0)[0] == NEWS


@given(text=any_texts, key=some_keys)
@settings(max_examples=50, deadline=None)
def test_labels_on_the_clean_text_can_be_moved(text, key):  # nlpaug#214, #19, #116
    spun, edits = spin_one(text, FLOWS["typos of typos"], key)
    for token in find_tokens(text):
        if all(token.end <= edit["clean_start"] or token.start >= edit["clean_end"] for edit in edits):
            before = [edit for edit in edits if edit["clean_end"] <= token.start]
            shift = sum(len(edit["replacement"]) - len(edit["original"]) for edit in before)
            assert spun[token.start + shift : token.end + shift] == token.word


def test_tfidf_inserts_and_substitutes(tmp_path):
    from nlpaug.model.word_stats import TfIdf

    words = [token.word for token in find_tokens(NEWS)]
    model = TfIdf()
    model.train([words, words[:9], words[5:20]])
    model.save(str(tmp_path))
    for action in ("insert", "substitute"):
        spun, edits = spin_one(NEWS, [step("TfIdfAug", model_path=str(tmp_path), action=action)])
        prove(NEWS, spun, edits)
        assert len(edits) == math.floor(0.4 * len(words) + 0.5)
        if action == "insert":
            assert all(edit["replacement"].lower().endswith(" " + edit["original"].lower()) for edit in edits)


# WordNet, if its data are installed


@needs_wordnet
@pytest.mark.parametrize("name", ["SynonymAug", "AntonymAug"])
@settings(max_examples=15, deadline=None)
@given(texts=st.lists(st.one_of(any_texts, st.just(NEWS)), max_size=3), key=some_keys)
def test_wordnet_swaps_are_exact(name, texts, key):
    spun = spin(texts, [step(name), step("KeyboardAug", chance=0.5)], [key] * len(texts))
    for text, new, edits in zip(texts, spun.spun.to_pylist(), spun.edits.to_pylist(), strict=True):
        prove(text, new, edits)


@needs_wordnet
def test_synonyms_reach_the_rate():
    text = NEWS.replace("192.168.1.1", "home") * 10
    spun = spin([text], [step("SynonymAug")], rate=0.3)
    assert spun.n_swapped_words[0] == math.floor(0.3 * spun.n_words[0] + 0.5)
