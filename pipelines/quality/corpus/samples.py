"""A sample of pairs for readers: the same pairs for the same corpus, without reading all of it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from schemas import PAIRS


def sample_pairs(files: Sequence[Path], n_pairs: int) -> pa.Table:
    """Return up to `n_pairs` rows of Parquet files of pairs, from as many files as possible, evenly spaced.

    Ids are hashes, so the least ids of a row group are a random sample of it. Of each file, only the first row group is
    read.
    """
    chosen = [files[index * len(files) // n_pairs] for index in range(n_pairs)] if len(files) > n_pairs else files
    tables = [_least_ids(path, -(-n_pairs // len(chosen))) for path in chosen]
    return pa.concat_tables(tables or [PAIRS.empty_table()]).slice(0, n_pairs)


def _least_ids(path: Path, n_rows: int) -> pa.Table:
    with pq.ParquetFile(path) as file:
        if not file.num_row_groups:
            return PAIRS.empty_table()
        ids = file.read_row_group(0, columns=["pair_id"])
        places = ids.append_column("place", pa.array(np.arange(len(ids)))).sort_by("pair_id")["place"][:n_rows]
        return file.read_row_group(0).take(places)
