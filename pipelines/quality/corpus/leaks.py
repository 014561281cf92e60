"""Rules of placement, on arrays: each value in one split, each pair in the split of its group, each id once."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.quality.pairs.texts import Flags

Halves = NDArray[np.uint64]

# The value of a hex digit by its byte.
DIGIT = np.zeros(256, np.uint8)
DIGIT[np.frombuffer(b"0123456789abcdef", np.uint8)] = np.arange(16)


def count_in_two_splits(groups: pa.Table, column: str) -> tuple[int, list[str]]:
    """Return the number of values of a column of schemas.GROUPS with rows in more than one split, and five of them."""
    placed = groups.group_by([column, "split"], use_threads=False).aggregate([])
    counts = pc.value_counts(placed[column])
    divided = counts.filter(pc.greater(pc.struct_field(counts, "counts"), 1))
    names = pc.struct_field(divided, "values")
    return len(names), sorted(names[:5].to_pylist())


def is_misplaced(pairs: pa.Table, groups: pa.Table, split: str) -> Flags:
    """Bool [n]: the pair's article is not in `groups` with the group of the pair and this split.

    pairs   article_id, group_id
    groups  schemas.GROUPS, each article once
    """
    row = pc.index_in(pairs["article_id"], value_set=groups["article_id"].combine_chunks())
    found = groups.take(row)  # null for an unknown article
    placed = pc.and_(pc.equal(found["group_id"], pairs["group_id"]), pc.equal(found["split"], split))
    misplaced: Flags = ~np.array(pc.fill_null(placed, fill_value=False).to_numpy(), bool)
    return misplaced


def parse_ids(ids: pa.Array) -> Halves:
    """uint64 [n, 2]: ids of 32 hex digits as 16 bytes, which take a quarter of the memory of strings."""
    if not len(ids):
        return np.zeros((0, 2), np.uint64)
    offsets, data = ids.buffers()[1:]
    first = int(np.frombuffer(offsets, np.int32)[ids.offset])
    digits = DIGIT[np.frombuffer(data, np.uint8)[first : first + 32 * len(ids)]].reshape(-1, 2)
    halves: Halves = (digits[:, 0] << 4 | digits[:, 1]).view(">u8").astype(np.uint64).reshape(-1, 2)
    return halves


def find_duplicate_ids(ids: Sequence[Halves]) -> list[str]:
    """Return the ids that occur more than once, in order; second halves are compared only where first halves repeat."""
    halves = np.concatenate([np.zeros((0, 2), np.uint64), *ids])
    firsts = np.sort(halves[:, 0])
    twice = firsts[1:][firsts[1:] == firsts[:-1]]
    if not len(twice):
        return []
    suspects, counts = np.unique(halves[np.isin(halves[:, 0], twice)], axis=0, return_counts=True)
    return [f"{first:016x}{second:016x}" for first, second in suspects[counts > 1].tolist()]
