import pyarrow as pa
import pytest
from hard_texts import many_texts
from hypothesis import given, settings
from reference import tokens as slow_tokens

from pipelines.engine.buffers import view_texts
from pipelines.engine.gaps import (
    EXCLAMATION,
    FULL_STOP,
    LINE_END,
    NOT_ONE_SPACE,
    PAUSE,
    QUOTE,
    TEXT_START,
    describe_gaps,
    find_mark,
    is_linked,
)
from pipelines.engine.kernels.byte_positions import find_byte
from pipelines.engine.tokens import find_tokens

pytestmark = pytest.mark.usefixtures("either_way")

MARKS = {LINE_END: "\n\r", EXCLAMATION: "!?", FULL_STOP: ".", PAUSE: ",;:"}


def gaps_of(texts):
    viewed = view_texts(pa.array(texts, pa.string()))
    return describe_gaps(viewed, find_tokens(viewed))


def slow_gaps(text):
    tokens = slow_tokens.find_tokens(text)
    for i in range(len(tokens)):
        gap = slow_tokens.gap_before(text, tokens, i)
        bits = sum(bit for bit, marks in MARKS.items() if any(mark in gap for mark in marks))
        bits += QUOTE * gap.endswith(('"', "“"))
        yield bits + TEXT_START * (i == 0) + NOT_ONE_SPACE * (gap != " ")


@settings(max_examples=80, deadline=None)
@given(many_texts)
def test_describe_gaps_equals_the_slow_version(texts):
    assert gaps_of(texts).tolist() == [bits for text in texts for bits in slow_gaps(text)]


@pytest.mark.parametrize("gap", [" - ", "?) ", "),\n(", "...", " . . ! . . ", " (““", '.”) "', "—", "\n\n\n\n"])
def test_describe_gaps_sees_all_of_a_long_gap(gap):
    text = f"{gap}rain{gap}river, bank{gap}"
    assert gaps_of([text]).tolist() == list(slow_gaps(text))


@given(many_texts)
def test_is_linked_marks_words_with_one_space_to_the_next(texts):
    slow = []
    for text in texts:
        tokens = slow_tokens.find_tokens(text)
        slow += [slow_tokens.gap_before(text, tokens, i + 1) == " " for i in range(len(tokens) - 1)]
        slow += [False] * bool(tokens)
    assert is_linked(gaps_of(texts)).tolist() == slow


def test_find_mark_is_not_fooled_by_characters_with_the_same_bytes():
    data = view_texts(pa.array(["👜Ü“—”✜“"])).data
    text = data.tobytes()
    assert find_mark(data, "“".encode()).tolist() == [text.index("“".encode()), text.rindex("“".encode())]


def test_find_byte_finds_few_and_many():
    data = view_texts(pa.array(["a;b;;", "", ";" * 3000, "c"])).data
    assert find_byte(data, ord(";")).tolist() == [1, 3, 4, *range(5, 3005)]
    assert find_byte(data, ord("<")).tolist() == []
    assert find_byte(data[:0], ord("<")).tolist() == []
