"""Texts grouped in tests, and stories with near-copies to group."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from corpus import make_config, write_part

from pipelines.stages.group_duplicates import group_duplicates
from schemas import ARTICLES


def make_articles(texts):
    """Make a table of ARTICLES from {id: text} or (id, text) pairs."""
    pairs = texts.items() if isinstance(texts, dict) else texts
    rows = [{"article_id": name, "text": text, "headline_length": 0, "language": "en"} for name, text in pairs]
    return pa.Table.from_pylist(rows, schema=ARTICLES)


def group(folder, *parts, seed=1, **settings):
    """Group the articles; return the rows in order, and the part. Each of `parts` is {id: text} or (id, text) pairs."""
    config = make_config(folder, seed=seed, group_duplicates=settings)
    made = [
        write_part(config, "ingest_articles", f"part {i}", {"articles": make_articles(texts)})
        for i, texts in enumerate(parts)
    ]
    part = group_duplicates(made, config)
    return pq.read_table(part.path("groups")), part


def by_article(groups, column):
    return dict(zip(groups["article_id"].to_pylist(), groups[column].to_pylist(), strict=True))


def make_stories(count, copies=3, seed=0):
    """Draw `count` stories of 120 random words, each with copies in which one or two words differ."""
    rng = np.random.default_rng(seed)
    stories = {}
    for story in range(count):
        words = rng.integers(0, 3000, 120).tolist()
        for copy in range(copies):
            changed = list(words)
            for place in rng.choice(120, copy * 2, replace=False):
                changed[place] = rng.integers(0, 3000)
            stories[f"story-{seed}-{story}-{copy}"] = " ".join(f"word{number}" for number in changed)
    return stories
