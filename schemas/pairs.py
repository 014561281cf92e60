"""One row of a release: a clean article, one spun variant of it, and the edits between them.

Offsets are half-open and count Unicode code points, so `row["clean"][a:b] == original` in Python. Edits are sorted and
disjoint, and both texts are identical outside the edits.
"""

import json
from typing import Any

import pyarrow as pa

# The kinds of units that an edit replaces.
KINDS = ("word", "phrase", "number", "homograph", "entity")

EDIT = pa.struct(
    [
        pa.field("clean_start", pa.int32()),
        pa.field("clean_end", pa.int32()),
        pa.field("spun_start", pa.int32()),
        pa.field("spun_end", pa.int32()),
        pa.field("original", pa.string()),
        pa.field("replacement", pa.string()),
        pa.field("kind", pa.string()),
        pa.field("origin", pa.string()),
        pa.field("passes", pa.int8()),
    ]
)

_COLUMNS = pa.schema(
    [
        pa.field("pair_id", pa.string(), nullable=False),
        pa.field("article_id", pa.string(), nullable=False),
        pa.field("group_id", pa.string(), nullable=False),
        pa.field("variant", pa.int16(), nullable=False),
        pa.field("profile", pa.string(), nullable=False),
        pa.field("clean", pa.string(), nullable=False),
        pa.field("spun", pa.string(), nullable=False),
        pa.field("edits", pa.list_(EDIT), nullable=False),
        pa.field("n_words", pa.int32(), nullable=False),
        pa.field("n_swaps", pa.int32(), nullable=False),
        pa.field("swap_rate", pa.float32(), nullable=False),
        pa.field("asked_rate", pa.float32(), nullable=False),
        pa.field("source", pa.string()),
        pa.field("url", pa.string()),
        pa.field("license", pa.string()),
        pa.field("language", pa.string(), nullable=False),
        pa.field("published_at", pa.timestamp("us", tz="UTC")),
    ]
)


def describe_feature(kind: pa.DataType) -> Any:
    """Return an Arrow type as the JSON with which `datasets` describes a feature.

    >>> describe_feature(pa.list_(pa.int8()))
    [{'dtype': 'int8', '_type': 'Value'}]
    """
    if pa.types.is_list(kind):
        # The form of `datasets` up to 3; later versions read it as their List, which the former do not know.
        return [describe_feature(kind.value_type)]
    if pa.types.is_struct(kind):
        return {field.name: describe_feature(field.type) for field in kind}
    # Arrow and `datasets` name all other types alike.
    return {"dtype": "float32" if pa.types.is_float32(kind) else str(kind), "_type": "Value"}


# `datasets` reads the features of a Parquet file from this entry of its metadata; other readers ignore it.
_FEATURES = {"info": {"features": {field.name: describe_feature(field.type) for field in _COLUMNS}}}
PAIRS = _COLUMNS.with_metadata({"huggingface": json.dumps(_FEATURES)})

# Parquet encodings of the columns without a dictionary, by path: spans ascend, and few texts or ids of a row group are
# equal. Deltas of spans save 6 % of the bytes of 13,727 pairs. Deltas of the texts' lengths save 1 % more, but pyarrow
# cannot read them as dictionaries. Nobody filters by these columns, so they have no statistics.
ENCODINGS = {
    "pair_id": "PLAIN",
    "article_id": "PLAIN",
    "group_id": "PLAIN",
    "url": "PLAIN",
    "clean": "PLAIN",
    "spun": "PLAIN",
    "edits.list.element.original": "PLAIN",
    "edits.list.element.replacement": "PLAIN",
    "edits.list.element.clean_start": "DELTA_BINARY_PACKED",
    "edits.list.element.clean_end": "DELTA_BINARY_PACKED",
    "edits.list.element.spun_start": "DELTA_BINARY_PACKED",
    "edits.list.element.spun_end": "DELTA_BINARY_PACKED",
}

# Strings with few values, by path: what a row group has of them is a small dictionary, which zstd takes longer to begin
# with than to compress.
FEW_VALUES = frozenset(
    {"profile", "edits.list.element.kind", "edits.list.element.origin", "source", "license", "language", "reason"}
)
