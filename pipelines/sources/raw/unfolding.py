"""Columns of Arrow whose rows share values: dictionaries, runs and views, which unfold when they become strings.

A file of 10 KB can hold a text of 60 MB once and have a thousand rows of it.
"""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt

from pipelines.sources.raw.arrow_values import is_list

# Bytes of a view: its length comes first, in four bytes.
VIEW_BYTES = 16


def cut_shared(table: pa.Table, n_rows: int, n_bytes: int) -> Iterator[pa.Table]:
    """Yield the rows of a table in tables of `n_rows`, or of fewer where these may unfold to more than `n_bytes`.

    A table has one row at least, of any size.
    """
    longest = max((longest_shared(chunk) for column in table.columns for chunk in column.chunks), default=0)
    n_rows = max(1, min(n_rows, n_bytes // longest)) if longest else n_rows
    yield from (table.slice(start, n_rows) for start in range(0, len(table), n_rows))


def longest_shared(array: pa.Array) -> int:
    """Return how many bytes a row has at most, once it is unfolded, of values that several rows may share.

    >>> longest_shared(pa.array(["Rain", "Snow", "Rain"]).dictionary_encode()), longest_shared(pa.array(["Rain"]))
    (4, 0)
    """
    kind = array.type
    found = 0
    if isinstance(kind, pa.BaseExtensionType):
        found = longest_shared(array.storage)
    elif pt.is_dictionary(kind):
        found = _longest(array.dictionary)
    elif pt.is_run_end_encoded(kind):
        found = _longest(array.values)
    elif pt.is_string_view(kind) or pt.is_binary_view(kind):
        found = _longest(array)
    elif pt.is_struct(kind):
        found = sum(longest_shared(array.field(index)) for index in range(kind.num_fields))
    elif is_list(kind):
        found = longest_shared(array.values) * (pc.max(pc.list_value_length(array)).as_py() or 0)
    return found


def _longest(values: pa.Array) -> int:
    """Return the bytes of the longest value, or more if values are no strings."""
    kind = values.type
    if pt.is_string_view(kind) or pt.is_binary_view(kind):
        views = np.frombuffer(values.buffers()[1], np.int32).reshape(-1, VIEW_BYTES // 4)
        return int(views[values.offset : values.offset + len(values), 0].max(initial=0))
    if pt.is_string(kind) or pt.is_large_string(kind) or pt.is_binary(kind) or pt.is_large_binary(kind):
        return pc.max(pc.binary_length(values)).as_py() or 0
    return max(longest_shared(values), int(values.nbytes))
