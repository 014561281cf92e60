# ruff: noqa: RUF001 - curly quotes and dashes are what is tested
import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hard_texts import GLOSSARY, many_texts
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import markup as slow_markup
from reference import protect as slow_protect
from reference import tokens as slow_tokens

from pipelines.engine import Rules
from pipelines.engine.acronyms import is_acronym
from pipelines.engine.analysis import analyse
from pipelines.engine.buffers import view_texts
from pipelines.engine.glossary import build_glossary, is_listed
from pipelines.engine.markup import is_markup
from pipelines.engine.masks import (
    begins_sentence,
    is_address,
    is_between,
    is_contraction,
    is_hyphenated,
    is_name,
    is_number,
    is_quotation,
)
from pipelines.engine.numbers import is_scale
from pipelines.engine.tokens import find_tokens

pytestmark = pytest.mark.usefixtures("either_way")

NO_RULES = Rules(names=False)


def masks_of(texts):
    """Each rule's mask over the tokens of all texts."""
    viewed = view_texts(pa.array(texts, pa.string()))
    analysis = analyse(viewed)
    tokens, vocabulary, gaps = analysis.tokens, analysis.vocabulary, analysis.gaps
    table = build_glossary(GLOSSARY)
    masks = {
        "acronym": is_acronym(analysis),
        "address": is_address(viewed, tokens),
        "contraction": is_contraction(tokens, vocabulary),
        "first": begins_sentence(vocabulary, gaps),
        "hyphenated": is_hyphenated(viewed, tokens),
        "listed": is_listed(table, tokens, vocabulary),
        "markup": np.broadcast_to(is_markup(viewed, tokens), len(tokens)),
        "name": is_name(tokens, vocabulary, gaps),
        "number": is_number(vocabulary),
        "quoted": is_quotation(viewed, tokens),
        "scale": is_scale(analysis, is_number(vocabulary)),
    }
    return {rule: [bool(flag) for flag in mask] for rule, mask in masks.items()}


def caught(rule, text):
    """The words of a text that a rule catches."""
    words = [token.word for token in slow_tokens.find_tokens(text)]
    return [word for word, flag in zip(words, masks_of([text])[rule], strict=True) if flag]


@settings(max_examples=80, deadline=None)
@given(many_texts)
def test_rules_equal_the_slow_engine(texts):
    slow = {rule: [] for rule in masks_of([])}
    for text in texts:
        tokens = slow_tokens.find_tokens(text)
        base = slow_protect.find_protected(text, tokens, NO_RULES)
        for rule in ("hyphenated", "listed"):
            rules = Rules(names=False, hyphenated=rule == "hyphenated")
            lists = slow_protect.Lists(glossary=GLOSSARY if rule == "listed" else ())
            flags = slow_protect.find_protected(text, tokens, rules, lists)
            slow[rule] += [flag or also for flag, also in zip(flags, base, strict=True)]
        for i, token in enumerate(tokens):
            slow["acronym"].append(slow_protect.is_acronym(text, tokens, i))
            slow["address"].append(slow_protect.is_address(text, token))
            slow["markup"].append(slow_markup.is_markup(text, token))
            slow["contraction"].append(token.has_clitic and token.lower in slow_protect.CONTRACTED)
            slow["first"].append(slow_protect.begins_sentence(text, tokens, i))
            slow["name"].append(slow_protect.is_name(text, tokens, i))
            slow["number"].append(any(unicodedata.category(c)[0] == "N" for c in token.word))
            slow["quoted"].append(slow_protect.is_quoted(text, token))
            slow["scale"].append(slow_protect.is_scale(text, tokens, i))
    masks = masks_of(texts)
    rules_without_setting = ("acronym", "address", "contraction", "markup", "number", "scale")
    always = [any(flags) for flags in zip(*(masks[rule] for rule in rules_without_setting), strict=True)]
    for rule in ("hyphenated", "listed"):
        masks[rule] = [flag or also for flag, also in zip(masks[rule], always, strict=True)]
    assert masks == slow


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("see www.rain.com today", ["www", "rain", "com"]),
        ("(http://x.org/a-b), then", ["http", "x", "org", "a", "b"]),
        ("write to Rain.Fall@mail.example now", ["Rain", "Fall", "mail", "example"]),
        ("@rain and #river", ["rain", "river"]),
        ("the file rain.txt", ["rain", "txt"]),
        ("rain. Snow", []),
        ("rain.\nSnow", []),
        ("It rose 3.5 per cent: rain", []),
        ("either/or: this", []),
        ("a @ b", []),
        (".rain", []),
        ("rain.", []),
    ],
)
def test_is_address(text, words):
    assert caught("address", text) == words


