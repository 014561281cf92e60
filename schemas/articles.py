"""One clean article: what `ingest_articles` writes and `spin_articles` reads.

`text` is the headline, a blank line and the body, where there is a headline; `headline_length`
says how many code points of it are headline (0: none), so a profile can leave headlines alone.
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
