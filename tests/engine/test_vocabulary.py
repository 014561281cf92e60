import numpy as np
import pyarrow as pa
import pytest
from hard_texts import many_texts
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reference import tokens as slow_tokens

from pipelines.engine.buffers import view_texts
from pipelines.engine.tokens import find_tokens
from pipelines.engine.vocabulary import LOWER, TITLE, UPPER, describe_words, number_strings, token_strings

pytestmark = pytest.mark.usefixtures("either_way")

NAMES = {LOWER: "lower", TITLE: "title", UPPER: "upper"}


def vocabulary_of(texts):
    viewed = view_texts(pa.array(texts, pa.string()))
    return describe_words(viewed, find_tokens(viewed))


@settings(max_examples=80, deadline=None)
@example(["0\x000 00 0\x00", "a\x00b a\x00\x00b", "longer\x00than8"])
@given(many_texts)
def test_describe_words_equals_the_slow_engine(texts):
    found = vocabulary_of(texts)
    slow = [token for text in texts for token in slow_tokens.find_tokens(text)]
    assert found.lower.take(pa.array(found.lower_ids[found.ids])).to_pylist() == [token.lower for token in slow]
    assert [NAMES[case] for case in found.case[found.ids].tolist()] == [token.case for token in slow]
    assert found.n_letters[found.ids].tolist() == [len(token.word) for token in slow]


@pytest.mark.parametrize(
    ("word", "case"),
    [
        ("rain", LOWER),
        ("Rain", TITLE),
        ("RAIN", UPPER),
        ("I", TITLE),
        ("é", LOWER),
        ("Éa", TITLE),
        ("iPhone", LOWER),
        ("McRain", TITLE),
        ("G8", UPPER),
        ("8", LOWER),
        ("DON'T", UPPER),
        ("雨", LOWER),
    ],
)
def test_case_of(word, case):
    assert vocabulary_of([word]).case.tolist() == [case]


def test_abbreviations_are_listed_words_and_single_letters_but_not_digits():
    words = ["Mr", "NO", "B", "rain", "5", "no"]
    found = vocabulary_of([" ".join(words)])
    assert found.is_abbreviation[found.ids].tolist() == [True, True, True, False, False, True]


@pytest.mark.parametrize("kind", [bool, np.int8, np.uint8, np.int16, np.int32, np.int64, np.float32])
def test_values_are_gathered_for_each_token(kind):
    found = vocabulary_of(["Rain and rain, and RAIN", "", "wind and rain"])
    for gather, size, index in (
        (found.gather, len(found.case), found.ids),
        (found.gather_lower, len(found.lower), found.lower_ids[found.ids]),
    ):
        values = np.arange(2 * size, dtype=np.int64).astype(kind)
        for each in (values[:size], values[::2]):
            gathered = gather(each)
            assert gathered.dtype == kind
            assert gathered.tolist() == [each[number] for number in index]


def test_has_digit_finds_numbers_of_any_script():
    found = vocabulary_of(["rain 5th ½ ⅷ x² two ٣"])
    assert found.has_digit[found.ids].tolist() == [False, True, True, True, True, False, True]


def test_token_strings_are_the_words():
    viewed = view_texts(pa.array(["Heavy rain, naïve", "", "x"]))
    assert token_strings(viewed, find_tokens(viewed)).to_pylist() == ["Heavy", "rain", "naïve", "x"]


@settings(deadline=None)
@given(
    st.lists(st.text("aé雨𝄞", min_size=1, max_size=6) | st.sampled_from(["governments", "governmental", "government"]))
)
def test_number_strings_gives_each_distinct_string_a_number(words):
    viewed = view_texts(pa.array(words, pa.string()))
    ids, distinct = number_strings(viewed.data, viewed.offsets[:-1], viewed.offsets[1:])
    assert distinct.take(pa.array(ids)).to_pylist() == words
    assert len(distinct) == len(set(words))


def test_number_strings_of_more_words_than_it_has_places_for():
    words = [f"{i:x}" for i in range(1 << 17)] * 2
    viewed = view_texts(pa.array(words))
    ids, distinct = number_strings(viewed.data, viewed.offsets[:-1], viewed.offsets[1:])
    assert distinct.take(pa.array(ids)).to_pylist() == words
    assert len(distinct) == len(words) // 2
