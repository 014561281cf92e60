import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.count import count_words

texts = st.lists(st.none() | st.text(alphabet="aé\n \t\r“—", max_size=12), max_size=8)


@given(texts, st.integers(0, 3))
def test_counts_are_those_of_split(values, start):
    array = pa.array(values, pa.string()).slice(start)
    assert count_words(array).tolist() == [len((text or "").split()) for text in values[start:]]


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("   \n ", 0), ("one", 1), ("one,two", 1), ("“it” — late", 3), ("café\r\nnoir", 2)],
)
def test_count_of_one_text(text, count):
    assert count_words(pa.array([text])).tolist() == [count]
