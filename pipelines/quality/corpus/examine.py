"""One pass over the articles of a part, and one over its pairs: findings for the suites, summaries for the audit.

Files are read one row group at a time, and each row leaves only a small row of findings.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.parts.progress import RowLog
from pipelines.quality.corpus.audit_files import ArticleSketches, join_sketches, sketch_articles
from pipelines.quality.corpus.cells import place_pairs
from pipelines.quality.corpus.shortcuts import choose_articles, sample_surface
from pipelines.quality.corpus.statistics import count_split_edits, join_counts
from pipelines.quality.pairs.articles import KnownArticles, gather_articles, summarize_articles
from pipelines.quality.pairs.contract import check_columns
from pipelines.quality.pairs.edits import TableEdits, view_edits
from pipelines.quality.pairs.promises import Promises
from pipelines.quality.pairs.rows import CountWords, check_articles, check_pairs
from pipelines.quality.pairs.sampled import SAMPLE, update_sample
from pipelines.storage.tables import read_tables
from schemas import ARTICLES, PAIRS


@dataclass(frozen=True)
class SeenArticles:
    """The articles of a part.

    findings  one row per article, for the suite `articles`
    known     the articles that pairs are compared with
    sketches  the articles that the audit compares with each other
    """

    findings: pa.Table
    known: KnownArticles
    sketches: ArticleSketches


@dataclass(frozen=True)
class RowGroup:
    """A row group of pairs.

    profiles  of each row
    edits     their counts (count_split_edits)
    digest    a row for each row, for comparisons of releases
    """

    split: str
    profiles: pa.ChunkedArray
    edits: pa.Table
    digest: pa.Table


@dataclass(frozen=True)
class SeenPairs:
    """The pairs of a part, split by split in alphabetical order.

    findings    one row per pair, for the suite `pairs`, with the columns of `cells.place_pairs` and `split`
    row_groups  in the same order
    sample      the pairs that slow checks measure (sampled.SAMPLE)
    surface     surface features of some pairs, one table per row group (shortcuts.SURFACE)
    """

    findings: pa.Table
    row_groups: list[RowGroup]
    sample: pa.Table
    surface: list[pa.Table]

    @property
    def edits(self) -> pa.Table:
        """Counts of all edits of the part, as `statistics.join_counts` returns them."""
        return join_counts([group.edits for group in self.row_groups])


def examine_articles(path: Path) -> SeenArticles:
    """Read a file of schemas.ARTICLES; raises SchemaError for other columns."""
    check_columns(path, ARTICLES)
    findings, summaries, sketches = [check_articles(ARTICLES.empty_table())], [], []
    for table in read_tables(path):
        findings.append(check_articles(table))
        summaries.append(summarize_articles(table))
        sketches.append(sketch_articles(table))
    return SeenArticles(pa.concat_tables(findings), gather_articles(summaries), join_sketches(sketches))


def examine_pairs(
    files: Mapping[str, Path],
    articles: SeenArticles,
    promises: Mapping[str, Promises],
    *,
    count_words: CountWords,
    digest: Callable[[pa.Table], pa.Table],
    sample_size: int,
) -> SeenPairs:
    """Read the files of schemas.PAIRS of a part, by split; raises SchemaError for other columns.

    promises, count_words  as `check_pairs` takes them
    digest                 returns the digest of a table of pairs
    sample_size            most pairs in the sample
    """

    def find(split: str, edits: TableEdits) -> pa.Table:
        rows = check_pairs(edits, count_words=count_words, articles=articles.known, promises=promises)
        for name, column in (place_pairs(edits) | {"split": pa.repeat(split, len(rows))}).items():
            rows = rows.append_column(name, column)
        return rows

    chosen, n_read = choose_articles(articles.sketches.table["article_id"]), 0
    findings, sample = [find("", view_edits(PAIRS.empty_table()))], SAMPLE.empty_table()
    row_groups, surface = [], []
    progress = RowLog("validate_pairs", sum(pq.read_metadata(path).num_rows for path in files.values()))
    for split, table in _read_splits(files):
        edits = view_edits(table)
        findings.append(find(split, edits))
        row_groups.append(RowGroup(split, table["profile"], count_split_edits(edits, split), digest(table)))
        sample = update_sample(sample, table, sample_size)
        surface.append(sample_surface(table, chosen, first_row=n_read))
        n_read += len(table)
        progress.add(table)
    return SeenPairs(pa.concat_tables(findings), row_groups, sample, surface)


def _read_splits(files: Mapping[str, Path]) -> Iterator[tuple[str, pa.Table]]:
    for split in sorted(files):
        check_columns(files[split], PAIRS)
        for table in read_tables(files[split]):
            yield split, table
