"""What the flows write is nlpaug's; that the edits are exact is ours. nlpaug#N is what users of nlpaug asked for."""

import importlib.util
import math
import os
import pickle
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hard_texts import any_texts, many_texts, some_keys, some_rates
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import find_tokens

from pipelines.engine import Rules
from pipelines.engine.hold_out import HoldOut, has_held_out
from pipelines.engine.slots import build_glossary
from pipelines.errors import ConfigError
from pipelines.nlpaug_bridge import SpindleAug, load_flow, needs, spin_with_nlpaug
from pipelines.profiles import Augmenter

ROOT = Path(__file__).parents[1]
NEWS = (
    "Heavy rain hit  the “river bank” at 192.168.1.1, and it's said to cost $3.5m.\r\n\r\n\tPolice asked café drivers "
    "— José's 👩\u200d🚒 team — to receive mail (see http://a.org/b?c=d) tomorrow; London's beautiful bridge closed."
)
RESERVED = {
    "reserved_tokens": [["heavy rain", "downpour"], ["bridge", "link", "the crossing"], ["river", "stream"]],
    "case_sensitive": False,
}


def step(augmenter, chance=1.0, **own):
    return Augmenter(augmenter=augmenter, settings=own, chance=chance)


FLOWS = {
    "keyboard": [step("KeyboardAug")],
    "spelling": [step("SpellingAug")],
    "ocr": [step("OcrAug")],
    "characters in": [step("RandomCharAug", action="insert")],
    "characters out": [step("RandomCharAug", action="delete", min_char=1, aug_char_p=1)],
    "characters swapped": [step("RandomCharAug", action="swap", min_char=1)],
    "words for words": [step("RandomWordAug", action="substitute", target_words=["blah", "Foo bar", "ﬁn\u0301"])],
    "words swapped": [step("RandomWordAug", action="swap")],
    "words out": [step("RandomWordAug", action="delete")],
    "split": [step("SplitAug", min_char=1)],
    "reserved": [step("ReservedAug", **RESERVED)],
    "typos of typos": [step("SpellingAug"), step("KeyboardAug", min_char=1)],
    "all of it": [
        step("ReservedAug", **RESERVED),
        step("RandomWordAug", action="swap", chance=0.7),
        step("SplitAug"),
        step("RandomWordAug"),
        step("RandomCharAug"),
    ],
}
needs_wordnet = pytest.mark.skipif(
    importlib.util.find_spec("nltk") is None or "NLTK_DATA" not in os.environ, reason="NLTK and its data are not here"
)


def spin(texts, flow, keys=None, rate=0.4, rules=None):
    keys = np.arange(len(texts)) if keys is None else keys
    return spin_with_nlpaug(
        pa.array(texts, pa.string()), np.array(keys, np.uint64), np.full(len(texts), rate), flow, rules
    )


def spin_one(text, flow, key=7, rate=0.4, rules=None):
    """The spun text and its edits."""
    spun = spin([text], flow, [key], rate, rules)
    return spun.spun[0].as_py(), spun.edits[0].as_py()


def undo(spun, edits):
    for edit in reversed(edits):
        assert spun[edit["spun_start"] : edit["spun_end"]] == edit["replacement"]
        spun = spun[: edit["spun_start"]] + edit["original"] + spun[edit["spun_end"] :]
    return spun


def redo(clean, edits):
    for edit in reversed(edits):
        assert clean[edit["clean_start"] : edit["clean_end"]] == edit["original"]
        clean = clean[: edit["clean_start"]] + edit["replacement"] + clean[edit["clean_end"] :]
    return clean


def prove(clean, spun, edits):
    """Edits are sorted and disjoint, change something, and lead from each text to the other."""
    assert undo(spun, edits) == clean
    assert redo(clean, edits) == spun
    for side in ("clean", "spun"):
        borders = [edit[f"{side}_{end}"] for edit in edits for end in ("start", "end")]
        assert borders == sorted(borders)
        assert all(edit[f"{side}_start"] < edit[f"{side}_end"] for edit in edits)
    assert all(edit["original"] != edit["replacement"] for edit in edits)


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
def test_rate_0_changes_nothing(flow):
    assert spin_one(NEWS, flow, rate=0) == (NEWS, [])


