"""The articles that pairs are checked against: their texts, provenance and licences."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.quality.pairs.texts import Flags, Ints
from schemas import ARTICLES

# Columns that a pair copies from its article.
STATED = ["source", "url", "license", "language", "published_at"]
SUMMARY = pa.schema([ARTICLES.field(name) for name in ("article_id", "headline_length", *STATED, "text")])


@dataclass(frozen=True)
class KnownArticles:
    """The articles of a part, each once.

    The last entry of `headlines` stands for an unknown article, whose row is -1.

    ids        article_id [a]
    texts      string [a]
    headlines  int64 [a + 1]: code points of the headlines; the last is 0
    stated     the columns STATED
    """

    ids: "pd.Index[str]"
    texts: pa.StringArray
    headlines: Ints
    stated: pa.Table

    def find(self, article_ids: pa.ChunkedArray) -> Ints:
        """int64 [n]: the row of each article, -1 for an unknown one."""
        return self.ids.get_indexer(article_ids.to_numpy())


def summarize_articles(articles: pa.Table) -> pa.Table:
    """Return SUMMARY of a table of schemas.ARTICLES."""
    return articles.select(SUMMARY.names)


def gather_articles(summaries: Iterable[pa.Table]) -> KnownArticles:
    """Join tables of SUMMARY; of several articles with one id, the first counts."""
    table = pa.concat_tables([SUMMARY.empty_table(), *summaries]).combine_chunks()
    ids = pd.Index(table["article_id"].to_numpy(), dtype=object)
    first = ~ids.duplicated()
    headlines = table["headline_length"].to_numpy().astype(np.int64)[first]
    if not first.all():
        table = table.filter(pa.array(first))
    return KnownArticles(
        ids=ids[first],
        texts=table["text"].combine_chunks(),
        headlines=np.append(headlines, 0),
        stated=table.select(STATED),
    )


def compare_with_articles(pairs: pa.Table, row: Ints, articles: KnownArticles) -> dict[str, Flags]:
    """Compare rows of schemas.PAIRS with their articles: a rule's name -> bool [n].

    clean_is_article        the article that the row names has exactly this text
    license_is_articles     and this licence; true for an unknown article
    provenance_is_articles  and this source, url, language and date; true for an unknown article

    row  of the article of each pair, as `articles.find` returns it
    """
    same = {name: _same(pairs[name], articles.stated[name], row) for name in STATED}
    texts = articles.texts.take(pa.array(row, mask=row < 0))
    return {
        "clean_is_article": np.array(pc.fill_null(pc.equal(pairs["clean"], texts), fill_value=False).to_numpy(), bool),
        "license_is_articles": same.pop("license"),
        "provenance_is_articles": np.logical_and.reduce(list(same.values())),
    }


def _same(values: pa.ChunkedArray, stated: pa.ChunkedArray, row: Ints) -> Flags:
    """Bool [n]: equal to the value of the article, or both null, or of an unknown article."""
    expected = stated.take(pa.array(row, mask=row < 0))
    equal = pc.fill_null(pc.equal(values, expected), fill_value=False)
    equal = pc.or_(equal, pc.and_(values.is_null(), expected.is_null()))
    return (row < 0) | np.array(equal.to_numpy(), bool)
