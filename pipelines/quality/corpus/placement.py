"""The place of every article, group and pair, over all parts: each in one split, each pair once."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.parts.part import Corpus
from pipelines.quality.corpus.figures import Figure
from pipelines.quality.corpus.leaks import count_in_two_splits, find_duplicate_ids, is_misplaced, parse_ids

N_NAMED = 5


def measure_placement(corpus: Corpus) -> list[Figure]:
    """Groups and articles in two splits, pairs outside the split of their group, and pair ids that occur twice."""
    groups = pq.read_table(corpus.groups.path("groups"))
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
    ids, misplaced = [], []
    for chain in corpus.chains:
        here = groups.filter(pc.equal(groups["part"], chain.articles.key))
        for split, path in chain.validated.files.items():
            table = pq.read_table(path, columns=["pair_id", "article_id", "group_id"])
            ids += [parse_ids(chunk) for chunk in table["pair_id"].chunks]
            misplaced += table["pair_id"].filter(pa.array(is_misplaced(table, here, split))).to_pylist()
    return find_duplicate_ids(ids), misplaced


def _name_some(what: str, names: Sequence[str]) -> str:
    return f"{what} {', '.join(names[:N_NAMED])}" + (" and more" if len(names) > N_NAMED else "") if names else ""
