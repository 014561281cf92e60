"""One pass over the articles of a part, and one over its pairs: findings for the suites, summaries for the audit.

Files are read some row groups at a time, and each row leaves only a small row of findings. The tables of small splits
are examined as one, since 20 rows take half as long as 2,000.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
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

# Most bytes of tables that are examined as one; a single table may have more.
BATCH_BYTES = 32 << 20
Digest = Callable[[pa.Table, Sequence[int]], list[pa.Table]]
Batch = list[tuple[str, pa.Table]]


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
    """Rows of a split, as they were read at once.

    profiles  of each row
    n_counts  number of its rows in SeenPairs.edits
    digest    a row for each row, for comparisons of releases
    """

    split: str
    profiles: pa.ChunkedArray
    n_counts: int
    digest: pa.Table


@dataclass(frozen=True)
class SeenPairs:
    """The pairs of a part, split by split in alphabetical order.

    findings    one row per pair, for the suite `pairs`, with the columns of `cells.place_pairs` and `split`
    row_groups  in the same order
    edits       counts of their edits (statistics.join_counts), in the order of the row groups
    sample      the pairs that slow checks measure (sampled.SAMPLE)
    surface     surface features of some pairs, in tables (shortcuts.SURFACE)
    """

    findings: pa.Table
    row_groups: list[RowGroup]
    edits: pa.Table
    sample: pa.Table
    surface: list[pa.Table]


def examine_articles(path: Path) -> SeenArticles:
    """Read a file of schemas.ARTICLES; raises SchemaError for other columns."""
    check_columns(path, ARTICLES)
    findings, summaries, sketches = [], [], []
    for table in read_tables(path):
        findings.append(check_articles(table))
        summaries.append(summarize_articles(table))
        sketches.append(sketch_articles(table))
    found = pa.concat_tables(findings or [check_articles(ARTICLES.empty_table())])
    return SeenArticles(found, gather_articles(summaries), join_sketches(sketches))


def examine_pairs(
    files: Mapping[str, Path],
    articles: SeenArticles,
    promises: Mapping[str, Promises],
    *,
    count_words: CountWords,
    digest: Digest,
    sample_size: int,
) -> SeenPairs:
    """Read the files of schemas.PAIRS of a part, by split; raises SchemaError for other columns.

    promises, count_words  as `check_pairs` takes them
    digest                 returns the digests of the stretches of a table of pairs, from their numbers of rows
    sample_size            most pairs in the sample
    """

    def find(edits: TableEdits, splits: pa.Array) -> pa.Table:
        rows = check_pairs(edits, count_words=count_words, articles=articles.known, promises=promises)
        for name, column in (place_pairs(edits) | {"split": splits}).items():
            rows = rows.append_column(name, column)
        return rows

    chosen, n_read = choose_articles(articles.sketches.table["article_id"]), 0
    findings, counts, row_groups, surface = [], [], [], []
    sample = SAMPLE.empty_table()
    progress = RowLog("validate_pairs", sum(pq.read_metadata(path).num_rows for path in files.values()))
    for batch in _read_batches(files):
        splits, sizes = [split for split, _ in batch], [len(table) for _, table in batch]
        pairs = pa.concat_tables([table for _, table in batch])
        edits = view_edits(pairs)
        rows = find(edits, pa.array(np.repeat(splits, sizes), pa.string()))
        starts = np.cumsum([0, *sizes]).tolist()
        # A chunk for each table: Arrow's group-by of chunks decides the order of the rows in the sketches.
        findings += [rows.slice(start, size) for start, size in zip(starts, sizes, strict=False)]
        counted, n_counts = count_split_edits(edits, splits, sizes)
        counts.append(counted)
        row_groups += [
            RowGroup(split, table["profile"], *found)
            for (split, table), *found in zip(batch, n_counts, digest(edits.pairs, sizes), strict=True)
        ]
        sample = update_sample(sample, edits.pairs, sample_size)
        surface.append(sample_surface(edits.pairs, chosen, first_row=n_read, sizes=sizes))
        n_read += len(pairs)
        progress.add(pairs)
    nothing = () if findings else (find(view_edits(PAIRS.empty_table()), pa.array([], pa.string())),)
    return SeenPairs(pa.concat_tables([*findings, *nothing]), row_groups, join_counts(counts), sample, surface)


def _read_batches(files: Mapping[str, Path]) -> Iterator[Batch]:
    """Yield tables with their splits, as many at once as BATCH_BYTES allows."""
    batch: Batch = []
    n_bytes = 0
    for split, table in _read_splits(files):
        if batch and n_bytes + table.nbytes > BATCH_BYTES:
            yield batch
            batch, n_bytes = [], 0
        batch.append((split, table))
        n_bytes += table.nbytes
    if batch:
        yield batch


def _read_splits(files: Mapping[str, Path]) -> Iterator[tuple[str, pa.Table]]:
    for split in sorted(files):
        check_columns(files[split], PAIRS)
        for table in read_tables(files[split]):
            yield split, table
