"""Pairs of the articles by each component, spun once, and mixed by weight for each trial."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.config.run import RunConfig
from pipelines.probe.metrics import Floats, Ints
from pipelines.spinners.spinner import Spinner, article_keys
from pipelines.storage.tables import cut_batches

# Number of the variant whose keys draw the component of an article; variants to spin count from 0.
MIX = -2


@dataclass(frozen=True)
class SpunArticles:
    """The articles, spun by each of k components.

    article_ids  string [n]
    tables       k tables of n rows: clean, spun, edits, group_id, n_words, n_swaps
    """

    article_ids: pa.ChunkedArray
    tables: Sequence[pa.Table]

    def mix(self, shares: Floats, seed: int) -> pa.Table:
        """Return a pair of each article by the component drawn for it; leave out articles without a swap.

        shares  float64 [k]
        """
        chosen = draw_components(self.article_ids, shares, seed)
        found = []
        for number, table in enumerate(self.tables):
            rows = pa.array(np.flatnonzero(chosen == number))
            found.append(table.take(rows).append_column("row", rows))
        pairs = pa.concat_tables(found).sort_by("row").drop_columns(["row"])
        return pairs.filter(pc.greater(pairs["n_swaps"], 0)).combine_chunks()


def spin_component(spinner: Spinner, articles: pa.Table, config: RunConfig) -> pa.Table:
    """Return the pairs of the articles by a spinner, as a build with `config` makes them.

    spinner  of its split: see `HoldOut`
    """
    batches = cut_batches(articles, "text", config.spin_articles.batch_bytes)
    return pa.concat_tables([_spin_batch(spinner, batch.combine_chunks(), config) for batch in batches])


def draw_components(article_ids: pa.ChunkedArray, shares: Floats, seed: int) -> Ints:
    """int64 [n]: the component of each article, drawn by its key; each has its share of the articles to within one.

    A small change of the shares changes the components of few articles.
    """
    keys = article_keys(article_ids, seed=seed, variant=MIX)
    luck = (np.argsort(np.argsort(keys, kind="stable"), kind="stable") + 0.5) / max(1, len(keys))
    borders = np.cumsum(shares)
    return np.searchsorted(borders[:-1] / borders[-1], luck, side="right").astype(np.int64)


def name_shares(names: Sequence[str], weights: Mapping[str, float]) -> Floats:
    """float64 [k]: the share of each name; those without a weight have 0."""
    values = np.array([weights.get(name, 0.0) for name in names])
    return values / values.sum()


def _spin_batch(spinner: Spinner, articles: pa.Table, config: RunConfig) -> pa.Table:
    texts = articles["text"].combine_chunks()
    keys = article_keys(articles["article_id"], seed=config.seed, variant=0)
    spun, _ = spinner.spin(
        texts, keys, rate=config.spin_articles.rate, headlines=articles["headline_length"].combine_chunks()
    )
    return pa.table(
        {
            "clean": texts,
            "spun": spun.spun,
            "edits": spun.edits,
            "group_id": articles["group_id"],
            "n_words": pa.array(spun.n_words, pa.int32()),
            "n_swaps": pa.array(spun.n_swaps, pa.int32()),
        }
    )