@pytest.mark.parametrize("text", ["", " ", "\r\n", "!?", "👩\u200d🚒", "…", "a", "Rain", "\u0301"])
@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS.keys())
def test_texts_of_hardly_a_word(flow, text):
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
def test_actions_on_several_words_keep_what_stands_between(flow, before, after):
    assert spin_one(before, flow, rate=1)[0] == after


def test_an_edit_names_what_was_hit_and_by_what():
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
            "source": "nlpaug.RandomWordAug",
            "passes": 1,
        }
    ]
    assert spin_one("rain, snow", FLOWS["words swapped"], rate=1)[1][0]["kind"] == "phrase"


def test_a_later_augmenter_writes_on_top_of_an_earlier_one():
    flow = [
        step("ReservedAug", reserved_tokens=[["rain", "wet weather"]]),
        step("ReservedAug", reserved_tokens=[["weather", "climate"], ["sun", "star"]]),
    ]
    spun, edits = spin_one("sun, rain and so on", flow, key=2, rate=0.4)
    prove("sun, rain and so on", spun, edits)
    assert [(edit["original"], edit["replacement"], edit["passes"], edit["source"]) for edit in edits] == [
        ("sun", "star", 1, "nlpaug.ReservedAug"),
        ("rain", "wet climate", 2, "nlpaug.ReservedAug"),
    ]
    sources = {edit["source"] for edit in spin_one(NEWS, FLOWS["typos of typos"], rate=1)[1] if edit["passes"] == 2}
    assert sources == {"nlpaug.SpellingAug+KeyboardAug"}


def test_augmenters_share_the_rate_and_a_later_one_takes_what_is_left():
    text = " ".join(["people thought because their beautiful weather received"] * 10)
    sources = [edit["source"] for edit in spin_one(text, FLOWS["typos of typos"], rate=0.4)[1]]
    assert sum("Spelling" in source for source in sources) == 14
    nothing_to_reserve = [step("ReservedAug", **RESERVED), step("KeyboardAug")]
    assert len(spin_one(text, nothing_to_reserve, rate=0.4)[1]) == 28


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS.keys())
def test_only_what_is_not_held_out_is_put_and_only_what_is_where_it_is_asked_for(flow):
    texts, keys, rates = pa.array([NEWS] * 40), np.arange(40).astype(np.uint64), np.full(40, 0.4)
    sides = {side: spin_with_nlpaug(texts, keys, rates, flow, hold_out=HoldOut(0.3, side)) for side in (False, True)}
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
    spun = spin_with_nlpaug(
        pa.array([text]), np.array([7], np.uint64), np.array([0.25]), FLOWS[name], hold_out=HoldOut(0.1, is_unseen=True)
    )
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
def test_another_process_spells_the_same():
    """nlpaug keeps misspellings in a set, so its own choice changes with the hash seed of the process."""
    code = (
        "import sys; sys.path[:0] = ['tests']; from test_nlpaug_bridge import *; "
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


def test_a_second_dictionary_is_read_not_the_first_again(tmp_path):
    flows = []
    for name, line in (("one", "rain rane\n"), ("two", "rain rayn\n")):
        (tmp_path / name).write_text(line)
        flows.append([step("SpellingAug", dict_path=str(tmp_path / name), include_reverse=False)])
    assert [spin_one("rain", flow, rate=1)[0] for flow in flows] == ["rane", "rayn"]
    assert load_flow(flows[0])[0].fingerprint != load_flow(flows[1])[0].fingerprint


# What users asked for


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


def test_phrases_names_and_quotations_are_protected():  # nlpaug#296
    text = "The prime minister of Norway met the minister: “no bridge”, he said. THE END"
    rules = Rules(quotations=True, min_letters=1, glossary=build_glossary(["prime minister"]))
    spun, edits = spin_one(text, [step("RandomWordAug", action="substitute")], rate=1, rules=rules)
    assert spun == "_ prime minister _ Norway _ _ _: “no bridge”, _ _. THE END"
    assert len(edits) == 7
    for flow in FLOWS.values():
        spun, edits = spin_one(text, flow, rate=1, rules=rules)
        prove(text, spun, edits)
        for kept in ("prime minister", "Norway", "“no bridge”", "THE END"):
            assert kept in spun


def test_only_names_of_the_gazetteer_are_protected_if_there_is_one():
    rules = Rules(min_letters=1, gazetteer=build_glossary(["norway"]))
    spun, _ = spin_one("He met Quux of Norway", [step("RandomWordAug", action="substitute")], rate=1, rules=rules)
    assert spun == "_ _ _ _ Norway"


@pytest.mark.parametrize("name", ["SynonymAug", "AntonymAug"])
def test_missing_data_are_named_before_anything_is_downloaded(name, monkeypatch):  # nlpaug#349, #220
    monkeypatch.setattr(needs, "_look_up", lambda *_: (_ for _ in ()).throw(LookupError("Resource not found")))
    monkeypatch.setattr(needs, "_tag", lambda: (_ for _ in ()).throw(needs.zipfile.BadZipFile("not a zip file")))
    monkeypatch.setattr(needs, "_need_package", lambda *_: None)
    with pytest.raises(
        ConfigError, match=r"python -m nltk\.downloader wordnet averaged_perceptron_tagger_eng.*NLTK_DATA"
    ):
        load_flow([step(name, stopwords=[])])


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (step("SynonymAug", stopwords=["x"]), "`pip install nltk`"),
        (step("ContextualWordEmbsAug"), "`pip install torch`"),
        (step("WordEmbsAug", model_type="glove"), "`pip install gensim`"),
    ],
)
def test_missing_packages_are_named(part, words, monkeypatch):
    monkeypatch.setattr(needs.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ConfigError, match=words):
        load_flow([part])


