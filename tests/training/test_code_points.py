import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.training.code_points import class_table, cut_strings, read_points, trim

texts = st.lists(st.text(alphabet="a é\n📈\u2003\ud7ff", max_size=8), max_size=5)


@given(texts, st.data())
def test_spans_of_code_points_are_cut_as_python_slices_strings(strings, data):
    points = read_points(pa.chunked_array([strings], pa.string()))
    joined = "".join(strings)
    assert [chr(point) for point in points.points] == list(joined)
    assert np.diff(points.offsets).tolist() == [len(text) for text in strings]
    borders = sorted(data.draw(st.lists(st.integers(0, len(joined)), max_size=8)))
    starts, ends = np.array(borders[: len(borders) // 2 * 2], int).reshape(-1, 2).T
    cut = cut_strings(points, starts, ends).to_pylist()
    assert cut == [joined[start:end] for start, end in zip(starts, ends, strict=True)]
    first, last = trim(points, starts, ends)
    slow = [text.strip() or text for text in cut]
    assert [joined[start:end] for start, end in zip(first, last, strict=True)] == slow


def test_a_slice_of_a_column_is_read_alone_and_a_null_is_an_empty_text():
    column = pa.chunked_array([["ab", "cé"], [None, "d"]])
    points = read_points(column.slice(1))
    assert (points.data.decode(), points.offsets.tolist()) == ("céd", [0, 2, 2, 3])
    assert read_points(pa.array(["ab", "cé"]).slice(1)).data.decode() == "cé"


@pytest.mark.parametrize("sign", ["\x1f", " ", "\u2003", "a", "📈"])
def test_classes_are_those_of_python(sign):
    points = read_points(pa.array([sign]))
    assert points.has(class_table(str.isspace)).tolist() == [sign.isspace()]
