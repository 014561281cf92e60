import re
import unicodedata

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from pairs import make_row

from pipelines.lexicon.lists import read_list
from pipelines.quality.pairs.edits import view_edits
from pipelines.quality.pairs.intrusions import CONTROL, CONTROL_BYTES, find_intrusions
from schemas import PAIRS

GERMAN = {
    "the": "der",
    "will": "wird",
    "on": "am",
    "about": "über",
    "over": "über",
    "a": "ein",
    "and": "und",
    "of": "von",
}
INVISIBLE = {"Cc", "Cf", "Co", "Zl", "Zp"}
TEXT = "the council will vote on the bridge and the road over the river of a city"


def intrusions(*rows):
    pairs = pa.Table.from_pylist(list(rows), schema=PAIRS)
    return find_intrusions(view_edits(pairs), np.array([row["n_words"] for row in rows]))


@pytest.mark.parametrize(
    ("replacement", "rule"),
    [
        ("li\x07nk", "no_control_characters"),
        ("li\ufeffnk", "no_control_characters"),
        ("li\ufffdnk", "no_control_characters"),
        ("li\x85nk", "no_control_characters"),
        ("li\u200bnk", "no_control_characters"),
        ("li\xadnk", "no_control_characters"),
        ("li\u202enk", "no_control_characters"),
        ("li\u2028nk", "no_control_characters"),
        ("li\ue000nk", "no_control_characters"),
        ("li\uffffnk", "no_control_characters"),
        ("li\U000e0041nk", "no_control_characters"),
        ("<b>link", "no_markup"),
        ("link</p>", "no_markup"),
        ("a&amp;b", "no_markup"),
        ("a&#39;s", "no_markup"),
        ("a&#x27;s", "no_markup"),
        ("link#39;s", "no_markup"),
        ("brіdge", "no_foreign_letters"),  # noqa: RUF001 - a Ukrainian i
        ("мост", "no_foreign_letters"),
        ("桥", "no_foreign_letters"),
    ],
)
def test_an_intrusion_breaks_only_its_rule(replacement, rule):
    found = intrusions(make_row("the old bridge", {"old": "aged"}), make_row("the old bridge", {"bridge": replacement}))
    for name in ("no_control_characters", "no_markup", "no_foreign_letters"):
        assert found[name].tolist() == [True, name != rule], name


@pytest.mark.parametrize(
    "replacement", ["ünïcödé", "“new”", "—", "📈", "1 < 2 > 0", "AT&T", "R&D; then", "#1", "½", "e\u0301"]
)
def test_harmless_characters_are_not_intrusions(replacement):
    found = intrusions(make_row("the old bridge", {"bridge": replacement}))
    assert all(found[name].all() for name in ("no_control_characters", "no_markup", "no_foreign_letters"))


@pytest.mark.parametrize("original", ["old\x07", "<b>old", "a&amp;b", "мост"])
def test_faults_of_the_original_are_accepted(original):
    found = intrusions(make_row(f"the {original} bridge", {original: f"{original}er"}))
    assert all(found[name].all() for name in ("no_control_characters", "no_markup", "no_foreign_letters"))


def test_control_and_invisible_characters_are_those_of_unicode():
    found = [chr(point) for part in ((0, 0x3000), (0xE000, 0x10000), (0xE0000, 0xE0100)) for point in range(*part)]
    matches = pc.match_substring_regex(pa.array(found), CONTROL).to_pylist()

    def slow(character):
        is_given_to_nobody = 0xFDD0 <= ord(character) < 0xFDF0 or character in "\ufffe\uffff"
        return unicodedata.category(character) in INVISIBLE or character == "\ufffd" or is_given_to_nobody

    assert matches == list(map(slow, found))
    assert all(CONTROL_BYTES[each.encode()[0]] for each, match in zip(found, matches, strict=True) if match)


def test_lost_function_words_are_a_share_of_all_words():
    rows = [
        make_row(TEXT, GERMAN),
        make_row(TEXT, {"council": "board of the", "the": "that"}),
        make_row(TEXT, {"vote": "go"}),
    ]
    listed = set(read_list("function_words").to_pylist())

    def slow(row):
        count = lambda text: sum(word in listed for word in re.findall(r"[\w'’]+", text.lower()))  # noqa: E731, RUF001
        return (count(row["clean"]) - count(row["spun"])) / row["n_words"]

    found = intrusions(*rows)["function_words_lost"].tolist()
    assert found == pytest.approx([slow(row) for row in rows])
    assert found[0] > 0.5
    assert found[1] < 0


def test_rows_without_edits_have_no_intrusions():
    found = intrusions(make_row("the old bridge", {}))
    assert [found[name].tolist() for name in found] == [[True], [True], [True], [0.0]]
