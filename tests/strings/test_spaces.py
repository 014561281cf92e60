import re

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.strings.spaces import join_spaces

pytestmark = pytest.mark.usefixtures("either_way")


@given(st.lists(st.text(" \t\n\v\f\r\u00a0\u2003a.\u00e9", max_size=150)), st.integers(0, 2))
def test_each_run_of_white_space_is_one_space(found, skip):
    texts = pa.array(found, pa.string()).slice(min(skip, len(found)))
    assert join_spaces(texts).to_pylist() == [re.sub(r"[ \t\n\f\r]+", " ", text) for text in texts.to_pylist()]
