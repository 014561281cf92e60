import uuid
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.raw.arrow_values import holds_text, name_unread, read_array, read_text_array
from pipelines.sources.raw.json_values import read_text, read_value

UUID = uuid.UUID("12345678-1234-5678-1234-567812345678")
STRINGS = pa.array(["Rain", None, "Snow"])
DAMAGED = pa.array([b"caf\xe9", b"Snow", None]).view(pa.string())


@pytest.mark.parametrize(
    ("array", "texts", "is_unread"),
    [
        (STRINGS.cast(pa.large_string()), ["Rain", None, "Snow"], [0, 0, 0]),
        (STRINGS.cast(pa.string_view()), ["Rain", None, "Snow"], [0, 0, 0]),
        (STRINGS.dictionary_encode(), ["Rain", None, "Snow"], [0, 0, 0]),
        (pc.run_end_encode(STRINGS), ["Rain", None, "Snow"], [0, 0, 0]),
        (DAMAGED, [None, "Snow", None], [1, 0, 0]),
        (pa.array([b"caf\xe9", b"Snow"]), [None, "Snow"], [1, 0]),
        (pa.array([b"Rain", b"Snow"], pa.binary(4)), ["Rain", "Snow"], [0, 0]),
        (pa.array([UUID.bytes, None], pa.binary(16)).cast(pa.uuid()), [str(UUID), None], [0, 0]),
        (pa.array([2**64 - 1, None], pa.uint64()), [str(2**64 - 1), None], [0, 0]),
        (pa.array([5.0, 0.1, float("nan"), float("inf"), None]), ["5", "0.1", None, None, None], [0, 0, 0, 1, 0]),
        (pa.array([0.1, 123456792.0], pa.float32()), ["0.1", "123456792"], [0, 0]),
        (pa.array([123456789012.5, 1e-7]), ["123456789012.5", "1e-07"], [0, 0]),
        (pa.array([Decimal("5.00"), Decimal("5.50")]), ["5", "5.5"], [0, 0]),
        (pa.array([Decimal(10**30)]), [str(10**30)], [0]),
        (pa.array([Decimal("1.2E+3"), Decimal(0)], pa.decimal128(5, -2)), ["1200", "0"], [0, 0]),
        (pa.array([Decimal("1E+70"), None], pa.decimal256(70, -6)), ["1" + "0" * 70, None], [0, 0]),
        (pa.array([Decimal("1E+70"), None], pa.decimal256(70, -9)), [None, None], [1, 0]),
        (pa.array([True, None]), [None, None], [1, 0]),
        (pa.array([date(2020, 1, 2)]), ["2020-01-02"], [0]),
        (
            pa.array([datetime(2020, 1, 2, tzinfo=UTC)], pa.timestamp("s", "Europe/Paris")),
            ["2020-01-02 00:00:00Z"],
            [0],
        ),
        (pa.array([10**15], pa.timestamp("s")), [None], [1]),
        (pa.array([10**15, -(10**15), 0], pa.timestamp("s", "UTC")), [None, None, "1970-01-01 00:00:00Z"], [1, 1, 0]),
        (pa.array([5], pa.duration("s")), [None], [1]),
        (pa.array([[1], [], None, [1, 2]]), ["1", None, None, None], [0, 0, 0, 1]),
        (pa.array([[1], None, [1, 2]], pa.list_view(pa.int8())), ["1", None, None], [0, 0, 1]),
        (pa.array([[1], None], pa.list_(pa.int8(), 1)), ["1", None], [0, 0]),
        (pa.array([{"name": "Herald", "id": 1}, {"id": 1}, None]), ["Herald", None, None], [0, 1, 0]),
        (pa.array([[("name", "Herald")], [("id", "1")]], pa.map_(pa.string(), pa.string())), ["Herald", None], [0, 1]),
        (pa.nulls(2), [None, None], [0, 0]),
    ],
)
def test_a_column_of_each_type(array, texts, is_unread):
    read = read_array(array)
    assert (read.texts.to_pylist(), read.is_unread.to_pylist()) == (texts, list(map(bool, is_unread)))
    sliced = read_array(array[1:])
    assert sliced.texts.to_pylist() == texts[1:]


@pytest.mark.parametrize(
    ("array", "texts"),
    [
        (STRINGS, ["Rain", None, "Snow"]),
        (DAMAGED, ["caf\ufffd", "Snow", None]),
        (pa.array([["Rain", None, "", "Snow"], [], None]), ["Rain\n\nSnow", "", None]),
        (pa.array([["Rain", "Snow"]], pa.large_list(pa.large_string())), ["Rain\n\nSnow"]),
        (pa.array([[b"caf\xe9"]]), ["caf\ufffd"]),
    ],
)
def test_a_text_is_strings_or_lists_of_strings(array, texts):
    assert holds_text(array.type)
    assert read_text_array(array).texts.to_pylist() == texts


