# ruff: noqa: RUF001 - curly quotes and dashes are what is tested
"""Texts that are hard to spin, as hypothesis strategies, and a small lexicon with many of their words."""

import dataclasses
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st
from parameters import some_casings, some_parameters, some_spreads
from reference.lexicon import lexicon_table
from reference.protect import NO_LISTS, Lists
from reference.swaps import PER_TEXT

from pipelines.engine import Rules
from pipelines.engine.glossary import build_glossary
from pipelines.engine.index import read_rows

ENTRIES = {
    "rain": (0.9, [("precipitation", 900), ("wet", 50), ("it's raining", 1)]),
    "heavy rain": (0.5, [("downpour", 3), ("torrential rainfall", 2)]),
    "heavy": (0.3, [("weighty", 65535), ("hefty", 1)]),
    "river": (1.0, [("stream", 7), ("água ☔", 7), ("stream's arm", 3), ("isn't 'rain'", 2)]),
    "the river bank": (0.7, [("the shore", 5), ("riverside", 4)]),
    "river bank": (0.4, [("shore", 5)]),
    "bank": (0.6, [("financial institution", 9), ("lender", 8), ("shore", 7)]),
    "prime minister": (0.8, [("top minister", 2), ("head of a self-made élite b", 1)]),
    "if i": (0.9, [("should i", 1)]),
    "a lot of": (0.9, [("many", 5), ("plenty of", 5)]),
    "council": (0.01, [("authorities", 1)]),
    "council tax": (0.2, [("local levy", 1), ("levy", 1)]),
    "tax": (0.05, [("levy", 3), ("duty", 3), ("tariff", 2)]),
    "café": (0.5, [("ésprit", 1), ("coffee house", 1)]),
    "may": (0.5, [("might", 10), ("can also", 5)], "homograph"),
    "it": (0.5, [("this thing", 10), ("i", 9), ("i'd i.e. i-th", 5)]),
    "i": (0.5, [("yours truly", 10)]),
    "don't": (0.5, [("do not", 10)]),
    "2 rivers": (0.5, [("two streams", 10)]),
    "5th": (0.5, [("fifth", 10)]),
    "country": (0.9, [("nation", 2), ("land", 1)]),
    "mail": (0.9, [("post", 2)]),
    "no": (0.9, [("not any", 2)]),
    "straße": (0.9, [("straßen", 2)]),
    # For later passes: candidates that are units or contain some, that restore a unit, or that are hardly words.
    "downpour": (0.9, [("heavy rain", 5), ("rain", 2)]),
    "stream": (0.9, [("river", 5), ("an arm of the river", 1), ("(so-called) stream", 1)]),
    "shore": (0.9, [("bank", 3), ("the river bank", 2)]),
    "levy": (0.9, [("tax", 3), ("a 5 % levy", 1), ("☔", 1)]),
    "local levy": (0.9, [("council tax", 3)]),
    "the shore": (0.9, [("the sea", 3), ("shores ☔", 1)]),
    "nation": (0.9, [("country", 2), ("mother country", 1)]),
    "mother country tax": (0.9, [("tariff", 1)]),
    "post": (0.9, [("mail", 2), ("-", 1)]),
    # For indefinite articles.
    "apple": (0.9, [("orange", 2), ("pear", 2), ("8-fold fruit", 1)]),
    "orange": (0.9, [("apple", 2), ("lemon", 2)]),
    "pear": (0.9, [("apple", 2), ("hour", 2)]),
    "lemon": (0.9, [("unit", 2), ("honest apple", 2)]),
    "hour": (0.9, [("while", 2), ("evening", 2), ("SUV", 1), ("NATO year", 1)]),
    "fair levy": (0.9, [("fair tax", 1)]),
    "a": (0.3, [("one", 2), ("a single", 1), ("an only", 1)]),
    "such a": (0.3, [("one such", 2), ("quite a", 1)]),
    # For numbers and names.
    "2": (0.9, [("two", 2)], "number"),
    "100": (0.9, [("a hundred", 2), ("hundred", 1)], "number"),
    "two": (0.9, [("2", 2), ("a pair of", 1)], "number"),
    "million": (0.9, [("thousand thousand", 2)]),
    "march": (0.9, [("walk", 2), ("may", 1)], "homograph"),
    "mary": (0.9, [("the lady", 2)]),
    "mary march": (0.9, [("mary walk", 2)], "homograph"),
    "van": (0.9, [("truck", 2)]),
    "moon": (0.9, [("satellite", 2)]),
    "de": (0.9, [("first state", 2)]),
}
LEXICON_TABLE = lexicon_table(ENTRIES)
# Rows of four sets of origins, and beside the lexicon's own habit one that never swaps a third of the units.
ORIGINS = np.resize(np.array([1, 2, 3, 4], np.uint16), LEXICON_TABLE.num_rows)
LEXICON_ROWS = read_rows(
    LEXICON_TABLE.drop_columns("origins").append_column("origins", pa.array(ORIGINS)),
    propensities=np.resize([1, 0, 0.3], (1, len(ENTRIES))),
)
LEXICON = LEXICON_ROWS.index()
GLOSSARY = ("Prime Minister", "Rhein-Bank", "U.S. council", "heavy")
GAZETTEER = ("Council", "Prime Minister", "River", "Mary", "RAIN")
GIVEN_NAMES = ("Mary", "Rain", "Prime")
LISTED_NAMES = ("Mary", "Rivers", "March", "Council", "Rain")

