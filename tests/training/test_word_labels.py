from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from training.drawn_pairs import make_table, mark_characters, tables

from pipelines.training.word_labels import label_words


def slow_words(text, split_marks):
    """The spans of words, a character at a time."""

    def is_part(i):
        if not 0 <= i < len(text):
            return False
        sign = text[i]
        if not split_marks:
            return not sign.isspace()
        return sign.isalnum() and sign < "\U00010000"

    def belongs(i):
        return is_part(i) or (split_marks and text[i] in "'\u2019-" and is_part(i - 1) and is_part(i + 1))

    for word in groupby(range(len(text)), key=lambda i: "word" if belongs(i) else "" if text[i].isspace() else i):
        if word[0] != "":
            places = list(word[1])
            yield places[0], places[-1] + 1


@pytest.mark.parametrize("split_marks", [True, False])
@given(table=tables)
def test_words_spans_and_labels_are_those_of_the_slow_twin(split_marks, table):
    words = label_words(table, split_marks=split_marks)
    found = list(zip(words.words.to_pylist(), words.starts, words.ends, words.labels, words.tags, strict=True))
    for number, row in enumerate(table.to_pylist()):
        marks, slow, last = mark_characters(row, "spun"), [], None
        for start, end in slow_words(row["spun"], split_marks):
            edit = next((mark for mark in marks[start:end] if mark is not None), None)
            tag = "O" if edit is None else "I-SWAP" if edit == last else "B-SWAP"
            slow.append((row["spun"][start:end], start, end, int(edit is not None), tag))
            last = edit
        assert found[words.borders[number] : words.borders[number + 1]] == slow
    assert words.borders[-1] == len(found)


def words_of(text):
    return label_words(make_table([(text, [])]), split_marks=True).words.to_pylist()


def test_words_of_news():
    assert words_of("“It\u2019s a re-run,” O'Neil said—twice.") == [
        *("“", "It\u2019s", "a", "re-run", ",", "”", "O'Neil", "said", "—", "twice", ".")
    ]
    assert words_of("Cafe\u0301 -x 'y' 4.5%") == ["Cafe\u0301", "-", "x", "'", "y", "'", "4", ".", "5", "%"]


def test_no_text_has_no_words():
    words = label_words(make_table([]), split_marks=True)
    assert (len(words.words), words.borders.tolist(), words.labels.dtype) == (0, [0], np.int64)
