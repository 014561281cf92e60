"""One row that a stage could not use: in = kept + rejected, and every rejected row has a reason.

`reason` is a short snake_case word to count by; `detail` is for a person; `place` is the place in the input
("news.jsonl line 17") or an article id; `row` is the row itself, as it was read.
"""

import pyarrow as pa

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
