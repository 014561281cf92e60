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

pytestmark = pytest.mark.usefixtures("either_way")

# Zero-width space, non-joiner and joiner, word joiner, byte order mark, soft hyphen, marks of direction; then Mongolian
# vowel separator, grapheme joiner, variation selectors, controls, an operator, a tag.
INVISIBLE = [
    *"\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"
]
INVISIBLE += [*"\u180e\u034f\ufe00\ufe0e\ufe0f\u180b\x00\x07\x7f\x92\u2063\U000e0041"]
SPACES = [*" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2007\u200a\u2028\u2029\u202f\u205f\u3000"]


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


joined = st.text(alphabet="abs '’\u200b\u00ad\x00\x1f\x85\u202f\ufe0f\u20e3\u0301\n.\U000e0041", max_size=14)


@settings(max_examples=200, deadline=None)
@given(st.lists(joined, max_size=6))
def test_find_tokens_equals_the_slow_engine_on_joiners(texts):
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
        *((f"al{sign}so", [f"al{sign}so"]) for sign in INVISIBLE),
        *((f"al{sign}{sign}so on", [f"al{sign}{sign}so", "on"]) for sign in INVISIBLE),
        *((f"{sign}also{sign} on{sign}, {sign}", ["also", "on"]) for sign in INVISIBLE if sign not in "\u034f\u180b"),
        *((f"al{sign}so", ["al", "so"]) for sign in SPACES),
        ("don\u200b't don'\u200bt", ["don\u200b't", "don'\u200bt"]),
        ("rock''n'\u200b'roll", ["rock", "n", "roll"]),
        ("the country\u200b's", ["the", "country\u200b"]),
        ("38-ye\u200bar-old", ["38", "ye\u200bar", "old"]),
        ("1\ufe0f\u20e32", ["1\ufe0f\u20e32"]),
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


def test_find_tokens_of_more_than_texts_of_news_have():
    texts = ["a b " * 50, *("c" * 30)]
    assert [len(words) for words in words_of(texts)] == [100, *[1] * 30]


def test_find_tokens_where_letters_of_several_bytes_meet_the_blocks_of_the_kernel():
    for n in range(56, 70):
        texts = ["a" * n + "éa’s é" + "b" * n + "'s", "-" * n + "é" * n]
        slow = [[(token.word, token.has_clitic) for token in slow_tokens.find_tokens(text)] for text in texts]
        assert words_of(texts) == slow


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
