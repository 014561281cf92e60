import pyarrow as pa
import pyarrow.compute as pc
import pytest
from browse.shelves import has_words, words_of
from hypothesis import given
from hypothesis import strategies as st

from pipelines.browse.search_terms import asked_words, distinct_words, split_words, words_pattern

TEXTS = st.text(st.sampled_from("abAB01 -'\u2019_éÉßäñ\u0301.\n中"), max_size=12)


@given(st.lists(TEXTS, max_size=5))
def test_words_are_those_of_the_slow_rule(texts):
    lower = [text.lower() for text in texts]
    assert set(distinct_words(pa.array(lower, pa.string())).to_pylist()) == {
        w for text in lower for w in words_of(text)
    }


@given(st.lists(st.none() | TEXTS, max_size=5))
def test_each_word_has_the_text_that_it_is_of(texts):
    lower = [text and text.lower() for text in texts]
    words, owners = split_words(pa.array(lower, pa.string()))
    found = [
        [word for word, owner in zip(words.to_pylist(), owners, strict=True) if owner == at] for at in range(len(texts))
    ]
    assert [set(each) for each in found] == [set(words_of(text or "")) for text in lower]


@given(TEXTS, TEXTS)
def test_the_pattern_finds_what_the_slow_rule_finds(text, asked):
    words = asked_words(asked)
    if words:
        lower = pc.utf8_lower(pa.array([text]))
        assert pc.match_substring_regex(lower, words_pattern(words)).to_pylist() == [has_words(text, asked)]


@pytest.mark.parametrize(
    ("text", "asked", "found"),
    [
        ("The Prime Minister", "prime minister", True),
        ("well-known", "known", True),
        ("won\u2019t", "won't", True),
        ("CAFÉ", "café", True),
        ("unknown", "known", False),
        ("prime old minister", "prime minister", False),
        ("snake_case", "case", True),
        ("12.5", "12", True),
    ],
)
def test_whole_words_are_found_in_any_case(text, asked, found):
    lower = pc.utf8_lower(pa.array([text]))
    assert pc.match_substring_regex(lower, words_pattern(asked_words(asked)))[0].as_py() is found


@pytest.mark.parametrize("asked", ["", "  ", "&", "—", ".*"])
def test_what_has_no_word_asks_for_none(asked):
    assert asked_words(asked) == []
