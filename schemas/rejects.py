"""One row that a stage could not use: in = kept + rejected, and every rejected row has a reason.

`reason` is one of REASONS, to count by; `detail` is for a person; `place` is the place in the input
("news.jsonl line 17") or an article id; `row` is the row itself, as it was read.
"""

import pyarrow as pa

# Each has its line in docs/inputs.md.
REASONS = (
    "broken_json",
    "broken_row",
    "no_text",
    "wrong_type",
    "not_utf8",
    "too_large",
    "not_html",
    "http_status",
    "markup",
    "too_short",
    "too_long",
    "wrong_language",
    "duplicate_id",
    "duplicate_text",
    "joins_splits",
    "no_swaps",
    "no_original",
    "no_edit",
)
REJECTS = pa.schema(
    [
        pa.field("stage", pa.string(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("detail", pa.string()),
        pa.field("place", pa.string(), nullable=False),
        pa.field("article_id", pa.string()),
        pa.field("row", pa.string()),
    ]
)