# fmt: off
PHRASES = [
    "heavy rain", "Heavy rain", "HEAVY RAIN", "the river bank", "The river bank", "river bank tax", "a lot of",
    "A lot of", "A LOT OF", "council tax", "Council tax", "council council tax", "heavy  rain", "river bank", "a lot",
    "A Lot of", "A Lot Of", "A lot Of", "If I", "IF I", "The River bank", "The River Bank",
    "heavy\nrain", "the prime minister", "Prime Minister", "Prime\nMinister", "U.S. council", "the 2 rivers",
    "council tax tax bank", "a apple", "an apple", "A apple", "An hour", "AN ORANGE", "such a pear", "a a lemon",
    "Mary May", "Mary March", "in May", "in March", "MAY", "May March", "100%", "2, ", "(2", "the 100 rivers", "2.5",
    "the shore", "the country tax", "Council Tax Rises Over Heavy Rain", "River Bank Mail Of The Country",
    "Mary River Rain COUNCIL Apple of Country\n", "Mary Bank", ". Mary March", ". Rivers",
    "Mary van River", "Rain de la van Bank", "the al-River", "Mary Prime-moon", "Prime-moon", "de la Bank",
    "van de-March", "2 100", "$ 2", "2 €", "100 - 2", "2 : 100", "£ 2 x 100",
]
WORDS = [
    "rain", "heavy", "river", "bank", "the", "prime", "minister", "a", "lot", "of", "council", "tax", "café",
    "cafe\u0301", "may", "May", "it", "It", "i", "I", "don't", "don’t", "2", "rivers", "5th", "country", "no", "straße",
    "mail", "x", "Rain", "Mary", "March", "100", "two", "apple", "Apple", "hour", "orange", "an",
    "such", "levy", "stream", "nation", "van", "Van", "de", "moon", "million",
    "RAIN", "HEAVY", "River", "Prime", "Minister", "A", "LOT", "OF", "Council", "COUNCIL", "İ", "É", "iPhone",
    "Mr", "U.S.", "p.m.", "No", "Rhein-Bank", "heavy-rain", "country's", "country’s", "RAIN'S", "it's", "IT’S", "o's'y",
    "www.rain.com", "http://river.org/rain", "rain@mail.com", "@rain", "#river", "rain.txt", "//rain", ".rain", "rain.",
    "river\u00adbank", "ri\u00adver", "ri\u200b\u200bver", "heavy\ufeffrain", "tax\u200e’s",
    "❤️", "1️⃣", "👩\u200d🚒", "👜", "雨", "½", "²", "ⅷ", "\u0301", "'", "’", "'s",
    "\x00", "<b>", "</b>", '<a b="', "&eacute;", "&nbsp;", "#39;", "quot;", "<!--", "-->",
]
GAPS = [
    "  ", "\n", "\r\n", "\r", "\t", "\u00a0", "\v", "", ", ", ". ", "! ", "? ", ": ", "; ", '"', ' "', '" ', ', "',
    "\u2009", "\u3000", "\u1680", "\x85", ", ✜", "'s ", "“", "”", " “", "” ", ": “", "—", " – ", "-", "\u2010",
    "\u2011", "\ufe63", "...", "…", "'", "’", " '", "' ", "(", ")", "\u2028", "@", "/",
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


# fmt: off
# Words that replace each other, for swaps of swaps.
CHAINED = [
    "apple", "orange", "pear", "lemon", "a", "an", "A", "ORANGE", "Pear", "river", "stream", "shore", "the shore",
    "levy", "tax", "local levy", "fair levy", "country", "mother country tax", "heavy rain", "downpour", "two", "post",
    "the", "such a", ", a",
]
# fmt: on
chained_texts = st.lists(st.sampled_from(CHAINED), min_size=1, max_size=15).map(" ".join)
# Mostly hard texts, sometimes any string.
any_texts = st.one_of(texts(), texts(), chained_texts, chained_texts, st.text(max_size=30))
many_texts = st.lists(any_texts, max_size=6)
some_factors = st.sampled_from([0.0, 0.3, 1.0, 1.0, 2.5])
some_passes = st.sampled_from([(1.0,), (0.5, 0.5), (0.8, 0.12, 0.08), (0.6, 0.2, 0.2), (0.0, 1.0), (0.5, *[0.1] * 5)])
some_shares = st.sampled_from([0.0, 0.0, 0.4, 1.0, 1.0])
some_windows = st.sampled_from([0, 0, 1, 2, 4])
SOME_RULES = {
    "passes": some_passes,
    "again": st.sampled_from([0.0, 0.15, 0.5, 1.0]),
    "phrases": st.one_of(st.booleans(), some_factors),
    "entities": some_factors,
    "consistency": some_shares,
    "skipping": some_shares,
    "every": some_windows,
    "top": st.integers(1, 3),
    "min_letters": st.integers(1, 5),
    "casing": some_casings,
    "repair_articles": st.booleans(),
    "names": st.booleans(),
    "quotations": st.booleans(),
    "hyphenated": st.booleans(),
    "homographs": st.booleans(),
    "digits": st.booleans(),
    "sentence_spread": some_spreads,
}
some_rules = st.builds(Rules, **SOME_RULES)
some_lists = st.builds(
    Lists,
    glossary=st.sampled_from([(), (), GLOSSARY]),
    gazetteer=st.sampled_from([None, GAZETTEER]),
    given_names=st.sampled_from([(), GIVEN_NAMES]),
    listed_names=st.sampled_from([(), LISTED_NAMES]),
)
some_keys = st.integers(0, 2**64 - 1)
some_rates = st.sampled_from([0.0, 0.05, 0.2, 0.3, 0.5, 1.0])


@dataclass
class Request:
    """Texts with a key, a rate and kept spans (in code points) each; rules, lists; parameters of each text or None."""

    texts: list
    keys: list
    rates: list
    kept: list
    rules: Rules = field(default_factory=Rules)
    lists: Lists = field(default_factory=lambda: NO_LISTS)
    parameters: list | None = None

    def take(self, order):
        columns = ([column[i] for i in order] for column in (self.texts, self.keys, self.rates, self.kept))
        parameters = None if self.parameters is None else [self.parameters[i] for i in order]
        return Request(*columns, self.rules, self.lists, parameters)

    def rules_of(self, i):
        """The rules of a text."""
        own = self.parameters[i] if self.parameters else {}
        return dataclasses.replace(self.rules, **{name: own[name] for name in PER_TEXT if name in own})


def parameters_or_none(n_texts):
    return st.one_of(st.none(), some_parameters(n_texts, len(LEXICON.propensities)))


@st.composite
def requests(draw):
    rows = draw(st.lists(st.tuples(any_texts, some_keys, some_rates), max_size=6))
    kept = [draw(st.one_of(st.just([]), some_spans(len(text)))) for text, _, _ in rows]
    columns = [[row[i] for row in rows] for i in range(3)]
    return Request(*columns, kept, draw(some_rules), draw(some_lists), draw(parameters_or_none(len(rows))))


@st.composite
def deep_requests(draw):
    """Requests with many swaps of swaps."""
    rows = draw(st.lists(st.tuples(chained_texts, some_keys), min_size=1, max_size=6))
    columns = [[row[i] for row in rows] for i in range(2)]
    passes = draw(st.sampled_from([(0.5, 0.5), (0.6, 0.2, 0.2), (0.5, *[0.1] * 5)]))
    rules = Rules(
        passes=passes,
        again=draw(st.sampled_from([0.3, 1.0])),
        consistency=draw(some_shares),
        skipping=draw(some_shares),
        every=draw(some_windows),
        names=False,
        min_letters=draw(st.sampled_from([1, 3])),
        casing=draw(some_casings),
        sentence_spread=draw(some_spreads),
        repair_articles=draw(st.booleans()),
    )
    rates = [draw(st.sampled_from([0.3, 1.0])) for _ in rows]
    return Request(*columns, rates, [[] for _ in rows], rules, parameters=draw(parameters_or_none(len(rows))))


LISTS = ("glossary", "gazetteer", "given_names", "listed_names")


def with_lists(rules, lists):
    """The rules, with the lists as the engine's tables."""
    tables = {name: build_glossary(getattr(lists, name) or ()) for name in LISTS}
    return dataclasses.replace(rules, **tables)


def some_spans(length):
    place = st.integers(0, length)
    return st.lists(st.tuples(place, place).map(lambda span: tuple(sorted(span))), max_size=2)


def keys_of(numbers):
    return np.array(numbers, np.uint64)