def test_a_language_model_is_not_downloaded(monkeypatch):
    monkeypatch.setattr(needs, "_need_package", lambda *_: None)
    with pytest.raises(ConfigError, match="hf download bert-base-uncased --local-dir"):
        load_flow([step("ContextualWordEmbsAug")])


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (step("SynonimAug"), "did you mean 'SynonymAug'"),
        (step("NoiseAug"), "these work: AntonymAug"),
        (step("BackTranslationAug"), "no word can be traced"),
        (step("RandomWordAug", action="crop"), "substitute, swap, delete.*'crop'"),
        (step("KeyboardAug", aug_word_p=0.3), "'aug_word_p'.*the profile's rate"),
        (step("SynonymAug", aug_max=None), "'aug_max'.*the profile's rate"),
        (step("KeyboardAug", min_chars=2), "did you mean 'min_char'"),
        (step("KeyboardAug", lang="klingon"), "cannot work with the settings"),
        (step("ReservedAug"), "reserved_tokens"),
        (step("ReservedAug", reserved_tokens=[["rain", ""]]), "reserved_tokens"),
        (step("ReservedAug", reserved_tokens=[["rain"]]), "two different words"),
        (step("ReservedAug", reserved_tokens=[["Rain", "rain"]], case_sensitive=False), "two different words"),
        (step("RandomWordAug", action="substitute", target_words=["a", ""]), "action: delete"),
        (step("SpellingAug", dict_path="no/such/file"), "settings.dict_path.*'no/such/file'"),
        (step("TfIdfAug", model_path="no/such/folder"), "tfidfaug_w2idf.txt.*'no/such/folder'"),
    ],
)
def test_what_cannot_work_is_refused_at_load(part, words):
    with pytest.raises(ConfigError, match=words):
        load_flow([part])


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


class FakeModel:
    """Answers as a masked language model of nlpaug does, always the same."""

    def get_mask_token(self):
        return "[MASK]"

    def get_subword_prefix(self):
        return "##"

    def get_tokenizer(self):
        return self

    def tokenize(self, text):
        return text.split()

    def predict(self, texts, target_words, n):  # noqa: ARG002 - as nlpaug calls it
        self.asked = texts
        return [["...", "##s", *(word for word in target_words if word), " Snow"]]


def test_a_language_model_sees_the_surroundings_of_one_word():
    from nlpaug.augmenter.word import WordAugmenter

    from pipelines.nlpaug_bridge.contextual import fill_mask
    from pipelines.nlpaug_bridge.sweep import Cell, find_words

    augmenter = WordAugmenter(action="substitute")
    augmenter.model, augmenter.max_num_token = FakeModel(), 100
    text = "Heavy  rain,\nit said, [MASK]"
    cells = [
        Cell(token.start, token.end, token.word, 1, is_open=True) for token in find_tokens("Heavy  rain,\nit said")
    ]
    words = list(find_words(text[:20], cells))
    assert fill_mask(augmenter, words, 1) in {"s", "Snow"}
    assert augmenter.model.asked == ["Heavy  [MASK],\nit said"]
    augmenter.max_num_token = 3
    fill_mask(augmenter, words, 1)
    assert augmenter.model.asked == ["Heavy  [MASK],\nit"]
    augmenter.action = "insert"
    assert fill_mask(augmenter, words, 1) in {"s rain", "Snow rain"}


