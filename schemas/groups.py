"""Groups of duplicate articles, and the split of each group.

One row for each kept article, sorted by `part`, so a reader of one part skips the other row groups.
`part` is the key of the articles part that holds the article. A group is never divided between splits.
The swaps of `test_unseen` are in no other split: its replacements have words that are held out from all others.
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
    ]
)
