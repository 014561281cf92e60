import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.quality.pairs.texts import view_bytes

pytestmark = pytest.mark.usefixtures("either_way")

TEXTS = st.lists(st.none() | st.text(st.sampled_from("ab é“📈\n"), max_size=6), max_size=6)


@given(TEXTS, st.integers(0, 3))
def test_positions_agree_with_python(texts, skip):
    column = pa.array(texts, pa.string()).slice(min(skip, len(texts)))
    viewed = view_bytes(column)
    strings = [text or "" for text in column.to_pylist()]
    assert viewed.n_points.tolist() == [len(text) for text in strings]
    asked = [(row, point) for row, text in enumerate(strings) for point in range(len(text) + 1)]
    rows, points = np.array(asked, np.int64).reshape(-1, 2).T
    found = viewed.positions(rows, points) - viewed.offsets[rows]
    assert found.tolist() == [len(strings[row][:point].encode()) for row, point in asked]
    joined = viewed.data[viewed.offsets[0] : viewed.offsets[-1]].tobytes().decode()
    assert joined == "".join(strings)
