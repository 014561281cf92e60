import pytest

from pipelines.learn.text_words import read_words


def masked(words, mask):
    return [form for form, is_on in zip(words.forms, getattr(words, mask), strict=True) if is_on]


def test_forms_are_lower_case_with_straight_apostrophes_and_their_final_s():
    (words,) = read_words(["The Mayor\u2019s plan didn\u2019t change."])
    assert list(words.forms) == ["the", "mayor's", "plan", "didn't", "change"]
    assert words.bare(1) == "mayor"
    assert words.has_clitic(1)


def test_spans_are_bytes_of_each_text_without_the_final_s():
    _, words = read_words(["Ein Café.", "Münch\u2019s café"])
    assert [words.data[a:b].decode() for a, b in zip(words.starts, words.ends, strict=True)] == ["Münch", "café"]


@pytest.mark.parametrize(
    ("mask", "expected"),
    [
        ("is_name", ["anna", "bonn"]),
        ("is_fixed", ["it's", "example", "org"]),
        ("is_number", ["12"]),
        ("is_quoted", ["well", "done"]),
        ("is_hyphenated", ["long", "term"]),
    ],
)
def test_properties_of_words(mask, expected):
    (words,) = read_words(['Yesterday Anna saw 12 long-term plans in Bonn. It\'s "well done", says example.org today.'])
    assert masked(words, mask) == expected


def test_empty_texts_have_no_words():
    assert [len(words) for words in read_words(["", "one", "..."])] == [0, 1, 0]
