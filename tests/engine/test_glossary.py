# ruff: noqa: RUF001 - curly quotes are what is tested
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.tokens import find_tokens

from pipelines.engine.analysis import analyse
from pipelines.engine.buffers import view_texts
from pipelines.engine.glossary import build_glossary, is_listed

pytestmark = pytest.mark.usefixtures("either_way")


def listed_in(texts, glossary):
    analysis = analyse(view_texts(pa.array(texts, pa.string())))
    return is_listed(build_glossary(glossary), analysis.tokens, analysis.vocabulary).tolist()


def caught(text, glossary):
    """The words of a text inside entries of the glossary."""
    words = [token.word for token in find_tokens(text)]
    return [word for word, flag in zip(words, listed_in([text], glossary), strict=True) if flag]


@pytest.mark.parametrize(
    ("glossary", "text", "words"),
    [
        (["White House"], "the WHITE house, White\nHouse and a house", ["WHITE", "house", "White", "House"]),
        (["Coca-Cola"], "Coca-Cola, coca cola", ["Coca", "Cola", "coca", "cola"]),
        (["U.S. Army"], "US Army, U.S. Army", ["U", "S", "Army"]),
        (["rain", "heavy rain fell"], "heavy rain", ["rain"]),
        (["a b", "b c"], "a b c", ["a", "b", "c"]),
        (["Lloyd's of London"], "Lloyd’s of London", ["Lloyd", "of", "London"]),
        (["Zürich"], "ZÜRICH", ["ZÜRICH"]),
    ],
)  # fmt: skip
def test_is_listed(glossary, text, words):
    assert caught(text, glossary) == words


def test_is_listed_ends_with_the_text():
    assert listed_in(["the white", "house white", "house"], ["white house"]) == [False] * 5


def test_a_glossary_without_words_is_none():
    assert build_glossary([]) is build_glossary(["!", ""]) is None


some_words = st.lists(st.sampled_from(["a", "B", "harbour", "bridge", "governmental", "the", "x" * 30]), max_size=12)


def slow_listed(text, glossary):
    words = [token.lower for token in find_tokens(text)]
    listed = [False] * len(words)
    for first in range(len(words)):
        for end in range(first + 1, len(words) + 1):
            if words[first:end] in glossary:
                listed[first:end] = [True] * (end - first)
    return listed


@settings(max_examples=100, deadline=None)
@given(st.lists(some_words.map(" ".join), max_size=5), st.lists(some_words.map(lambda words: words[:4]), min_size=1))
def test_is_listed_equals_the_slow_version(texts, entries):
    glossary = [[word.lower() for word in entry] for entry in entries if entry] or [["river"]]
    found = listed_in(texts, [" ".join(entry) for entry in glossary])
    assert found == [flag for text in texts for flag in slow_listed(text, glossary)]
