"""Flows of augmenters, and the properties of everything that they write."""

import importlib.util
import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from pipelines.spinners.nlpaug.spin import Limits, spin_with_nlpaug
from pipelines.spinners.nlpaug.step import Augmenter

ROOT = Path(__file__).parents[3]


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
        pa.array(texts, pa.string()), np.array(keys, np.uint64), np.full(len(texts), rate), flow, Limits(rules)
    )


def spin_one(text, flow, key=7, rate=0.4, rules=None):
    """Return the spun text and its edits."""
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
    """Assert that edits are sorted, disjoint and not empty, and turn each text into the other."""
    assert undo(spun, edits) == clean
    assert redo(clean, edits) == spun
    for side in ("clean", "spun"):
        borders = [edit[f"{side}_{end}"] for edit in edits for end in ("start", "end")]
        assert borders == sorted(borders)
        assert all(edit[f"{side}_start"] < edit[f"{side}_end"] for edit in edits)
    assert all(edit["original"] != edit["replacement"] for edit in edits)