# WordNet, where its data are


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


# A profile as an augmenter of nlpaug

SENTENCE = "The council will vote on the new bridge,\r\n\tand  police asked people to stay at home.  "


def test_spindle_aug_leaves_the_rest_to_the_byte():
    aug = SpindleAug("autoblog", rate=0.3)
    (spun,) = aug.augment(SENTENCE)
    assert spun != SENTENCE
    assert spun.endswith(".  ")
    assert ",\r\n\t" in spun
    assert SpindleAug("autoblog", rate=0).augment(SENTENCE) == [SENTENCE]


def test_spindle_aug_gives_a_list_always():  # contrastive-product-matching#4
    aug = SpindleAug("light", rate=0.3)
    assert [type(aug.augment(data)) for data in (SENTENCE, [SENTENCE], "", [], None)] == [list] * 5
    assert (aug.augment(""), aug.augment(["", SENTENCE])[0]) == ([], "")
    assert len(aug.augment([SENTENCE] * 3)) == 3


def test_spindle_aug_variants_differ():
    variants = SpindleAug("autoblog", rate=0.3).augment(SENTENCE, n=6, num_thread=2)
    assert len(variants) == len(set(variants)) == 6
    assert SpindleAug("autoblog", rate=0).augment(SENTENCE, n=3) == [SENTENCE]


def test_spindle_aug_depends_on_seed_text_and_call_alone():
    one, two = SpindleAug("autoblog", rate=0.3), SpindleAug("autoblog", rate=0.3)
    calls = [one.augment(SENTENCE)[0] for _ in range(3)]
    two.augment("The council voted on something else")
    random.seed(5)
    assert [two.augment([SENTENCE])[0] for _ in range(3)] == calls
    assert SpindleAug("autoblog", rate=0.3).augment(SENTENCE, n=3) == calls
    assert SpindleAug("autoblog", rate=0.3, seed=1).augment(SENTENCE)[0] != calls[0]
    assert pickle.loads(pickle.dumps(one)).augment(SENTENCE) == one.augment(SENTENCE)  # noqa: S301 - our own


def test_spindle_aug_is_the_command_line():
    from pipelines.cli.spin import spin_text

    calls = [SpindleAug("light", rate=0.2, seed=9).augment(SENTENCE, n=2)]
    rows = [spin_text(SENTENCE, profile="light", rate=0.2, seed=9, variant=variant) for variant in range(2)]
    assert calls == [[row["spun"] for row in rows]]


def test_spindle_aug_details_point_at_the_words():  # nlpaug#129, #333
    ((spun, changes),) = SpindleAug("autoblog", rate=0.3, include_detail=True).augment(SENTENCE)
    assert changes
    for change in changes:
        assert SENTENCE[change["orig_start_pos"] :].startswith(change["orig_token"])
        assert spun[change["new_start_pos"] :].startswith(change["new_token"])
    assert [change["change_seq"] for change in changes] == list(range(1, len(changes) + 1))


def test_spindle_aug_works_in_flows():
    import nlpaug.augmenter.char as nac
    import nlpaug.flow as naf

    alone = naf.Sequential([SpindleAug("autoblog", rate=0.3)])
    assert alone.augment(SENTENCE) == [SpindleAug("autoblog", rate=0.3).augment(SENTENCE)[0]]
    flow = naf.Sequential([SpindleAug("autoblog", rate=0.3), naf.Sometimes([nac.KeyboardAug()], aug_p=0.5)])
    assert len(flow.augment(SENTENCE, n=3)) == 3
    assert naf.Sometimes([SpindleAug("light")], aug_p=1).augment(SENTENCE) != [SENTENCE]
    assert naf.Sequential([SpindleAug("light")]).augment([SENTENCE, "Rain fell"])


def test_spindle_aug_runs_profiles_of_nlpaug_too():
    (spun,) = SpindleAug("keyboard_typos", rate=0.2).augment(SENTENCE)
    assert spun != SENTENCE
    assert ",\r\n\t" in spun


@pytest.mark.parametrize(("values", "words"), [({"profile": "autoblock"}, "'autoblog'"), ({"rate": 2}, "got 2")])
def test_spindle_aug_says_what_is_wrong(values, words):
    with pytest.raises(ConfigError, match=words):
        SpindleAug(**values)
