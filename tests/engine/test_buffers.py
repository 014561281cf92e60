import numpy as np
import pyarrow as pa
import pytest
from hard_texts import many_texts
from hypothesis import given

from pipelines.engine.buffers import byte_table, code_points, cut, is_member, is_text_border, repeat_index, view_texts


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


def test_cut_takes_the_strings_between_the_borders():
    data = np.frombuffer("Zürich".encode(), np.uint8)
    assert cut(data, np.array([0, 1, 3, 3, 7])).to_pylist() == ["Z", "ü", "", "rich"]


@given(many_texts)
def test_code_points_are_those_of_python(texts):
    viewed = view_texts(pa.array(texts, pa.string()))
    text = "".join(texts)
    starts = np.cumsum([0, *(len(character.encode()) for character in text)])
    assert code_points(viewed.data, starts).tolist() == list(range(len(text) + 1))


@given(many_texts)
def test_is_text_border_knows_where_texts_begin_and_end(texts):
    viewed = view_texts(pa.array(texts, pa.string()))
    borders = {sum(len(text.encode()) for text in texts[:i]) for i in range(len(texts) + 1)}
    positions = range(len(viewed.data) + 1)
    assert is_text_border(viewed, np.array(positions)).tolist() == [position in borders for position in positions]


def test_is_member_finds_each_of_the_bytes():
    data = np.arange(256).astype(np.uint8)
    assert np.flatnonzero(is_member(byte_table(b"\x00a\xff"), data)).tolist() == [0, 97, 255]


def test_repeat_index_names_the_owner_of_each_item():
    assert repeat_index(np.array([2, 0, 3])).tolist() == [0, 0, 2, 2, 2]
