"""Files of negatives in finished parts: the originals beside their articles, the negatives of each split beside pairs.

None of them is among the tables that `Part.rows` counts, so whoever reads articles or pairs meets no negatives.
"""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.parts.part import Part

ORIGINALS_FILE = "originals.parquet"
# The original of each negative in a part of articles; null if it has none.
ORIGINALS = pa.schema([pa.field("article_id", pa.string(), nullable=False), pa.field("original", pa.string())])


def name_file(split: str) -> str:
    """Name of the file of the negatives of a split, in a part of spin_articles."""
    return f"negatives-{split}.parquet"


def count_kinds(kinds: pa.ChunkedArray) -> dict[str, int]:
    """Kind -> number of negatives, sorted by kind."""
    return dict(sorted((each["values"], each["counts"]) for each in pc.value_counts(kinds).to_pylist()))


def find_names(negatives: pa.Table) -> pa.ChunkedArray:
    """Return the id of each negative among the articles that were grouped: that of an article of the news, or its own.

    negatives  rows of schemas.NEGATIVES, with negative_id, article_id and kind at least
    """
    is_article = pc.and_(pc.equal(negatives["kind"], "clean"), negatives["article_id"].is_valid())
    return pc.if_else(is_article, negatives["article_id"], negatives["negative_id"])


def add_kinds(parts: Sequence[Part]) -> dict[str, dict[str, int]]:
    """Split -> kind -> number of the negatives of all parts of spin_articles."""
    total: dict[str, dict[str, int]] = {}
    for part in parts:
        for split, kinds in part.negatives.items():
            counts = total.setdefault(split, {})
            for kind, number in kinds.items():
                counts[kind] = counts.get(kind, 0) + number
    return total