@pytest.mark.parametrize("array", [pa.array([17]), pa.array([{"name": "Rain"}]), pa.array([[17]]), pa.array([True])])
def test_other_types_are_no_text(array):
    assert not holds_text(array.type)
    assert read_text_array(array).is_unread.to_pylist() == [True]


VIEW = pa.string_view()
NAMED = pa.struct([("name", VIEW)])


@pytest.mark.parametrize(
    ("array", "texts", "is_unread"),
    [
        (STRINGS.dictionary_encode().cast(pa.dictionary(pa.int32(), VIEW)), ["Rain", None, "Snow"], [0, 0, 0]),
        (
            pa.RunEndEncodedArray.from_arrays([1, 3], pa.array(["Rain", "Snow"], VIEW)),
            ["Rain", "Snow", "Snow"],
            [0, 0, 0],
        ),
        (pa.array([{"name": "Rain"}, None, {"name": None}], NAMED), ["Rain", None, None], [0, 0, 1]),
        (pa.array([[("name", "Rain")], None, [("x", "a")]], pa.map_(VIEW, VIEW)), ["Rain", None, None], [0, 0, 1]),
        (pa.array([["Rain"], ["a", "b"], None], pa.list_(VIEW)), ["Rain", None, None], [0, 1, 0]),
        (pa.array([["Rain"], ["a", "b"], None], pa.large_list(VIEW)), ["Rain", None, None], [0, 1, 0]),
        (pa.array([["Rain"], ["a", "b"], None], pa.list_view(VIEW)), ["Rain", None, None], [0, 1, 0]),
        (pa.array([["Rain"], [None], None], pa.list_(VIEW, 1)), ["Rain", None, None], [0, 0, 0]),
        (pa.array([[{"name": "Rain"}], [{"name": "a"}] * 2, None], pa.list_(NAMED)), ["Rain", None, None], [0, 1, 0]),
        (pa.array([[b"Rain"], [b"caf\xe9"], []], pa.list_(pa.binary_view())), ["Rain", None, None], [0, 1, 0]),
    ],
)
def test_views_inside_of_other_types(array, texts, is_unread):
    """As polars writes categoricals, enums, lists, arrays and structs of strings."""
    read = read_array(array)
    assert (read.texts.to_pylist(), read.is_unread.to_pylist()) == (texts, list(map(bool, is_unread)))
    assert read_array(array[1:]).texts.to_pylist() == texts[1:]
    assert read_array(array[:0]).texts.to_pylist() == []


@pytest.mark.parametrize(
    ("array", "texts"),
    [
        (pa.array([["Rain", None, "Snow"], [], None], pa.list_(VIEW)), ["Rain\n\nSnow", "", None]),
        (pa.array([["Rain", "Snow"], None], pa.list_view(VIEW)), ["Rain\n\nSnow", None]),
        (
            pa.array(["Rain", None, "Snow"]).dictionary_encode().cast(pa.dictionary(pa.int32(), VIEW)),
            ["Rain", None, "Snow"],
        ),
        (pa.array([b"caf\xe9", None], pa.binary_view()), ["caf\ufffd", None]),
    ],
)
def test_texts_in_views(array, texts):
    assert holds_text(array.type)
    assert read_text_array(array).texts.to_pylist() == texts


def test_offsets_that_lead_outside_are_an_error():
    broken = pa.StringArray.from_buffers(2, pa.py_buffer(b"\0\0\0\0\xff\xff\xff\x7f\4\0\0\0"), pa.py_buffer(b"Rain"))
    with pytest.raises(pa.ArrowInvalid):
        read_array(broken)


def test_names_of_unread_columns_are_joined():
    masks = {
        "id": pa.array([True, False, True]),
        "url": pa.array([False, False, True]),
        "source": pa.array([False] * 3),
    }
    assert name_unread(masks, 3).to_pylist() == ["id", None, "id,url"]
    assert name_unread({}, 2).to_pylist() == [None, None]


kinds = st.one_of(
    st.lists(st.none() | st.text(max_size=4)),
    st.lists(st.none() | st.integers(-(2**63), 2**63 - 1)),
    st.lists(st.none() | st.floats()),
    st.lists(st.none() | st.booleans()),
    st.lists(st.none() | st.lists(st.none() | st.text(max_size=3), max_size=2)),
    st.lists(st.none() | st.lists(st.lists(st.floats(), max_size=2), max_size=2)),
    st.lists(st.none() | st.fixed_dictionaries({"value": st.none() | st.text(max_size=2), "id": st.integers(0, 9)})),
    st.lists(st.none() | st.fixed_dictionaries({"name": st.none() | st.lists(st.floats(), max_size=2)})),
)


@given(kinds)
def test_a_column_is_read_like_each_of_its_values(values):
    array = pa.array(values)
    read, text = read_array(array), read_text_array(array)
    assert list(zip(read.texts.to_pylist(), read.is_unread.to_pylist(), strict=True)) == list(map(read_value, values))
    if holds_text(array.type):
        assert text.texts.to_pylist() == [read_text(value)[0] for value in values]
