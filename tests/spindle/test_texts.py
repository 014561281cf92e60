import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from datasets import Dataset

from pipelines.errors import ConfigError, InputError
from spindle.texts import read_text, read_texts


@pytest.mark.parametrize("texts", [[], ["a", ""], ["\ud800a", "b"]])
def test_texts_become_an_array_of_what_each_is_alone(texts):
    read = read_texts(texts)
    assert read.type == pa.string()
    assert read.to_pylist() == [read_text(text) for text in texts]


def test_an_iterator_is_read_once():
    assert read_texts(iter(["a", "\udfff"])).to_pylist() == ["a", "\ufffd"]


@pytest.mark.parametrize(
    "texts",
    [
        pa.chunked_array([["a"], ["b"]]),
        np.array(["a", "b"]),
        pd.Series(["a", "b"]),
        pl.Series(["a", "b"]),
        Dataset.from_dict({"text": ["a", "b"]})["text"],
    ],
    ids=lambda texts: type(texts).__name__,
)
def test_a_column_of_any_library(texts):
    assert read_texts(texts).to_pylist() == ["a", "b"]


@pytest.mark.parametrize(
    "texts",
    [
        {"text": ["a"], "id": [1]},
        pa.table({"text": ["a"]}),
        pa.record_batch({"text": ["a"]}),
        pd.DataFrame({"text": ["a"]}),
        pl.DataFrame({"text": ["a"]}),
        Dataset.from_dict({"text": ["a"]}),
        Dataset.from_dict({"text": ["a"]})[:1],
    ],
    ids=lambda texts: f"{type(texts).__module__}.{type(texts).__name__}",
)
def test_a_table_is_no_list_of_texts(texts):
    with pytest.raises(ConfigError, match=r"with columns: give the one that holds the texts, such as rows\[.text.\]"):
        read_texts(texts)


@pytest.mark.parametrize(
    "value",
    [
        *(None, 5, {"text": "a"}, ("x" * 500,), b"a", bytearray(b"a"), memoryview(b"a")),
        pytest.param(10**5_000, id="more digits than Python writes"),
    ],
)
def test_the_first_value_that_is_no_text_is_named_in_short(value):
    with pytest.raises(InputError, match="expected text 2 of the list to be a string") as caught:
        read_texts(["a", "\ud800", value, None])
    assert len(str(caught.value)) < 200
