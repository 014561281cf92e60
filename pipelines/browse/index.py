"""The index of a file of pairs: term -> blocks of rows that may have it. A small file beside the file of pairs.

A block is a row group as validate_pairs read it. A row of the index is a term ("word", "minister") and the numbers of
the blocks that have it; the number of rows of each block is in the metadata. A block may lack an indexed term, if
its pairs went to quarantine, but it has no term that is not indexed. So a search skips blocks and misses nothing.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipelines.browse.search_terms import distinct_words
from pipelines.errors import StorageError
from pipelines.release.layout import FORMER_ORIGIN, INDEX_ENDING, ORIGIN
from pipelines.storage.cache import fetch
from pipelines.storage.places import Place

FOLDER = "index"
# Former name of the kind of term `origin`, in the indexes of releases of format 1.
FORMER_TERMS = {ORIGIN: FORMER_ORIGIN}
BLOCK_ROWS = b"block_rows"
TERMS = pa.schema([pa.field("what", pa.string(), nullable=False), pa.field("value", pa.string(), nullable=False)])
INDEX = TERMS.append(pa.field("blocks", pa.list_(pa.int32()), nullable=False))
# Sorted by term, so a reader skips the row groups of other terms.
INDEX_ROWS = 8192
Ints = NDArray[np.int64]
Term = tuple[str, str]


@dataclass(frozen=True)
class Block:
    """Consecutive rows of a file, and their terms (schema TERMS)."""

    split: str
    n_rows: int
    terms: pa.Table


def describe_block(split: str, profiles: pa.ChunkedArray, counts: pa.Table) -> Block:
    """Return the block of pairs with these profiles, one for each row.

    counts  the distinct edits of these pairs in lower case, from count_edits
    """
    sides = pa.chunked_array([_list_distinct(counts[side]) for side in ("original", "replacement")], pa.string())
    found = {
        "profile": _list_distinct(profiles),
        "kind": _list_distinct(counts["kind"]),
        "origin": _list_distinct(counts["origin"]),
        "word": distinct_words(sides),
    }
    tables = [_terms(what, values) for what, values in found.items()]
    return Block(split, len(profiles), pa.concat_tables(tables))


def write_indexes(folder: Path, blocks: Sequence[Block], accepted: NDArray[np.bool_]) -> None:
    """Write `folder`/index/<split>.index for each split with an accepted pair.

    accepted  bool for each row of all blocks, in order: True if the row goes into the indexed file
    """
    ends = np.cumsum([block.n_rows for block in blocks], dtype=np.int64)
    kept = [int(accepted[end - block.n_rows : end].sum()) for end, block in zip(ends, blocks, strict=True)]
    for split in dict.fromkeys(block.split for block in blocks):
        of_split = [(block.terms, rows) for block, rows in zip(blocks, kept, strict=True) if block.split == split]
        if any(rows for _, rows in of_split):
            write_index(folder / name_of_index(split), of_split)


def name_of_index(file: str) -> str:
    """Name of the index of a file of pairs, both in the folder of a part.

    >>> name_of_index("train.parquet")
    'index/train.index'
    """
    return f"{FOLDER}/{file.removesuffix('.parquet')}{INDEX_ENDING}"


def write_index(path: Path, blocks: Sequence[tuple[pa.Table, int]]) -> None:
    """Write the index of a file, from its terms and the number of rows of each block, in order."""
    numbered = [
        terms.append_column("blocks", pa.repeat(number, len(terms))) for number, (terms, _) in enumerate(blocks)
    ]
    table = pa.concat_tables(numbered).cast(TERMS.append(pa.field("blocks", pa.int32())))
    # Blocks stay sorted within a term: a group-by in one thread is stable.
    table = table.group_by(["what", "value"], use_threads=False).aggregate([("blocks", "list")])
    table = table.rename_columns(INDEX.names).sort_by([("what", "ascending"), ("value", "ascending")]).cast(INDEX)
    rows = json.dumps([rows for _, rows in blocks]).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        table.replace_schema_metadata({BLOCK_ROWS: rows}), path, compression="zstd", row_group_size=INDEX_ROWS
    )


def rows_with(place: Place, terms: Iterable[Term]) -> tuple[Ints, Ints]:
    """Return the ranges of rows that may have all `terms`: half-open, ascending and disjoint."""
    names = FORMER_TERMS if place.suffix != INDEX_ENDING else {}
    path = fetch(place)
    asked = {(names.get(what, what), value) for what, value in terms}
    ends = np.cumsum(_block_rows(path), dtype=np.int64)
    table = pq.read_table(path, filters=[[("what", "==", what), ("value", "==", value)] for what, value in asked])
    times = np.bincount(pc.list_flatten(table["blocks"]).to_numpy(), minlength=len(ends))
    has_all = times == len(asked)
    firsts = np.concatenate([[0], ends[:-1]]).astype(np.int64)
    has_all &= firsts < ends
    return firsts[has_all], ends[has_all]


def blocks_with(place: Place, terms: Sequence[Term]) -> list[tuple[int, int, list[int]]]:
    """Return each block that has one of `terms`: its first row, the end of its rows, and the numbers of these terms."""
    path = fetch(place)
    ends = np.cumsum(_block_rows(path), dtype=np.int64)
    values = [value for _, value in terms]
    table = pq.read_table(path, filters=[("what", "in", sorted({what for what, _ in terms})), ("value", "in", values)])
    lists = table["blocks"].combine_chunks()
    blocks = lists.flatten().to_numpy()
    numbers = pc.index_in(table["value"], pa.array(values, pa.string())).to_numpy()
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


def _block_rows(path: Path) -> list[int]:
    metadata = pq.read_schema(path).metadata or {}
    if BLOCK_ROWS not in metadata:
        raise StorageError(
            f"expected {path} to be an index of a file of pairs, but it has no block_rows: it is damaged"
        )
    rows: list[int] = json.loads(metadata[BLOCK_ROWS])
    return rows


def _list_distinct(column: pa.ChunkedArray) -> pa.Array:
    """The distinct strings of a column, which may be coded, without null."""
    strings = pc.drop_null(pc.unique(column))
    return strings.dictionary_decode() if pa.types.is_dictionary(strings.type) else strings


def _terms(what: str, values: pa.Array) -> pa.Table:
    return pa.table([pa.repeat(what, len(values)), values], schema=TERMS)
