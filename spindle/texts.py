"""Texts that callers of the Python API give, checked and mended: errors name the text that is none."""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from pipelines.errors import ConfigError, InputError, quote
from pipelines.strings.surrogates import mend_surrogates

BYTES = (bytes, bytearray, memoryview)


def read_texts(texts: Iterable[str]) -> pa.StringArray:
    """Return texts as an array: those of any list, or of a column of Arrow, numpy, pandas or datasets.

    Halves of surrogate pairs become U+FFFD. Raises ConfigError for one text instead of several and for a table or a
    batch of columns, InputError for a value that is no text.
    """
    if isinstance(texts, Mapping) or any(hasattr(texts, name) for name in ("columns", "column_names")):
        raise ConfigError(
            f"expected a list of texts, got a {type(texts).__name__} with columns: give the one that holds the texts, "
            'such as rows["text"]'
        )
    if isinstance(texts, str | bytes) or not isinstance(texts, Iterable):
        one = "one text: put it into a list" if isinstance(texts, str) else f"{quote(texts)}: give a list"
        raise ConfigError(f"expected a list of texts, got {one}")
    values = texts.to_pylist() if isinstance(texts, pa.Array | pa.ChunkedArray) else list(texts)
    if any(issubclass(kind, BYTES) for kind in set(map(type, values))):  # which Arrow would take for UTF-8
        return _read_each(values)
    try:
        read = pa.array(values, pa.string())
    except (pa.ArrowException, UnicodeEncodeError):
        return _read_each(values)
    if read.null_count:
        number = read.is_null().index(True).as_py()
        read_text(values[number], number)
    return read


def _read_each(values: list[Any]) -> pa.StringArray:
    return pa.array([read_text(value, number) for number, value in enumerate(values)], pa.string())


def read_text(text: Any, number: int | None = None) -> str:
    """Return a text with U+FFFD for each half of a surrogate pair; raises InputError if it is none.

    number  its place in a list, from 0
    """
    if not isinstance(text, str):
        place = "a text" if number is None else f"text {number} of the list to be a string"
        raise InputError(f"expected {place}, got {quote(text)}: leave it out, or give an empty text")
    return mend_surrogates(text)
