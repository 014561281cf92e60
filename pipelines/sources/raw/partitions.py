"""Columns named by folders: `news/source=bbc/lang=en/part-0.parquet`, as Hive and Spark write them.

A folder gives a value to the rows of its files whose own column has none.
"""

from collections.abc import Mapping
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.config.ingest import COLUMNS

# As Hive and Spark name the folder of rows that have no value.
NO_VALUE = "__HIVE_DEFAULT_PARTITION__"


def read_partitions(name: str) -> dict[str, str | None]:
    """Return the columns that the folders of a file give, with their values; the innermost folder wins.

    >>> read_partitions("2021/source=the%20wire/lang=__HIVE_DEFAULT_PARTITION__/a=b.jsonl")
    {'source': 'the wire', 'lang': None}
    """
    steps = [step.partition("=") for step in name.split("/")[:-1]]
    named = {unquote(key): unquote(value) for key, sign, value in steps if key and sign}
    return {key: value if value not in ("", NO_VALUE) else None for key, value in named.items()}


def fill_partitions(raw: pa.Table, partitions: Mapping[str, str | None], columns: Mapping[str, str | None]) -> pa.Table:
    """Return raw rows with the values of their folders.

    columns  our name -> the input's names, separated by " | "; None for a column that is switched off
    """
    for ours in COLUMNS[1:]:
        theirs = (columns.get(ours, ours) or "").split(" | ")
        value = next((partitions[name] for name in theirs if partitions.get(name)), None)
        if value is not None:
            filled = pc.fill_null(raw[ours], value)
            raw = raw.set_column(raw.column_names.index(ours), raw.schema.field(ours), filled)
    return raw


def drop_unread(column: pa.ChunkedArray, unread: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    """Return a column with null where the row's own value has no reading: the value of a folder is not that of the row.

    column  string [n]
    unread  string [n]: the names of the row's columns without a reading, joined by commas; null for none
    """
    if unread.null_count == len(unread):
        return column
    listed = pc.binary_join_element_wise("", unread, "", ",")
    is_unread = pc.fill_null(pc.match_substring(listed, f",{name},"), False)
    return pc.if_else(is_unread, pa.scalar(None, pa.string()), column)