@pytest.mark.parametrize("n_words", [1, 13, 40, 200])
def test_is_address_sees_to_both_ends_of_long_ones(n_words):
    address = "/".join(["rain"] * n_words)
    text = f"heavy rain http://{address} fell {'x' * n_words} on {address}@x and {'-' * 70}@ more"
    assert caught("address", text) == ["http", *["rain"] * n_words, *["rain"] * n_words, "x"]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted), max_size=8))
def test_is_between_marks_tokens_that_begin_in_a_span(spans):
    tokens = find_tokens(view_texts(pa.array(["a bc  d efg. h i j klm n o", "p", "", "qr s"])))
    starts, ends = np.array(spans, np.int64).reshape(-1, 2).T
    slow = [any(start <= token < end for start, end in spans) for token in tokens.starts.tolist()]
    assert is_between(tokens, starts, ends).tolist() == slow


def test_is_name_keeps_texts_with_many_words_apart():
    names = [f"Name{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(600)]
    texts = [f"{name} met {names[i // 2]} and {name.lower() if i % 3 else name}" for i, name in enumerate(names)]
    alone = [flag for text in texts for flag in masks_of([text])["name"]]
    assert masks_of(texts)["name"] == alone


@pytest.mark.parametrize(
    "texts", [["He ran.", "Rain"], ["see:", "/rain"], ["a", ".b"], ["a", "@ b"], ["a -", "-b", "c-", "d"]]
)
def test_rules_do_not_read_the_next_text(texts):
    together = masks_of(texts)
    alone = [masks_of([text]) for text in texts]
    assert together == {rule: [flag for masks in alone for flag in masks[rule]] for rule in together}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Rain fell. Snow fell", ["Rain", "Snow"]),
        ("Rain fell in the U.S. Snow", ["Rain"]),
        ("Mr. Rain met Dr. Snow! Fog", ["Mr", "Fog"]),
        ("He said no! Then left", ["He", "Then"]),
        ("Up 5. Rain", ["Up", "Rain"]),
        ("A\nB\rC\r\nD", ["A", "B", "C", "D"]),
        ('He said: "Rain." "Snow," Mary said', ["He", "Rain", "Snow"]),
        ("He said, “Rain”", ["He", "Rain"]),
        ("the “Rain” song, Rain", ["the"]),
        ("Rain (Snow)", ["Rain"]),
    ],
)
def test_begins_sentence(text, words):
    assert caught("first", text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The council met Mary Poppins", ["Mary", "Poppins"]),
        ("Council met. The Council spoke", ["Council", "Council"]),
        ("Council met. The Council of a council spoke", ["Council"]),
        ("NATO met", ["NATO"]),
        ("I saw it, and I left", ["I", "I"]),
        ("Rain fell. Snow fell", []),
        ("the iPhone", []),
    ],
)
def test_is_name(text, words):
    assert caught("name", text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('She said "heavy rain" fell', ["heavy", "rain"]),
        ("She said “heavy “rain” fell", ["heavy", "rain"]),
        ('An open "mark ends\nwith its line', ["mark", "ends"]),
        ("An open “mark ends\r\nwith its line", ["mark", "ends"]),
        ('"one" two "three"', ["one", "three"]),
        ("a ” b", []),
        ("it's 'rain'", []),
    ],
)
def test_is_quotation(text, words):
    assert caught("quoted", text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [("a well-known man", ["well", "known"]), ("pro- and post-war", ["pro", "post", "war"]), ("a - b – c—d", [])],
)
def test_is_hyphenated(text, words):
    assert caught("hyphenated", text) == words


@pytest.mark.parametrize(
    ("text", "words"), [("it's the council's", ["it"]), ("Let’s go, HE'S in", ["Let", "HE"]), ("its it", [])]
)
def test_is_contraction(text, words):
    assert caught("contraction", text) == words
