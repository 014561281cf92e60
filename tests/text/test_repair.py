# ruff: noqa: RUF001 - curly quotes and dashes are what this is about

import ftfy
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.repair import CONFIG, repair_texts

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


@given(st.text(alphabet="ab “”’é—Â£Ãâ€\x80\x99&;<amp ", max_size=20))
def test_the_quick_check_misses_no_text_that_ftfy_would_change(text):
    assert repair_texts(pa.array([text])).to_pylist() == [ftfy.fix_text(text, CONFIG)]
