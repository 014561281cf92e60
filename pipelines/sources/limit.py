"""A limited number of rows: a sample of the whole input, or its first rows.

A row of the sample is drawn by a hash of its content and the seed, so the sample does not depend on the order of the
rows, on the names of the files or on the size of the tables, and the same seed gives the same rows.
"""

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.sources.raw.columns import read_content
from pipelines.strings.hashes import hash_strings

Hashes = np.ndarray[tuple[int], np.dtype[np.uint64]]

# Candidates that wait for the next selection, beyond the sample itself: a tenth of it, and no fewer than these.
MORE_ROWS = 2_000
HASH_KEY = "spindle sample01"


def limit_rows(tables: Iterable[pa.Table], limit: int | None, *, head: bool, seed: int) -> Iterator[pa.Table]:
    """Yield at most `limit` rows in input order: the first ones if `head`, else a sample; all rows for None."""
    if limit is None:
        yield from tables
    elif head:
        yield from _first_rows(tables, limit)
    else:
        yield from sample_rows(tables, limit, seed=seed)


def sample_rows(tables: Iterable[pa.Table], n_rows: int, *, seed: int) -> Iterator[pa.Table]:
    """Yield the `n_rows` rows with the smallest hashes, in input order; of equal rows the earlier ones.

    All tables are read; memory holds little more than the sample.
    """
    waiting: list[pa.Table] = []
    hashes: list[Hashes] = []
    n_waiting, most = 0, n_rows + max(MORE_ROWS, n_rows // 10)
    border = np.iinfo(np.uint64).max
    for table in tables:
        drawn = hash_rows(table, seed)
        is_near = drawn <= border
        waiting.append(table.filter(pa.array(is_near)))
        hashes.append(drawn[is_near])
        n_waiting += len(hashes[-1])
        if n_waiting > most:
            kept, smallest = _smallest(pa.concat_tables(waiting), np.concatenate(hashes), n_rows)
            waiting, hashes, n_waiting, border = [kept], [smallest], n_rows, smallest.max()
    if waiting:
        yield _smallest(pa.concat_tables(waiting), np.concatenate(hashes), n_rows)[0]


def hash_rows(table: pa.Table, seed: int) -> Hashes:
    """uint64 [n]: a hash of the seed and the content of each row."""
    content = pc.binary_join_element_wise(
        str(seed), *read_content(table), "\x1f", null_handling="replace", null_replacement=""
    )
    return hash_strings(content, HASH_KEY)


def _smallest(table: pa.Table, hashes: Hashes, n_rows: int) -> tuple[pa.Table, Hashes]:
    """The rows with the `n_rows` smallest hashes, and the hashes, both in their order."""
    is_kept = np.zeros(len(hashes), np.bool_)
    is_kept[np.argsort(hashes, kind="stable")[:n_rows]] = True
    return table.filter(pa.array(is_kept)), hashes[is_kept]


def _first_rows(tables: Iterable[pa.Table], limit: int) -> Iterator[pa.Table]:
    """Yield the first `limit` rows, then stop reading."""
    left = limit
    for table in tables:
        yield table.slice(0, left)
        left -= min(left, table.num_rows)
        if not left:
            return
