from collections import Counter

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from pipelines.quality.corpus import codes
from pipelines.quality.corpus.codes import count_rows, encode, encode_lower, find_distinct_rows

some_rows = st.lists(st.tuples(st.sampled_from(["a", "A", "É", "é", "", None]), st.sampled_from([0, 1, None])))


@given(some_rows, st.booleans())
def test_rows_are_counted_as_a_counter_counts_them(rows, narrow):
    words, numbers = ([row[place] for row in rows] for place in (0, 1))
    columns = [encode_lower(pa.array(words, pa.string())), encode(pa.chunked_array([numbers], pa.int8()))]
    most, codes.MOST = codes.MOST, 2 if narrow else codes.MOST
    try:
        first, counts = count_rows(columns)
        again, ids = find_distinct_rows(columns)
    finally:
        codes.MOST = most
    plain = Counter((word and word.lower(), number) for word, number in rows)
    found = list(zip(*(column.take(first).to_pylist() for column in columns), strict=True))
    assert found == list(plain)
    assert counts.tolist() == list(plain.values())
    assert again.tolist() == first.tolist()
    assert [found[number] for number in ids] == [(word and word.lower(), number) for word, number in rows]


@given(st.lists(st.lists(st.sampled_from(["a", "b", "", None]))))
def test_a_coded_column_keeps_its_strings(chunks):
    coded = [encode(pa.array(chunk, pa.string())).take_coded(np.arange(len(chunk))) for chunk in chunks]
    column = pa.chunked_array(coded, pa.dictionary(pa.int32(), pa.string()))
    strings = [string for chunk in chunks for string in chunk]
    assert column.to_pylist() == strings
    again = encode(column)
    assert again.take(np.arange(len(strings))).to_pylist() == strings


def test_no_rows_have_no_distinct_row():
    columns = [encode(pa.array([], pa.string())), encode(pa.array([], pa.int8()))]
    first, counts = count_rows(columns)
    assert (first.tolist(), counts.tolist()) == ([], [])
    assert first.dtype == counts.dtype == np.int64
