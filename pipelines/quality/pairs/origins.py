"""What the articles say of their pairs: the very text, where it came from, and under which licence."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.quality.pairs.edits import Words
from pipelines.quality.pairs.texts import Flags, Ints
from schemas import ARTICLES

# Columns that a pair has from its article.
STATED = ["source", "url", "license", "language", "published_at"]
KNOWN = ["article_id", "headline_length", *STATED]


@dataclass(frozen=True)
class Origins:
    """The articles of a part, each once: all of them but the texts, of which only a hash is held.

    ids        article_id [a]
    hashes     uint64 [a + 1]: of the texts; the last is that of no article
    headlines  int64 [a + 1]: code points of the headline; the last is 0
    stated     the columns STATED
    """

    ids: "pd.Index[str]"
    hashes: NDArray[np.uint64]
    headlines: Ints
    stated: pa.Table

    def find(self, article_ids: pa.ChunkedArray) -> Ints:
        """int64 [n]: which of the articles each is, -1 for none."""
        return self.ids.get_indexer(article_ids.to_numpy())


def gather_origins(tables: Iterable[pa.Table]) -> Origins:
    """Of tables of schemas.ARTICLES; of several articles with one id the first counts."""
    known, hashes = [ARTICLES.empty_table().select(KNOWN)], [np.zeros(0, np.uint64)]
    for table in tables:
        known.append(table.select(KNOWN))
        hashes.append(_hash_texts(table["text"].combine_chunks()))
    articles = pa.concat_tables(known).combine_chunks()
    ids = pd.Index(articles["article_id"].to_numpy(), dtype=object)
    first = ~ids.duplicated()
    headlines = articles["headline_length"].to_numpy().astype(np.int64)[first]
    return Origins(
        ids=ids[first],
        hashes=np.append(np.concatenate(hashes)[first], np.uint64(0)),
        headlines=np.append(headlines, 0),
        stated=articles.select(STATED).filter(pa.array(first)),
    )


def compare_origins(pairs: pa.Table, cleans: Words, origins: Origins, article: Ints) -> dict[str, Flags]:
    """What holds for each row of schemas.PAIRS: a rule's name -> bool [n].

    clean_is_article        the article that the row names has this very text
    license_is_articles     and this licence; true where the article is not known
    provenance_is_articles  and this source, url, language and date
    cleans   the clean texts
    article  int64 [n]: what `origins.find` says
    """
    same = {name: _same(pairs[name], origins.stated[name], article) for name in STATED}
    return {
        "clean_is_article": (article >= 0) & (origins.hashes[article] == _hash_texts(cleans.distinct)[cleans.ids]),
        "license_is_articles": same.pop("license"),
        "provenance_is_articles": np.logical_and.reduce(list(same.values())),
    }


def _same(values: pa.ChunkedArray, stated: pa.ChunkedArray, article: Ints) -> Flags:
    """Bool [n]: equal, or both null, or nothing to compare with."""
    expected = stated.take(pa.array(article, mask=article < 0))
    equal = pc.fill_null(pc.equal(values, expected), fill_value=False)
    equal = pc.or_(equal, pc.and_(values.is_null(), expected.is_null()))
    return (article < 0) | np.array(equal.to_numpy(), bool)


def _hash_texts(texts: pa.StringArray) -> NDArray[np.uint64]:
    return pd.util.hash_array(pc.fill_null(texts, "").to_numpy(zero_copy_only=False).astype(object), categorize=False)
