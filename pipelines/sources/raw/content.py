"""The content of raw rows, named by a hash: equal content has equal names, wherever it was read from."""

import hashlib
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.sources.raw.columns import ABOUT

# Columns beside the content that decide no article; date_order does.
NO_MATTER = frozenset(ABOUT) - {"date_order"}


def describe_content(table: pa.Table) -> dict[str, Any]:
    """Return `content` (32 hex digits) and `rows` of raw rows, whatever the names and the format of their files."""
    names = [name for name in table.column_names if name not in NO_MATTER]
    return {"content": hash_content(table.select(names)), "rows": table.num_rows}


def hash_content(table: pa.Table) -> str:
    """Return 32 hex digits that name the strings in `table`, however they are chunked."""
    digest = hashlib.sha256()
    for name, column in zip(table.column_names, table.columns, strict=True):
        lengths = pc.fill_null(pc.binary_length(column), -1)
        digest.update(name.encode() + b"\0" + lengths.to_numpy().tobytes())
        for chunk in column.chunks:
            _, borders, data = chunk.buffers()
            if data is not None and len(chunk):
                offsets = np.frombuffer(borders, np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
                digest.update(data[int(offsets[0]) : int(offsets[-1])])
    return digest.hexdigest()[:32]
