import numpy as np
import pyarrow as pa
import pytest
import reference
from hard_texts import ENTRIES, GAZETTEER, GIVEN_NAMES, LEXICON, keys_of, requests, with_lists
from hypothesis import given, settings

from pipelines.engine import Rules, Spans
from pipelines.engine.buffers import view_texts
from pipelines.engine.plan import make_plan
from pipelines.engine.protect import is_kept
from pipelines.engine.spin import find_words
from pipelines.engine.tokens import find_tokens
from pipelines.engine.vocabulary import describe_words


def words_of(texts, rules, lists=reference.NO_LISTS):
    viewed = view_texts(pa.array(texts, pa.string()))
    tokens, rules = find_tokens(viewed), with_lists(rules, lists)
    plan = make_plan(keys_of(range(len(texts))), LEXICON, rules)
    return find_words(viewed, tokens, describe_words(viewed, tokens), plan)


@settings(max_examples=80, deadline=None)
@given(requests())
def test_protect_words_equals_the_slow_engine(request):
    words = words_of(request.texts, request.rules, request.lists)
    slow = [
        word
        for text in request.texts
        for word in reference.read_words(text, request.rules, request.lists, lexicon=ENTRIES)
    ]
    assert words.is_allowed.tolist() == [word.is_allowed for word in slow]
    assert words.is_linked.tolist() == [word.is_linked for word in slow]
    assert words.like_name.tolist() == [word.like_name and word.is_allowed for word in slow]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("the Council of Europe", ["Council"]),
        ("a council", []),
        ("we met Mary Smith", ["Mary", "Smith"]),
        ("we met Mary, Smith", ["Mary"]),
        ("we met Tom Smith", []),
        ("the NATO summit", ["NATO"]),
        ("the Prime Minister", ["Prime", "Minister"]),
    ],
)
def test_a_gazetteer_says_which_words_are_names(text, words):
    found = words_of([text], Rules(), reference.Lists(gazetteer=GAZETTEER, given_names=GIVEN_NAMES))
    tokens = [token.word for token in reference.find_tokens(text)]
    assert [word for word, allowed in zip(tokens, found.is_allowed, strict=True) if not allowed] == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rain in May", []),
        ("rain in May 10", ["10"]),
        ("we met May Smith", ["May", "Smith"]),
        ("we met Theresa May", ["Theresa", "May"]),
        ("rain in May, Smith said", ["Smith"]),
        ("rain in MAY", ["MAY"]),
        ("rain in April", ["April"]),
    ],
)
def test_a_homograph_alone_is_no_name(text, words):
    found = words_of([text], Rules(homographs=True))
    tokens = [token.word for token in reference.find_tokens(text)]
    assert [word for word, allowed in zip(tokens, found.is_allowed, strict=True) if not allowed] == words


def kept_words(texts, spans):
    viewed = view_texts(pa.array(texts, pa.string()))
    columns = (np.array(column, np.int64) for column in zip(*spans, strict=True))
    return is_kept(viewed, find_tokens(viewed), Spans(*columns)).tolist()


def test_is_kept_takes_words_that_spans_touch():
    assert kept_words(["one two three four"], [(0, 4, 7), (0, 15, 16)]) == [False, True, False, True]
    assert kept_words(["one two", "three four"], [(1, 0, 10), (0, 2, 3)]) == [True, False, True, True]
    assert kept_words(["one two"], [(0, 3, 4), (0, 1, 1)]) == [False, False]


@pytest.mark.parametrize("span", [(0, 4, 8), (0, -1, 2)])
def test_is_kept_refuses_spans_outside_their_text(span):
    with pytest.raises(ValueError, match=r"inside their texts, got -?\d to \d in text 0, which has 7 bytes"):
        kept_words(["one two", "three"], [span])
