"""One row that a stage could not use: in = kept + rejected, and nothing goes without a reason.

`reason` is a short snake_case word that is counted; `detail` is for a person; `place` is where the
row came from ("news.jsonl line 17", or an article id); `row` is the row itself, as it was read.
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
