"""Content-defined borders: a sequence is cut after items that a hash draws, so an edit moves only the borders near it.

Borders at fixed sizes would all move with the first item that is inserted or removed. Here an item of n bytes is drawn
with the chance n / (n + size / 2), by its own hash alone, and ends a piece of at least half the target size; a piece
without a drawn item ends at twice the target size. The mean is about the target size.
"""

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.sources.raw.columns import read_content
from pipelines.strings.hashes import hash_strings

Sizes = np.ndarray[tuple[int], np.dtype[np.int64]]
Hashes = np.ndarray[tuple[int], np.dtype[np.uint64]]
Drawn = np.ndarray[tuple[int], np.dtype[np.bool_]]

HASH_KEY = "spindle borders1"
# The largest piece, in target sizes: 1 in 20 pieces finds no drawn row before, and ends at a border that may move.
LARGEST = 2
# More groups than these keep the cores of most machines busy: then larger ones are cheaper. Every part has costs of its
# own, a sixth of all processor time for parts of one item (4 MiB), and less for parts of four.
FEW_GROUPS, CHEAP_SIZE = 32, 4


def draw_items(sizes: Sizes, hashes: Hashes, target: int) -> Drawn:
    """Return bool [n]: the items that end a piece, if it is large enough."""
    return hashes / 2.0**64 < sizes / (sizes + target / 2)


def find_end(ends: Sizes, is_drawn: Drawn, n_before: int, target: int) -> int | None:
    """Return the number of items that complete a piece of `n_before` bytes; None if all of them do not.

    ends  sizes of the items, summed up
    """
    least = int(np.searchsorted(ends, target / 2 - n_before))
    most = int(np.searchsorted(ends, LARGEST * target - n_before))
    drawn = np.flatnonzero(is_drawn[least : most + 1])
    last = least + int(drawn[0]) if len(drawn) else most
    return last + 1 if last < len(ends) else None


def cut_pieces(tables: Iterable[pa.Table], n_bytes: int) -> Iterator[pa.Table]:
    """Join and cut tables of raw rows into pieces of about `n_bytes`, regardless of the tables' borders."""
    waiting: list[pa.Table] = []
    n_waiting = 0
    for table in tables:
        sizes = row_bytes(table)
        rest, ends, is_drawn = table, np.cumsum(sizes), draw_items(sizes, hash_rows(table), n_bytes)
        while (stop := find_end(ends, is_drawn, n_waiting, n_bytes)) is not None:
            yield pa.concat_tables([*waiting, rest.slice(0, stop)])
            rest, ends, is_drawn = rest.slice(stop), ends[stop:] - ends[stop - 1], is_drawn[stop:]
            waiting, n_waiting = [], 0
        if rest.num_rows:
            waiting.append(rest)
            n_waiting += int(ends[-1])
    if waiting:
        yield pa.concat_tables(waiting)


def plan_groups(hashes: Hashes, max_groups: int, largest: int) -> list[slice]:
    """Group consecutive items: each by itself while these are few, then about CHEAP_SIZE of them.

    Where there would be more than `max_groups`, groups grow to a target size of `largest`.
    """
    groups = cut_groups(hashes, min(FEW_GROUPS, max_groups), min(CHEAP_SIZE, largest))
    return groups if len(groups) <= max_groups else cut_groups(hashes, max_groups, largest)


def cut_groups(hashes: Hashes, max_groups: int, largest: int) -> list[slice]:
    """Group consecutive items into at most `max_groups` groups, of one item each if these are few enough.

    largest  largest target size of a group: there may be more groups if they would be larger
    The target size of a group is a power of two, so the borders stay until the number of items has about doubled.
    """
    size = 1
    while len(hashes) > max_groups * LARGEST * size and 2 * size <= largest:
        size *= 2  # groups of this size are too many, since none is larger than LARGEST
    while len(groups := _cut_items(hashes, size)) > max_groups and 2 * size <= largest:
        size *= 2
    return groups


def row_bytes(table: pa.Table) -> Sizes:
    """int64 [n]: bytes of each raw row, plus one so that rows without content fill a piece too."""
    lengths = [pc.fill_null(pc.binary_length(column), 0).to_numpy() for column in read_content(table)]
    return np.sum([*lengths, np.ones(len(table))], axis=0, dtype=np.int64)


def hash_rows(table: pa.Table) -> Hashes:
    """uint64 [n]: a hash of the content of each raw row, wherever the row is."""
    content = pc.binary_join_element_wise(*read_content(table), "\x1f", null_handling="replace", null_replacement="")
    return hash_strings(content, HASH_KEY)


def _cut_items(hashes: Hashes, size: int) -> list[slice]:
    if size == 1:
        return [slice(number, number + 1) for number in range(len(hashes))]
    is_drawn = draw_items(np.ones(len(hashes), np.int64), hashes, size)
    ends = np.arange(1, LARGEST * size + 2)  # a group ends within these
    groups, start = [], 0
    while start < len(hashes):
        is_near = is_drawn[start : start + len(ends)]
        n_items = find_end(ends[: len(is_near)], is_near, 0, size) or len(hashes) - start
        groups.append(slice(start, start + n_items))
        start += n_items
    return groups
