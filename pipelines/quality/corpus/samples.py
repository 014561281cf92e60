"""A sample of pairs for readers: the same pairs for the same corpus, without reading all of it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipelines.parts.part import Corpus
from pipelines.storage.tables import read_tables
from schemas import PAIRS


def accepted_files(corpus: Corpus) -> list[Path]:
    """Return the files of accepted pairs, part by part."""
    return [part.path(split) for part in corpus.validated for split, rows in part.rows.items() if rows]


def sample_pairs(files: Sequence[Path], n_pairs: int) -> pa.Table:
    """Return up to `n_pairs` rows of Parquet files of pairs, from as many files as possible, evenly spaced.

    Ids are hashes, so the least ids of some rows are a random sample of them. Of each file, only the first table of
    `read_tables` is read.
    """
    chosen = [files[index * len(files) // n_pairs] for index in range(n_pairs)] if len(files) > n_pairs else files
    tables = [_least_ids(path, -(-n_pairs // len(chosen))) for path in chosen]
    return pa.concat_tables(tables or [PAIRS.empty_table()]).slice(0, n_pairs)


def _least_ids(path: Path, n_rows: int) -> pa.Table:
    table = next(read_tables(path), PAIRS.empty_table())
    places = pa.table({"pair_id": table["pair_id"], "place": np.arange(len(table))}).sort_by("pair_id")["place"]
    return table.take(places[:n_rows])
