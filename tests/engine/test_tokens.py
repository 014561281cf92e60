# ruff: noqa: RUF001 - curly quotes and dashes are what is tested
import pyarrow as pa
import pytest
from hard_texts import many_texts
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import tokens as slow_tokens

from pipelines.engine import tokens
from pipelines.engine.buffers import view_texts
from pipelines.engine.tokens import count_tokens, find_tokens, is_word_character


def words_of(texts):
    """[(word, has_clitic), ...] for each text."""
    viewed = view_texts(pa.array(texts, pa.string()))
    tokens = find_tokens(viewed)
    spans = zip(tokens.starts, tokens.ends, tokens.has_clitic.tolist(), strict=True)
    words = [(viewed.data[start:end].tobytes().decode(), has_clitic) for start, end, has_clitic in spans]
    return [words[a:b] for a, b in zip(tokens.offsets, tokens.offsets[1:], strict=False)]


@settings(max_examples=80, deadline=None)
@given(many_texts)
def test_find_tokens_equals_the_slow_engine(texts):
    slow = [[(token.word, token.has_clitic) for token in slow_tokens.find_tokens(text)] for text in texts]
    assert words_of(texts) == slow


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        (" \t\r\n", []),
        ("rain", ["rain"]),
        ("“Rain”—rain…", ["Rain", "rain"]),
        ("don't don’t o'clock", ["don't", "don’t", "o'clock"]),
        ("the country's laws", ["the", "country", "laws"]),
        ("The COUNTRY’S", ["The", "COUNTRY"]),
        ("the workers' rights", ["the", "workers", "rights"]),
        ("'rain' 'tis '", ["rain", "tis"]),
        ("it's's o's'y", ["it's", "o's'y"]),
        ("well-known 3.5% AT&T", ["well", "known", "3", "5", "AT", "T"]),
        ("al\u00adso", ["al\u00adso"]),
        ("cafe\u0301 naïve 雨", ["cafe\u0301", "naïve", "雨"]),
        ("I ❤️ rain 1️⃣ 👩\u200d🚒", ["I", "rain", "1"]),
        ("a\u00a0b\u2009c", ["a", "b", "c"]),
    ],
)
def test_find_tokens_finds(text, words):
    assert [word for word, _ in words_of([text])[0]] == words


def test_find_tokens_never_crosses_texts():
    found = words_of(["rain", "s", "'s", "x'", "s", "the rain's", "s", ""])
    words = [["rain"], ["s"], ["s"], ["x"], ["s"], ["the", "rain"], ["s"], []]
    assert [[word for word, _ in row] for row in found] == words
    assert [word for row in found for word, has_clitic in row if has_clitic] == ["rain"]


def test_find_tokens_of_no_texts_are_none():
    assert words_of([]) == []


@settings(max_examples=80, deadline=None)
@given(many_texts, st.integers(1, 9), st.integers(0, 2))
def test_count_tokens_equals_the_slow_engine_in_blocks_of_any_size(texts, block, start):
    array = pa.array([*texts, None, " "], pa.string()).slice(start)
    slow = [len(slow_tokens.find_tokens(text or "")) for text in array.to_pylist()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokens, "BLOCK", block)
        assert count_tokens(array).tolist() == slow
    assert count_tokens(array).tolist() == slow


@pytest.mark.parametrize("text", ["市政府周二决定。" * 40, "雨　" * 40, "the country's " * 40, "x" * 400, ""])
def test_count_tokens_of_a_text_of_many_blocks(text, monkeypatch):
    monkeypatch.setattr(tokens, "BLOCK", 8)
    assert count_tokens(pa.array([text, "rain"])).tolist() == [len(slow_tokens.find_tokens(text)), 1]


@pytest.mark.parametrize("character", ["a", "É", "雨", "5", "½", "\u0301", "ⅷ"])
def test_word_characters(character):
    assert is_word_character(character)


@pytest.mark.parametrize("character", [" ", "-", "_", "’", "\u00a0", "\u200d", "\ufe0f", "\u20e3", "☔", "\x00"])
def test_no_word_characters(character):
    assert not is_word_character(character)
