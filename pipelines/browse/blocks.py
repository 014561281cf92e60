"""The terms of blocks of pairs, for their index: each term once, in order, and its number in each block that has it.

Strings are split into words once for all blocks of a part, and a block is told by numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.browse.search_terms import split_words
from pipelines.storage.tables import only_chunk

TERMS = pa.schema([pa.field("what", pa.string(), nullable=False), pa.field("value", pa.string(), nullable=False)])
SIDES = ("original", "replacement")
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Block:
    """Consecutive rows of a file.

    terms  int64: the numbers of its terms, ascending
    """

    split: str
    n_rows: int
    terms: Ints


@dataclass(frozen=True)
class Blocks:
    """Blocks in order, and TERMS of them, sorted; some terms may be of no block."""

    terms: pa.Table
    blocks: list[Block]


def describe_blocks(
    splits: Sequence[str], profiles: Sequence[pa.ChunkedArray], counts: pa.Table, sizes: Sequence[int]
) -> Blocks:
    """Return blocks of pairs with their terms.

    splits    of each block
    profiles  of each block, one for each row
    counts    the distinct edits in lower case, coded, from count_edits: those of the first block, then the next
    sizes     number of rows of `counts` of each block
    """
    counts = counts.unify_dictionaries().combine_chunks()
    borders = np.cumsum([0, *sizes])
    rows = [len(each) for each in profiles]
    whole = pa.chunked_array([chunk for each in profiles for chunk in each.chunks], pa.string())
    found = {
        "kind": _name_values(only_chunk(counts["kind"]), borders),
        "origin": _name_values(only_chunk(counts["origin"]), borders),
        "profile": _name_values(whole.combine_chunks().dictionary_encode(), np.cumsum([0, *rows])),
        "word": _name_words([only_chunk(counts[side]) for side in SIDES], borders),
    }
    firsts = np.cumsum([0, *(len(values) for values, _ in found.values())]).tolist()
    terms = pa.concat_tables(
        pa.table([pa.repeat(what, len(values)), values], schema=TERMS) for what, (values, _) in found.items()
    )
    numbers = [
        np.concatenate([first + each[block] for first, (_, each) in zip(firsts, found.values(), strict=False)])
        for block in range(len(sizes))
    ]
    return Blocks(terms.combine_chunks(), list(map(Block, splits, rows, numbers)))


def _name_values(column: pa.DictionaryArray, borders: Ints) -> tuple[pa.Array, list[Ints]]:
    """The values of a column, sorted, and the numbers of those of each slice between two borders, ascending."""
    values, rank = _sort(column.dictionary)
    codes = pc.fill_null(column.indices, -1).to_numpy()
    return values, [
        np.flatnonzero(_mark(rank[found[found >= 0]], len(values)))
        for found in (codes[start:end] for start, end in pairwise(borders.tolist()))
    ]


def _name_words(sides: Sequence[pa.DictionaryArray], borders: Ints) -> tuple[pa.Array, list[Ints]]:
    """As `_name_values`, for the words in the strings of both sides of edits."""
    flat, owners = split_words(pa.concat_arrays([side.dictionary for side in sides]))
    coded = flat.dictionary_encode()
    values, rank = _sort(coded.dictionary)
    word = rank[coded.indices.to_numpy()]
    firsts = [0, *np.cumsum([len(side.dictionary) for side in sides]).tolist()]
    codes = [
        pc.fill_null(side.indices.cast(pa.int64()), -1 - first).to_numpy() + first
        for side, first in zip(sides, firsts, strict=False)
    ]
    found = []
    for start, end in pairwise(borders.tolist()):
        here = np.concatenate([side[start:end] for side in codes])
        has_string = _mark(here[here >= 0], firsts[-1])
        found.append(np.flatnonzero(_mark(word[has_string[owners]], len(values))))
    return values, found


def _sort(values: pa.Array) -> tuple[pa.Array, Ints]:
    """The values in order, and the rank of each."""
    order = pc.array_sort_indices(values)
    rank = np.empty(len(values), np.int64)
    rank[order.to_numpy()] = np.arange(len(values))
    return values.take(order), rank


def _mark(numbers: Ints, n_items: int) -> NDArray[np.bool_]:
    marked = np.zeros(n_items, bool)
    marked[numbers] = True
    return marked
