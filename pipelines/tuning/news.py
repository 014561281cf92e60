"""Clean articles of the input: those that each component spins, and those that no model trains on.

The input is read, cleaned and grouped by the stages of a build, so the texts are those of a release.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.config.negatives import Negatives
from pipelines.config.run import RunConfig
from pipelines.errors import InputError
from pipelines.probe.sample import hash_keys
from pipelines.probe.texts import count_words, plain
from pipelines.sources.split import group_raw_parts, split_input
from pipelines.stages.group_duplicates import group_duplicates
from pipelines.stages.ingest_articles import ingest_articles
from pipelines.storage.temporary import temporary_folder

COLUMNS = ["article_id", "text", "headline_length"]
# Rows of the input: some 1.5 million words, several times as many as are used.
ROWS = 8_000
# Least articles to spin and to hold out. 100 clean texts can show a rate of false alarms of 1 %.
LEAST = 100
# Share of the articles that is held out, and the most of them.
HELD_OUT, MOST_HELD_OUT = 0.25, 400


@dataclass(frozen=True)
class News:
    """Clean articles in the order of their keys; near-copies are all on one side.

    to_spin   columns article_id, text, headline_length, group_id
    held_out  string [n]: texts of which no model sees anything
    """

    to_spin: pa.Table
    held_out: pa.StringArray


def read_news(config: RunConfig, n_words: int, *, least: int = LEAST) -> News:
    """Read the articles of the input of `config`: `n_words` words of them to spin.

    Raises InputError for an unreadable input, or one with fewer than `least` articles for each of the two uses.
    """
    with temporary_folder("tune") as folder:
        ingest = config.ingest_articles
        changes = {
            "output": str(folder),
            "negatives": Negatives(),
            "ingest_articles": ingest.model_copy(update={"limit": ingest.limit or ROWS}),
        }
        articles = _clean_articles(config.model_copy(update=changes))
    return _share_out(articles, n_words, seed=config.seed, least=least)


def _clean_articles(config: RunConfig) -> pa.Table:
    """The articles that a build would spin, with their groups."""
    raw = group_raw_parts(split_input(config), config.ingest_articles)
    parts = [ingest_articles(group, config) for group in raw]
    grouped = pq.read_table(group_duplicates(parts, config).path("groups"), columns=["article_id", "group_id"])
    articles = pa.concat_tables([pq.read_table(part.path("articles"), columns=COLUMNS) for part in parts])
    row = pc.index_in(articles["article_id"], value_set=grouped["article_id"].combine_chunks())
    groups = grouped["group_id"].take(row.drop_null())
    return articles.filter(row.is_valid()).append_column("group_id", groups)


def _share_out(articles: pa.Table, n_words: int, *, seed: int, least: int) -> News:
    """Divide articles by the keys of their groups."""
    groups, ids = (hash_keys(articles[name], seed) for name in ("group_id", "article_id"))
    order = np.lexsort((ids, groups))
    articles, groups = articles.take(pa.array(order)), groups[order]
    n_held_out = min(MOST_HELD_OUT, int(HELD_OUT * len(articles)))
    n_held_out = int(np.searchsorted(groups, groups[n_held_out])) if n_held_out else 0
    rest = articles.slice(n_held_out)
    words = np.cumsum(count_words(plain(rest["text"])))
    to_spin = rest.slice(0, int(np.searchsorted(words, n_words)) + 1)
    if min(len(to_spin), n_held_out) < least:
        raise InputError(
            f"expected at least {least:,} articles of --input to spin and {least:,} to hold out, got {len(to_spin):,} "
            f"and {n_held_out:,}: give more news"
        )
    return News(to_spin.combine_chunks(), plain(articles["text"].slice(0, n_held_out)))
