"""The index of a file of pairs: term -> blocks of rows that may have it. A small file beside the file of pairs.

A block is a row group as validate_pairs read it. A row of the index is a term ("word", "minister") and the numbers of
the blocks that have it; the number of rows of each block is in the metadata. A block may lack an indexed term, if
its pairs went to quarantine, but it has no term that is not indexed. So a search skips blocks and misses nothing.
"""

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipelines.browse.blocks import TERMS, Block, Blocks
from pipelines.errors import StorageError
from pipelines.release.layout import FORMER_ORIGIN, INDEX_ENDING, ORIGIN
from pipelines.storage.cache import fetch
from pipelines.storage.places import Place, stamp_of

FOLDER = "index"
# Former name of the kind of term `origin`, in the indexes of releases of format 1.
FORMER_TERMS = {ORIGIN: FORMER_ORIGIN}
BLOCK_ROWS = b"block_rows"
INDEX = TERMS.append(pa.field("blocks", pa.list_(pa.int32()), nullable=False))
# Sorted by term, so a reader skips the row groups of other terms.
INDEX_ROWS = 8192
# Number of cached indexes, 1.7 MB each for 70,000 pairs: reading one takes ten times as long as a look-up.
KEPT = 64
SEPARATOR = "\x1f"
Ints = NDArray[np.int64]
Term = tuple[str, str]


def write_indexes(folder: Path, blocks: Blocks, accepted: NDArray[np.bool_]) -> None:
    """Write `folder`/index/<split>.index for each split with an accepted pair.

    accepted  bool for each row of all blocks, in order: True if the row goes into the indexed file
    """
    ends = np.cumsum([block.n_rows for block in blocks.blocks], dtype=np.int64)
    kept = [int(accepted[end - block.n_rows : end].sum()) for end, block in zip(ends, blocks.blocks, strict=True)]
    for split in dict.fromkeys(block.split for block in blocks.blocks):
        of_split = [(block, rows) for block, rows in zip(blocks.blocks, kept, strict=True) if block.split == split]
        if any(rows for _, rows in of_split):
            write_index(folder / name_of_index(split), blocks.terms, of_split)


def name_of_index(file: str) -> str:
    """Name of the index of a file of pairs, both in the folder of a part.

    >>> name_of_index("train.parquet")
    'index/train.index'
    """
    return f"{FOLDER}/{file.removesuffix('.parquet')}{INDEX_ENDING}"


def write_index(path: Path, terms: pa.Table, blocks: Sequence[tuple[Block, int]]) -> None:
    """Write the index of a file, from the TERMS of a part, and the blocks of the file with their numbers of rows."""
    numbers = np.concatenate([block.terms for block, _ in blocks])
    of_block = np.repeat(np.arange(len(blocks), dtype=np.int32), [len(block.terms) for block, _ in blocks])
    order = np.argsort(numbers, kind="stable")  # so that blocks stay sorted within a term
    numbers, of_block = numbers[order], of_block[order]
    starts = np.flatnonzero(np.diff(numbers, prepend=-1))
    lists = pa.ListArray.from_arrays(np.append(starts, len(numbers)).astype(np.int32), of_block)
    table = terms.take(pa.array(numbers[starts])).append_column("blocks", lists).cast(INDEX)
    rows = json.dumps([rows for _, rows in blocks]).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        table.replace_schema_metadata({BLOCK_ROWS: rows}), path, compression="zstd", row_group_size=INDEX_ROWS
    )


def rows_with(place: Place, terms: Iterable[Term]) -> tuple[Ints, Ints]:
    """Return the ranges of rows that may have all `terms`, int64: first and end of each, ascending and disjoint."""
    names = FORMER_TERMS if place.suffix != INDEX_ENDING else {}
    asked = sorted({(names.get(what, what), value) for what, value in terms})
    index, ends = _read(place)
    found, _ = _find(index, asked)
    times = np.bincount(pc.list_flatten(found["blocks"]).to_numpy(), minlength=len(ends))
    has_all = times == len(asked)
    firsts = np.concatenate([[0], ends[:-1]]).astype(np.int64)
    has_all &= firsts < ends
    return firsts[has_all], ends[has_all]


def blocks_with(place: Place, terms: Sequence[Term]) -> list[tuple[int, int, list[int]]]:
    """Return each block that has one of `terms`: its first row, the end of its rows, and the numbers of these terms."""
    index, ends = _read(place)
    found, numbers = _find(index, terms)
    lists = found["blocks"].combine_chunks()
    blocks = lists.flatten().to_numpy()
    numbers = numbers[pc.list_parent_indices(lists).to_numpy()]
    order = np.lexsort((numbers, blocks))
    there, starts = np.unique(blocks[order], return_index=True)
    each = np.split(numbers[order], starts[1:]) if len(there) else []
    firsts = np.concatenate([[0], ends[:-1]]).astype(np.int64)
    return [
        (int(firsts[block]), int(ends[block]), has.tolist())
        for block, has in zip(there.tolist(), each, strict=True)
        if firsts[block] < ends[block]
    ]


def _find(index: pa.Table, terms: Sequence[Term]) -> tuple[pa.Table, Ints]:
    """The rows of an index with one of `terms`, and the number of the term of each."""
    values = pa.array([value for _, value in terms], pa.string())
    near = index.filter(pc.is_in(index["value"], value_set=values))  # few rows, some of them another kind of term
    names = pc.binary_join_element_wise(near["what"], near["value"], SEPARATOR)
    numbers = pc.index_in(names, value_set=pa.array([SEPARATOR.join(term) for term in terms], pa.string()))
    found = near.append_column("number", numbers).filter(pc.is_valid(numbers))
    return found, found["number"].to_numpy().astype(np.int64)


def _read(place: Place) -> tuple[pa.Table, Ints]:
    """An index, and the number of rows up to the end of each block."""
    path = fetch(place)
    return _read_stamped(path, *stamp_of(path))


@lru_cache(maxsize=KEPT)
def _read_stamped(path: Path, *_stamp: int) -> tuple[pa.Table, Ints]:
    return pq.read_table(path), np.cumsum(_block_rows(path), dtype=np.int64)


def _block_rows(path: Path) -> list[int]:
    metadata = pq.read_schema(path).metadata or {}
    if BLOCK_ROWS not in metadata:
        raise StorageError(
            f"expected {path} to be an index of a file of pairs, but it has no block_rows: it is damaged"
        )
    rows: list[int] = json.loads(metadata[BLOCK_ROWS])
    return rows
