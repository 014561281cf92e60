"""The articles that pairs are checked against: a hash of each text, its provenance and its licence."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.quality.pairs.edits import DistinctStrings
from pipelines.quality.pairs.texts import Flags, Ints
from schemas import ARTICLES

# Columns that a pair copies from its article.
STATED = ["source", "url", "license", "language", "published_at"]
SUMMARY = pa.schema(
    [*(ARTICLES.field(name) for name in ("article_id", "headline_length", *STATED)), pa.field("text_hash", pa.uint64())]
)


@dataclass(frozen=True)
class KnownArticles:
    """The articles of a part, each once, with a hash in place of the text.

    The last entry of `hashes` and `headlines` stands for an unknown article, whose row is -1.

    ids        article_id [a]
    hashes     uint64 [a + 1]: hashes of the texts; the last is 0
    headlines  int64 [a + 1]: code points of the headlines; the last is 0
    stated     the columns STATED
    """

    ids: "pd.Index[str]"
    hashes: NDArray[np.uint64]
    headlines: Ints
    stated: pa.Table

    def find(self, article_ids: pa.ChunkedArray) -> Ints:
        """int64 [n]: the row of each article, -1 for an unknown one."""
        return self.ids.get_indexer(article_ids.to_numpy())


def summarize_articles(articles: pa.Table) -> pa.Table:
    """Return SUMMARY of a table of schemas.ARTICLES."""
    hashes = _hash_texts(articles["text"].combine_chunks())
    return articles.select(SUMMARY.names[:-1]).append_column(SUMMARY.field("text_hash"), pa.array(hashes))


def gather_articles(summaries: Iterable[pa.Table]) -> KnownArticles:
    """Join tables of SUMMARY; of several articles with one id, the first counts."""
    table = pa.concat_tables([SUMMARY.empty_table(), *summaries]).combine_chunks()
    ids = pd.Index(table["article_id"].to_numpy(), dtype=object)
    first = ~ids.duplicated()
    headlines = table["headline_length"].to_numpy().astype(np.int64)[first]
    return KnownArticles(
        ids=ids[first],
        hashes=np.append(table["text_hash"].to_numpy()[first], np.uint64(0)),
        headlines=np.append(headlines, 0),
        stated=table.select(STATED).filter(pa.array(first)),
    )


def compare_with_articles(pairs: pa.Table, cleans: DistinctStrings, articles: KnownArticles) -> dict[str, Flags]:
    """Compare rows of schemas.PAIRS with their articles: a rule's name -> bool [n].

    clean_is_article        the article that the row names has exactly this text
    license_is_articles     and this licence; true for an unknown article
    provenance_is_articles  and this source, url, language and date; true for an unknown article

    cleans  the clean texts
    """
    row = articles.find(pairs["article_id"])
    same = {name: _same(pairs[name], articles.stated[name], row) for name in STATED}
    return {
        "clean_is_article": (row >= 0) & (articles.hashes[row] == _hash_texts(cleans.distinct)[cleans.ids]),
        "license_is_articles": same.pop("license"),
        "provenance_is_articles": np.logical_and.reduce(list(same.values())),
    }


def _same(values: pa.ChunkedArray, stated: pa.ChunkedArray, row: Ints) -> Flags:
    """Bool [n]: equal to the value of the article, or both null, or of an unknown article."""
    expected = stated.take(pa.array(row, mask=row < 0))
    equal = pc.fill_null(pc.equal(values, expected), fill_value=False)
    equal = pc.or_(equal, pc.and_(values.is_null(), expected.is_null()))
    return (row < 0) | np.array(equal.to_numpy(), bool)


def _hash_texts(texts: pa.StringArray) -> NDArray[np.uint64]:
    return pd.util.hash_array(pc.fill_null(texts, "").to_numpy(zero_copy_only=False).astype(object), categorize=False)
