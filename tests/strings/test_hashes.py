import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.strings.buffers import view_bytes
from pipelines.strings.hashes import hash_strings

pytestmark = pytest.mark.usefixtures("either_way")
KEY = "spindle text id1"


@given(st.lists(st.text(max_size=40)), st.integers(0, 2), st.sampled_from([pa.string(), pa.large_string()]))
def test_hashes_are_those_of_pandas(found, skip, kind):
    strings = pa.array(found, kind).slice(min(skip, len(found)))
    expected = [pd.util.hash_array(np.array([each], object), hash_key=KEY)[0] for each in strings.to_pylist()]
    assert hash_strings(strings, KEY).tolist() == expected


def test_keys_give_different_hashes():
    assert hash_strings(pa.array(["Rain."]), KEY) != hash_strings(pa.array(["Rain."]), KEY[::-1])


def test_other_arrays_are_refused():
    with pytest.raises(TypeError, match="expected an array of strings, got one of int64"):
        view_bytes(pa.array([1, 2]))
