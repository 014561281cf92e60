"""One clean article, as `ingest_articles` writes it and `spin_articles` reads it.

`text` is the headline, a blank line and the body, or the body alone; `headline_length` is the number of code points of
the headline (0: none), so that a profile can leave headlines alone.
"""

import pyarrow as pa

ARTICLES = pa.schema(
    [
        pa.field("article_id", pa.string(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
        pa.field("headline_length", pa.int32(), nullable=False),
        pa.field("source", pa.string()),
        pa.field("url", pa.string()),
        pa.field("license", pa.string()),
        pa.field("language", pa.string(), nullable=False),
        pa.field("published_at", pa.timestamp("us", tz="UTC")),
    ]
)
