import pyarrow as pa
import pytest
from hard_texts import many_texts
from hypothesis import given, settings
from reference import protect as slow_protect
from reference import tokens as slow_tokens

from pipelines.engine.analysis import analyse
from pipelines.engine.buffers import view_texts
from pipelines.engine.masks import is_number
from pipelines.engine.numbers import is_digits, is_plain_number, is_scale
from pipelines.engine.tokens import find_tokens
from pipelines.engine.vocabulary import describe_words

pytestmark = pytest.mark.usefixtures("either_way")


def plain_numbers(texts):
    viewed = view_texts(pa.array(texts, pa.string()))
    tokens = find_tokens(viewed)
    return is_plain_number(viewed, tokens, is_digits(describe_words(viewed, tokens))).tolist()


@settings(max_examples=80, deadline=None)
@given(many_texts)
def test_is_plain_number_equals_the_slow_engine(texts):
    slow = [slow_protect.is_plain_number(text, token) for text in texts for token in slow_tokens.find_tokens(text)]
    assert plain_numbers(texts) == slow


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("5 men, 100% of 20.", ["5", "20"]),
        ("in 2024, (it was) 7!\n8", ["2024", "7", "8"]),
        ("won by 3) and lost", ["3"]),
        ("1,000 and 2.5 and 5-4 and (6", []),
        ("$5 5th 5pm 5's x5", []),
        ("5%-10 and 5 % or 6%", []),
        ("½ ² ٣", []),
        ("20 000 and 12 500 men", []),
        ("$ 20, £ 30, € 40, ¥ 50 or 60 $", []),
        ("won 3 - 2 at 10 : 30, 4 x 100 m", []),
        ("7 to 8, 9, 10 (11 -12)", ["7", "8", "9", "10"]),
        ("a\u00a05 6\u00a0b", []),
    ],
)
def test_is_plain_number(text, numbers):
    words = [token.word for token in slow_tokens.find_tokens(text)]
    assert [word for word, plain in zip(words, plain_numbers([text]), strict=True) if plain] == numbers


def test_is_plain_number_does_not_read_the_next_text():
    assert plain_numbers(["5", "6", ".", "7.", "x"]) == [True, True, True, False]
    assert plain_numbers(["5 ", "6", "$ ", "7", "x - ", "8 ", "9 - ", "3"]) == [
        True,
        True,
        True,
        False,
        True,
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("$2 billion and 7 Million of 1.5 trillion", ["billion", "Million", "trillion"]),
        ("two million, 2 millions, 3\nmillion, 4  thousand, 5-hundred", []),
        ("hundred 5", []),
    ],
)
def test_a_word_that_scales_a_number_is_a_part_of_it(text, words):
    analysis = analyse(view_texts(pa.array([text])))
    found = is_scale(analysis, is_number(analysis.vocabulary))
    tokens = [token.word for token in slow_tokens.find_tokens(text)]
    assert [word for word, scales in zip(tokens, found, strict=True) if scales] == words


def test_scales_are_not_read_over_the_border_of_a_text():
    analysis = analyse(view_texts(pa.array(["2", "million", "2 "])))
    assert not is_scale(analysis, is_number(analysis.vocabulary)).any()
