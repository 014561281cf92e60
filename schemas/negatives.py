"""One negative of a release: a text of the class "clean" that is not the clean text of any pair.

A text that a person edited or that was paraphrased differs from its original as a spun text does, but no word of it was
swapped by a spinner; a clean article that is never spun keeps its topic out of the class "spun".
"""

import json

import pyarrow as pa

from schemas.pairs import describe_feature

# edited: by a person. paraphrase: rewritten fluently, or translated back. clean: as it was published.
NEGATIVE_KINDS = ("edited", "paraphrase", "clean")

# `article_id` is the article of the corpus that the text is (kind clean), or that its original is equal to; null if
# the original is no article of the corpus. `group_id` is that of near-copies, pairs included.
_COLUMNS = pa.schema(
    [
        pa.field("negative_id", pa.string(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("article_id", pa.string()),
        pa.field("group_id", pa.string(), nullable=False),
        pa.field("source", pa.string()),
        pa.field("url", pa.string()),
        pa.field("license", pa.string()),
        pa.field("language", pa.string(), nullable=False),
        pa.field("published_at", pa.timestamp("us", tz="UTC")),
    ]
)
_FEATURES = {"info": {"features": {field.name: describe_feature(field.type) for field in _COLUMNS}}}
NEGATIVES = _COLUMNS.with_metadata({"huggingface": json.dumps(_FEATURES)})
