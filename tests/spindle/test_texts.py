import pyarrow as pa
import pytest

from pipelines.errors import InputError
from spindle.texts import read_text, read_texts


@pytest.mark.parametrize("texts", [[], ["a", ""], ["\ud800a", "b"]])
def test_texts_become_an_array_of_what_each_is_alone(texts):
    read = read_texts(texts)
    assert read.type == pa.string()
    assert read.to_pylist() == [read_text(text) for text in texts]


def test_an_iterator_is_read_once():
    assert read_texts(iter(["a", "\udfff"])).to_pylist() == ["a", "\ufffd"]


@pytest.mark.parametrize("value", [None, 5, {"text": "a"}, ("x" * 500,)])
def test_the_first_value_that_is_no_text_is_named_in_short(value):
    with pytest.raises(InputError, match="expected text 2 of the list to be a string") as caught:
        read_texts(["a", "\ud800", value, None])
    assert len(str(caught.value)) < 200
