import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reference.delimited import cut_slowly

from pipelines.sources.formats.delimited.dialect import Dialect
from pipelines.sources.formats.delimited.records import SOUND, cut_records

DIALECTS = [
    Dialect(delimiter, quote, escape, newline, blanks)
    for delimiter in (",", "\t")
    for quote in ('"', "'", "")
    for escape in ("", "\\")
    for newline in ("\n", "\r\n", "\r")
    for blanks in ((False, True) if quote else (False,))
]


def rows_of(records):
    take = records.fields.take
    return [
        take(np.arange(first, first + n)).to_pylist() for first, n in zip(records.first, records.n_fields, strict=True)
    ]


texts = st.lists(st.sampled_from([*"\"',\t\n\r\\ axnN", "\r\n", '""', '","', "\\N", "é"]), max_size=25).map("".join)


@settings(max_examples=1500)
@given(texts, st.sampled_from(DIALECTS))
@example('"a"b"\n', DIALECTS[0])
def test_rows_and_fields_as_the_slow_reader_has_them(text, dialect):
    records = cut_records(text.encode(), dialect)
    slow = cut_slowly(text, dialect)
    assert (records.open_quote is not None) == (bool(slow) and slow[-1][2])
    if records.open_quote is not None:  # the reader refuses the file
        slow = slow[:-1]
    is_sound = (records.fault == SOUND).tolist()[: len(slow)]
    assert is_sound == [not is_faulty for _, is_faulty, _ in slow]
    sound = [row for row, is_kept in zip(rows_of(records), is_sound, strict=False) if is_kept]
    assert sound == [fields for fields, is_faulty, _ in slow if not is_faulty]


@settings(max_examples=500)
@given(texts, texts, st.sampled_from(DIALECTS), st.integers(1, 3))
def test_rows_do_not_depend_on_the_content_after_them(text, rest, dialect, n_fields):
    """The rows of a block that is not the last are those of the whole file."""
    start = cut_records(text.encode(), dialect, n_fields=n_fields, is_last=False)
    whole = cut_records((text + rest).encode(), dialect, n_fields=n_fields)
    n_rows = len(start.first)
    assert start.fault.tolist() == whole.fault[:n_rows].tolist()
    assert rows_of(start) == rows_of(whole)[:n_rows]
