# ruff: noqa: RUF001 - curly quotes and dashes are what this is about

import sys
import unicodedata

import ftfy
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from ftfy.chardata import CONTROL_CHARS, LIGATURES, WIDTH_MAP
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.text.controls import keep_apart
from pipelines.text.repair import CONFIG, SUSPICIOUS, repair_texts

MENDED = [
    ("The deal is worth Â£600m to the town.", "The deal is worth £600m to the town."),
    ("â€œWe are pleased,â€\x9d she said.", "“We are pleased,” she said."),
    ("The cafÃ© opens at nine.", "The café opens at nine."),
    ("Itâ€™s late â€“ very late", "It’s late – very late"),
    ("Smith &amp; Sons won 3&ndash;1", "Smith & Sons won 3–1"),
    ("the o\ufb03ce", "the office"),
    ("cafe\u0301 culture", "café culture"),
    ("a \x92quote\x92", "a ’quote’"),
    ("bell\x07 and null\x00", "bell and null"),
]
UNTOUCHED = [
    "“Curly,” she said — it’s ‘fine’…",
    "line one\r\nline two\r\n\r\ntab\there",
    "Two  spaces and a trailing one ",
    "Rain 🌧️ and 👩‍👩‍👧 in São Paulo, Łódź and Zürich",
    "Straight \"quotes\" and 'single' ones",
    "AT&T and R&D; a < b > c",
    "£5, €6 and ½ of 20°C",
    "naïve façade — “él”",
    "",
    None,
]


@pytest.mark.parametrize(("text", "expected"), MENDED)
def test_repair_repairs(text, expected):
    assert repair_texts(pa.array([text])).to_pylist() == [expected]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_repair_keeps_sound_texts(text):
    assert repair_texts(pa.array([text], pa.string())).to_pylist() == [text]


def test_repair_keeps_the_order():
    texts = [text for text, _ in MENDED] + UNTOUCHED
    expected = [text for _, text in MENDED] + UNTOUCHED
    assert repair_texts(pa.array(texts)).to_pylist() == expected


# Signs of wrong encodings, entities, control characters, and characters that ftfy or NFC replaces.
ODD = "ab C1 \n\r\t.,;?&<># “”’—–éÂ£ÃâœŒåŸ€™°»²ØÙà×√≈ГўВЂ"
ODD += "\x00\x0b\x1a\x1b\x7f\x80\x85\x92\x99\xa0\xad\u0301\u200b\u2028\u2126\u3000\ufb01\uff21\ufeff\u1161가"
pieces = st.sampled_from(
    [
        "&amp;",
        "&lt;",
        "&#39;",
        "&#x27;",
        "&amp;amp;",
        "&EACUTE;",
        "&nosuch;",
        "&#128;",
        "<b>",
        "Â£5",
        "â€œa",
        "â€\x9d",
        "cafÃ©",
        "ï»¿",
        "Ã la",
        "Ã?",
        "Â ",
        "Ã\xa0",
        "Å\x8f",
        "ðŸ˜€",
        "\x1b[31m",
        "é",
        "\n",
        "\r\n",
        " ",
        "rain",
        "œ,",
        "é",
    ]
)
texts = st.text(alphabet=ODD, max_size=20) | st.text(max_size=8) | st.lists(pieces, max_size=8).map("".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(texts, max_size=30))
def test_every_text_is_repaired_as_by_ftfy(found):
    apart = keep_apart(pa.array(found, pa.string())).to_pylist()
    fixed = keep_apart(pa.array([ftfy.fix_text(text, CONFIG) for text in apart], pa.string()))
    assert repair_texts(pa.array(found, pa.string())).equals(fixed)


def test_every_character_that_changes_is_a_sign():
    """All code points, alone and after a letter that may combine with them."""
    changed = {*CONTROL_CHARS, *LIGATURES, *WIDTH_MAP, *range(0x80, 0xA0)}
    characters = [chr(point) for point in (*range(0x80, 0xD800), *range(0xE000, sys.maxunicode + 1))]
    pairs = (mapping.split() for mapping in map(unicodedata.decomposition, characters) if mapping[:1] not in ("", "<"))
    combining = {int(parts[1], 16) for parts in pairs if len(parts) == 2} | set(range(0x1161, 0x1176))
    changed |= {ord(character) for character in characters if unicodedata.normalize("NFC", character) != character}
    changed |= combining | {ord(character) for character in characters if unicodedata.combining(character)}
    written = pa.array([f"a{chr(point)}b" for point in sorted(changed)])
    missed = written.filter(pc.invert(pc.match_substring_regex(written, SUSPICIOUS)))
    assert missed.to_pylist() == []


@pytest.mark.parametrize(
    "text", ["AT&T; x", "a &lt; b", "5 < 6 &amp; 7\n&amp;", "&amp;\n<b> &amp;", "x" * 50 + "&amp;lt;"]
)
def test_entities_stay_after_markup(text):
    assert repair_texts(pa.array([text])).to_pylist() == [ftfy.fix_text(text, CONFIG)]


def test_a_very_long_line_is_repaired_as_by_ftfy(monkeypatch):
    short = CONFIG._replace(max_decode_length=50)
    monkeypatch.setattr("pipelines.text.repair.CONFIG", short)
    for text in ("Ã " + "a" * 47 + "Ã cafÃ© &amp; œ", "&amp; < &lt;" + 60 * "x" + "&amp;\n&amp;"):
        assert repair_texts(pa.array([text])).to_pylist() == [ftfy.fix_text(text, short)]
