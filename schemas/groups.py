"""Groups of duplicate articles, and the split of each group.

One row per kept article, sorted by `part`, so that a reader of one part skips the other row groups. `part` is the key
of the articles part that holds the article; `text_hash` is 32 hex digits of its folded text. All articles of a group
are in one split. No swap of `test_unseen` is in another split: its replacements have words that are held out from all
other splits.
"""

import pyarrow as pa

SPLITS = ("train", "validation", "test", "test_unseen")
UNSEEN = SPLITS[-1]

GROUPS = pa.schema(
    [
        pa.field("article_id", pa.string(), nullable=False),
        pa.field("part", pa.string(), nullable=False),
        pa.field("group_id", pa.string(), nullable=False),
        pa.field("split", pa.string(), nullable=False),
        pa.field("text_hash", pa.string(), nullable=False),
    ]
)
# The same in a release, without the parts of its run, sorted by article_id: the next release carries the splits over.
CARRIED = pa.schema([field for field in GROUPS if field.name != "part"])
