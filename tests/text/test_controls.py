# ruff: noqa: RUF001 - curly quotes and dashes are what this is about
import re

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.controls import keep_apart
from pipelines.text.repair import repair_texts

MENDED = [
    # Word's line break, a page of a PDF, an old Mac, web editors, a mainframe, fields of a record
    ("It rained.\x0bThe road flooded.", "It rained.\nThe road flooded."),
    ("heavy\x0brain", "heavy\nrain"),
    ("end of page.\n\n\x0cNext page", "end of page.\n\nNext page"),
    ("page\x0c\x0cpage", "page\npage"),
    ("one\rtwo\r\rthree\r", "one\ntwo\n\nthree\n"),
    ("one\r\ntwo\r\r\nthree", "one\r\ntwo\r\nthree"),
    ("line\u2028line", "line\nline"),
    ("line.\u2028\nline", "line.\nline"),
    ("paragraph.\u2029Paragraph", "paragraph.\n\nParagraph"),
    ("It rained.\x85The road flooded.", "It rained.\nThe road flooded."),
    ("field\x1cfield\x1dfield\x1efield\x1ffield", "field field field field field"),
    ("It rained.\x1eThe road flooded.", "It rained.\nThe road flooded."),
    # Cells of a table, a picture in the text
    ("Name\x07Age\x071\x072\x073\x07", "Name Age 1 2 3"),
    ("bell\x07 and null\x00", "bell and null"),
    ("The bridge\ufffcwas closed", "The bridge was closed"),
    # Quotation marks and dashes without their upper byte
    ("\x1cThe Harbour,\x1d he said, \x1cis closed.\x1d", "“The Harbour,” he said, “is closed.”"),
    ("It\x19s the workers\x19 bridge\x14or road\x14of 2010\x1312", "It’s the workers’ bridge—or road—of 2010–12"),
    ("a \x18fine\x19 day", "a ‘fine’ day"),
    # Characters that stand for nothing
    ("It rained.\x00The road flooded.", "It rained. The road flooded."),
    ("It rained.\ufeffThe road flooded.", "It rained. The road flooded."),
    ("“It rained,”\x01he said", "“It rained,” he said"),
    ("h\x00e\x00a\x00v\x00y\x00 \x00U\x00.\x00S\x00.\x00", "heavy U.S."),
    ("pass\x00enger, pass\ufeffenger, pass\x7fenger, pass\x08enger", "passenger, passenger, passenger, passenger"),
    ("1,\x00000 people", "1,000 people"),
    ("\x1b[1mIt rained.\x1b[0m", "It rained."),
    # cp1252 and entities, which ftfy restores
    ("Well\x85 it rained\x85", "Well… it rained…"),
    ("don\x92t \x93go\x94", "don’t “go”"),
    ("It rained.&#13;The road flooded.&#8232;Then", "It rained.\nThe road flooded.\nThen"),
]
UNTOUCHED = [
    "tab\there\nand a line\r\nand another\r\n\r\n",
    "a\u00a0b\u2003c\u2009d\u202fe\u205ff",
    "zero\u200bwidth, soft\u00adhyphen, \u202aleft\u202c, 👩\u200d🚒 and ❤️",
    "“Curly” — it’s ‘fine’…",
    "",
    None,
]


@pytest.mark.parametrize(("text", "expected"), MENDED)
def test_nothing_is_glued_together(text, expected):
    assert repair_texts(pa.array([text, "rain", None])).to_pylist() == [expected, "rain", None]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_other_characters_stay(text):
    assert keep_apart(pa.array([text], pa.string())).to_pylist() == [text]
    assert repair_texts(pa.array([text], pa.string())).to_pylist() == [text]


words = st.lists(st.sampled_from(["rain", "Storm", "end.", "said,", "3"]), min_size=1, max_size=8)
separators = st.sampled_from(
    [*"\x0b\x0c\r\x1e\x1f\u2028\u2029\x07\ufffc\x13\x14", " ", "\n", "\r\n", "\x0c\n", " \x0b "]
)


@given(words, st.lists(separators, min_size=8, max_size=8))
def test_words_between_separators_stay_apart(found, between):
    text = "".join(word + sign for word, sign in zip(found, between, strict=False))
    (repaired,) = repair_texts(pa.array([text])).to_pylist()
    assert re.split(r"[\s–—]+", repaired.strip(" \r\n–—")) == found
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffc\u2028\u2029]|\r(?!\n)", repaired)


@given(st.text(max_size=20))
def test_a_second_repair_changes_nothing_more(text):
    once = keep_apart(pa.array([text]))
    assert keep_apart(once).equals(once)
