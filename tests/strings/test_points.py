import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.strings.points import count_points

pytestmark = pytest.mark.usefixtures("either_way")


@given(st.lists(st.none() | st.text(max_size=70)), st.integers(0, 2))
def test_points_are_the_characters_of_python(found, skip):
    texts = pa.array(found, pa.string()).slice(min(skip, len(found)))
    assert count_points(texts).tolist() == [len(text or "") for text in texts.to_pylist()]
