# ruff: noqa: RUF001 - curly quotes are what is tested
import pyarrow as pa
import pytest
from reference.tokens import find_tokens

from pipelines.engine.analysis import analyse
from pipelines.engine.buffers import view_texts
from pipelines.engine.glossary import build_glossary, is_listed


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
