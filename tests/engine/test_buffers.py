import numpy as np
import pyarrow as pa
import pytest
from hard_texts import many_texts
from hypothesis import given
from hypothesis import strategies as st

from pipelines.engine.buffers import (
    byte_positions,
    byte_table,
    code_points,
    cut,
    find_few,
    hash_ints,
    in_ranges,
    is_member,
    is_text_border,
    repeat_index,
    short_keys,
    spread,
    view_texts,
)


@given(many_texts)
def test_view_texts_shows_the_bytes_of_each_text(texts):
    viewed = view_texts(pa.array(["före", *texts], pa.string()).slice(1))
    found = [viewed.data[a:b].tobytes().decode() for a, b in zip(viewed.offsets, viewed.offsets[1:], strict=False)]
    assert found == texts
    assert len(viewed) == len(texts)


def test_view_texts_copies_no_bytes():
    array = pa.array(["rain", "river"])
    assert view_texts(array).data.ctypes.data == array.buffers()[2].address


def test_view_texts_refuses_nulls():
    with pytest.raises(ValueError, match="got 1 nulls in 2 rows"):
        view_texts(pa.array(["rain", None]))


def test_cut_gives_the_strings_between_the_borders():
    data = np.frombuffer("Zürich".encode(), np.uint8)
    assert cut(data, np.array([0, 1, 3, 3, 7])).to_pylist() == ["Z", "ü", "", "rich"]


@given(many_texts)
def test_code_points_are_those_of_python(texts):
    viewed = view_texts(pa.array(texts, pa.string()))
    text = "".join(texts)
    starts = np.cumsum([0, *(len(character.encode()) for character in text)])
    assert code_points(viewed.data, starts).tolist() == list(range(len(text) + 1))
    assert byte_positions(viewed.data, np.arange(len(text), -1, -1)).tolist() == starts[::-1].tolist()


@given(many_texts)
def test_is_text_border_marks_starts_and_ends_of_texts(texts):
    viewed = view_texts(pa.array(texts, pa.string()))
    borders = {sum(len(text.encode()) for text in texts[:i]) for i in range(len(texts) + 1)}
    positions = range(len(viewed.data) + 1)
    assert is_text_border(viewed, np.array(positions)).tolist() == [position in borders for position in positions]


def test_is_member_finds_each_of_the_bytes():
    data = np.arange(256).astype(np.uint8)
    assert np.flatnonzero(is_member(byte_table(b"\x00a\xff"), data)).tolist() == [0, 97, 255]


def test_repeat_index_names_the_owner_of_each_item():
    assert repeat_index(np.array([2, 0, 3])).tolist() == [0, 0, 2, 2, 2]


@pytest.mark.parametrize(("starts", "lengths"), [([5, 9], [2, 3]), ([4, 0, 7], [0, 2, 0]), ([], [])])
def test_spread_lists_the_positions_in_spans(starts, lengths):
    slow = [start + i for start, length in zip(starts, lengths, strict=True) for i in range(length)]
    assert spread(np.array(starts, np.int64), np.array(lengths, np.int64)).tolist() == slow


some_characters = st.one_of(st.characters(codec="utf-8"), st.sampled_from("0\x00"))


@given(st.lists(st.text(some_characters, min_size=1, max_size=10), unique=True))
def test_short_keys_tell_short_strings_apart(words):
    viewed = view_texts(pa.array(words, pa.string()))
    keys = short_keys(viewed.data, viewed.offsets[:-1], np.diff(viewed.offsets)).tolist()
    is_short = [len(word.encode()) <= 8 and "\x00" not in word for word in words]
    assert keys == [
        int.from_bytes(word.encode(), "little") * short for word, short in zip(words, is_short, strict=True)
    ]


def test_hash_ints_spreads_near_numbers_over_all_places():
    hashes = hash_ints(np.arange(1 << 10), 10)
    assert hashes[0] == 0
    assert hashes.max() < 1 << 10
    assert len(np.unique(hashes)) > 850


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 5))))
def test_in_ranges_marks_the_items_of_ranges_in_any_order(ranges):
    first = np.array([start for start, _ in ranges], np.int64)
    end = np.array([min(start + length, 12) for start, length in ranges], np.int64)
    slow = [any(a <= item < b for a, b in zip(first, end, strict=True)) for item in range(12)]
    assert in_ranges(first, end, 12).tolist() == slow


some_words = st.lists(st.text("aé", max_size=3), unique=True)


@given(some_words, some_words)
def test_find_few_finds_each_among_many(few, many):
    found = find_few(pa.array(few, pa.string()), pa.array(many, pa.string()))
    assert found.tolist() == [many.index(text) if text in many else -1 for text in few]
