import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.raw.unfolding import cut_shared, longest_shared

TEXTS = [None, "", "Rain", "Rain fell on the hills.", "café"]
WRITTEN = {
    "dictionary": lambda texts: pa.array(texts, pa.string()).dictionary_encode(),
    "views": lambda texts: pa.array(texts, pa.string_view()),
    "bytes": lambda texts: pa.array([text and text.encode() for text in texts], pa.binary_view()),
    "runs": lambda texts: pa.RunEndEncodedArray.from_arrays(
        pa.array(range(1, len(texts) + 1), pa.int32()), pa.array(texts, pa.string())
    ),
    "object": lambda texts: pa.StructArray.from_arrays([pa.array(texts, pa.string()).dictionary_encode()], ["name"]),
    "dictionary of views": lambda texts: pa.DictionaryArray.from_arrays(
        pa.array(range(len(texts)), pa.int32()), pa.array(texts, pa.string_view())
    ),
}


def measure_slowly(texts):
    return max((len(text.encode()) for text in texts if text), default=0)


@pytest.mark.parametrize("how", WRITTEN)
@given(texts=st.lists(st.sampled_from(TEXTS), max_size=6))
def test_the_longest_value_is_found_wherever_it_is(how, texts):
    assert longest_shared(WRITTEN[how](texts)) == measure_slowly(texts)


def test_lists_may_hold_a_value_several_times():
    lists = pa.ListArray.from_arrays([0, 3, 4], pa.array(["Rain", "Rain", "Rain", "Snow"]).dictionary_encode())
    assert longest_shared(lists) >= 12
    assert longest_shared(pa.array([["Rain"], []])) == 0


@pytest.mark.parametrize("array", [pa.array(["Rain"] * 5), pa.array([1] * 5), pa.array([{"name": "Rain"}] * 5)])
def test_rows_that_share_nothing_are_cut_by_their_number_alone(array):
    assert [len(each) for each in cut_shared(pa.table({"text": array}), 3, 1)] == [3, 2]


@given(st.lists(st.sampled_from(TEXTS), max_size=9), st.integers(1, 5), st.integers(1, 90))
def test_rows_stay_in_order_and_below_the_bound(texts, n_rows, n_bytes):
    table = pa.table({"text": pa.array(texts, pa.string()).dictionary_encode()})
    cut = list(cut_shared(table, n_rows, n_bytes))
    assert [text for each in cut for text in each["text"].to_pylist()] == texts
    assert all(len(each) == 1 or len(each) * measure_slowly(texts) <= n_bytes for each in cut)
    assert all(len(each) <= n_rows for each in cut)
