"""One row of a release: a clean article, one spun variant of it, and the edits between them.

Offsets are half-open and count Unicode code points, so `row["clean"][a:b] == original` in Python. Edits are sorted and
disjoint, and both texts are identical outside the edits.
"""

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

PAIRS = pa.schema(
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
