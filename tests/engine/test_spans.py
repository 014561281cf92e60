import numpy as np
import pyarrow as pa
import pytest
from hard_texts import many_texts
from hypothesis import given
from hypothesis import strategies as st

from pipelines.engine.buffers import view_texts
from pipelines.engine.spans import Spans, is_kept, join_spans, spans_of_points
from pipelines.engine.tokens import find_tokens


def spans(texts, rows):
    columns = np.array(rows, np.int64).reshape(-1, 3).T
    return spans_of_points(view_texts(pa.array(texts, pa.string())), *columns)


def cut_out(texts, found):
    rows = zip(found.text_index.tolist(), found.starts.tolist(), found.ends.tolist(), strict=True)
    return [texts[text].encode()[start:end].decode() for text, start, end in rows]


@given(texts=many_texts, data=st.data())
def test_spans_of_points_are_the_same_stretches_in_bytes(texts, data):
    rows = []
    for index, text in enumerate(texts):
        place = st.integers(0, len(text))
        rows += [(index, *sorted(pair)) for pair in data.draw(st.lists(st.tuples(place, place), max_size=3))]
    rows = data.draw(st.permutations(rows))
    assert cut_out(texts, spans(texts, rows)) == [texts[index][start:end] for index, start, end in rows]


def test_spans_of_points_in_slices_and_between_empty_texts():
    texts = ["", "é 👩\u200d🚒", "", "a\u0301b", ""]
    rows = [(4, 0, 0), (3, 2, 3), (1, 2, 5), (0, 0, 0)]
    assert cut_out(texts, spans(texts, rows)) == ["", "b", "👩\u200d🚒", ""]
    sliced = view_texts(pa.array(["ééé", *texts]).slice(1))
    assert cut_out(texts, spans_of_points(sliced, *np.array(rows).T)) == ["", "b", "👩\u200d🚒", ""]


@pytest.mark.parametrize("row", [(1, 0, 3), (1, -1, 1), (0, 2, 1), (0, 0, 5)])
def test_spans_of_points_outside_their_text_are_refused(row):
    with pytest.raises(ValueError, match=rf"got {row[1]} to {row[2]} in text {row[0]}, which has [24] code points"):
        spans(["rain", "éé"], [row])


def test_join_spans_has_all():
    one, two = spans(["rain é"], [(0, 0, 4)]), spans(["rain é"], [(0, 5, 6), (0, 1, 2)])
    assert cut_out(["rain é"], join_spans(one, two)) == ["rain", "é", "a"]


def kept_words(texts, spans):
    viewed = view_texts(pa.array(texts, pa.string()))
    columns = (np.array(column, np.int64) for column in zip(*spans, strict=True))
    return is_kept(viewed, find_tokens(viewed), Spans(*columns)).tolist()


def test_is_kept_marks_words_that_spans_touch():
    assert kept_words(["one two three four"], [(0, 4, 7), (0, 15, 16)]) == [False, True, False, True]
    assert kept_words(["one two", "three four"], [(1, 0, 10), (0, 2, 3)]) == [True, False, True, True]
    assert kept_words(["one two"], [(0, 3, 4), (0, 1, 1)]) == [False, False]


@pytest.mark.parametrize("span", [(0, 4, 8), (0, -1, 2)])
def test_is_kept_refuses_spans_outside_their_text(span):
    with pytest.raises(ValueError, match=r"inside their texts, got -?\d to \d in text 0, which has 7 bytes"):
        kept_words(["one two", "three"], [span])
