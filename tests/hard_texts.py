# ruff: noqa: RUF001 - curly quotes and dashes are what is tested
"""Texts that are hard to spin, as hypothesis strategies, and a small lexicon that knows many of their words."""

import numpy as np
from hypothesis import strategies as st
from reference import lexicon_table, make_lexicon

from pipelines.engine import Rules

ENTRIES = {
    "rain": (0.9, [("precipitation", 900), ("wet", 50), ("it's raining", 1)]),
    "heavy rain": (0.5, [("downpour", 3), ("torrential rainfall", 2)]),
    "heavy": (0.3, [("weighty", 65535), ("hefty", 1)]),
    "river": (1.0, [("stream", 7), ("água ☔", 7)]),
    "the river bank": (0.7, [("the shore", 5), ("riverside", 4)]),
    "river bank": (0.4, [("shore", 5)]),
    "bank": (0.6, [("financial institution", 9), ("lender", 8), ("shore", 7)]),
    "prime minister": (0.8, [("top minister", 2)]),
    "a lot of": (0.9, [("many", 5), ("plenty of", 5)]),
    "council": (0.01, [("authorities", 1)]),
    "council tax": (0.2, [("local levy", 1), ("levy", 1)]),
    "tax": (0.05, [("levy", 3), ("duty", 3), ("tariff", 2)]),
    "café": (0.5, [("ésprit", 1), ("coffee house", 1)]),
    "may": (0.5, [("might", 10)]),
    "it": (0.5, [("this thing", 10)]),
    "i": (0.5, [("yours truly", 10)]),
    "don't": (0.5, [("do not", 10)]),
    "2 rivers": (0.5, [("two streams", 10)]),
    "5th": (0.5, [("fifth", 10)]),
    "country": (0.9, [("nation", 2), ("land", 1)]),
    "mail": (0.9, [("post", 2)]),
    "no": (0.9, [("not any", 2)]),
    "straße": (0.9, [("straßen", 2)]),
}
LEXICON_TABLE = lexicon_table(ENTRIES)
LEXICON = make_lexicon(ENTRIES)
GLOSSARY = ("Prime Minister", "Rhein-Bank", "U.S. council", "heavy")

# fmt: off
PHRASES = [
    "heavy rain", "Heavy rain", "HEAVY RAIN", "the river bank", "The river bank", "river bank tax", "a lot of",
    "A lot of", "A LOT OF", "council tax", "Council tax", "council council tax", "heavy  rain", "river bank", "a lot",
    "heavy\nrain", "the prime minister", "Prime Minister", "Prime\nMinister", "U.S. council", "the 2 rivers",
    "council tax tax bank",
]
WORDS = [
    "rain", "heavy", "river", "bank", "the", "prime", "minister", "a", "lot", "of", "council", "tax", "café",
    "cafe\u0301", "may", "May", "it", "It", "i", "I", "don't", "don’t", "2", "rivers", "5th", "country", "no", "straße",
    "mail",    "x", "Rain",
    "RAIN", "HEAVY", "River", "Prime", "Minister", "A", "LOT", "OF", "Council", "COUNCIL", "İ", "É", "iPhone",
    "Mr", "U.S.", "p.m.", "No", "Rhein-Bank", "heavy-rain", "country's", "country’s", "RAIN'S", "it's", "IT’S", "o's'y",
    "www.rain.com", "http://river.org/rain", "rain@mail.com", "@rain", "#river", "rain.txt", "//rain", ".rain", "rain.",
    "river\u00adbank", "ri\u00adver", "❤️", "1️⃣", "👩\u200d🚒", "👜", "雨", "½", "²", "ⅷ", "\u0301", "'", "’", "'s",
    "\x00",
]
GAPS = [
    "  ", "\n", "\r\n", "\r", "\t", "\u00a0", "\v", "", ", ", ". ", "! ", "? ", ": ", "; ", '"', ' "', '" ', ', "',
    ", ✜", "'s ", "“", "”", " “", "” ", ": “", "—", " – ", "-", "...", "…", "'", "’", " '", "' ", "(", ")", "\u2028",
    "@", "/",
]
# fmt: on


@st.composite
def texts(draw, max_words=12):
    word = st.one_of(st.sampled_from(WORDS), st.sampled_from(PHRASES))
    gap = st.one_of(st.just(" "), st.sampled_from(GAPS))
    pieces = draw(st.lists(st.tuples(word, gap), max_size=max_words))
    text = draw(st.sampled_from(["", "", "", " ", "“", '"', "'", ".", "\n", "-"]))
    text += "".join(word + gap for word, gap in pieces)
    return text + draw(st.sampled_from(["", "", "rain", "x'", "\n", "river.", "heavy"]))


# Anything at all, now and then.
any_texts = st.one_of(texts(), texts(), texts(), st.text(max_size=30))
many_texts = st.lists(any_texts, max_size=6)
some_rules = st.builds(
    Rules,
    phrases=st.booleans(),
    top=st.integers(1, 3),
    min_letters=st.integers(1, 5),
    names=st.booleans(),
    quotations=st.booleans(),
    hyphenated=st.booleans(),
)
some_keys = st.integers(0, 2**64 - 1)
some_rates = st.sampled_from([0.0, 0.05, 0.2, 0.3, 0.5, 1.0])


def keys_of(numbers):
    return np.array(numbers, np.uint64)
