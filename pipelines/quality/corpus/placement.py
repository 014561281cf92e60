"""The place of every article, group and pair, over all parts: each in one split, each pair once."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from pipelines.parts.part import Corpus
from pipelines.quality.corpus.codes import encode
from pipelines.quality.corpus.figures import Figure
from pipelines.quality.corpus.leaks import count_in_two_splits, find_duplicate_ids, is_misplaced, parse_ids
from pipelines.storage.tables import read_table

N_NAMED = 5


def measure_placement(corpus: Corpus) -> list[Figure]:
    """Groups and articles in two splits, pairs outside the split of their group, and pair ids that occur twice."""
    groups = read_table(corpus.groups.path("groups"), ["article_id", "group_id", "split", "part"])
    leaked_groups, some_groups = count_in_two_splits(groups, "group_id")
    leaked_articles, some_articles = count_in_two_splits(groups, "article_id")
    duplicates, misplaced = _read_all(corpus, groups)
    return [
        Figure("leaked_groups", leaked_groups, _name_some("group", some_groups)),
        Figure("leaked_articles", leaked_articles, _name_some("article", some_articles)),
        Figure("misplaced_pairs", len(misplaced), _name_some("pair", misplaced)),
        Figure("duplicate_pair_ids", len(duplicates), _name_some("pair", duplicates)),
    ]


def _read_all(corpus: Corpus, groups: pa.Table) -> tuple[list[str], list[str]]:
    """Pair ids that occur twice, and ids of pairs outside the split of their group."""
    ids, misplaced, of_part = [], [], _divide(groups)
    for chain in corpus.chains:
        here = of_part.get(chain.articles.key, groups.slice(0, 0))
        for split, path in chain.validated.files.items():
            table = read_table(path, ["pair_id", "article_id", "group_id"])
            ids += [parse_ids(chunk) for chunk in table["pair_id"].chunks]
            misplaced += table["pair_id"].filter(pa.array(is_misplaced(table, here, split))).to_pylist()
    return find_duplicate_ids(ids), misplaced


def _divide(groups: pa.Table) -> dict[str, pa.Table]:
    """The rows of each part of articles, in order."""
    parts = encode(groups["part"])
    order = np.argsort(parts.codes, kind="stable")
    ends = np.cumsum(np.bincount(parts.codes, minlength=len(parts.distinct))).tolist()
    ordered = groups.drop_columns(["part"]).take(pa.array(order))
    return {
        part: ordered.slice(start, end - start)
        for part, start, end in zip(parts.distinct.to_pylist(), [0, *ends], ends, strict=False)
    }


def _name_some(what: str, names: Sequence[str]) -> str:
    return f"{what} {', '.join(names[:N_NAMED])}" + (" and more" if len(names) > N_NAMED else "") if names else ""
