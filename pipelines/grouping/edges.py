"""Near-duplicates found in some bands, from the sketches on disk: the pairs that `duplicates.link_signatures` joins.

In a bucket, texts stand in the order of their roles, their next bands and their text hashes, which no part and no job
changes. Texts with equal hashes have equal signatures, so their order among themselves joins the same groups.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from pipelines.config.stages import GroupDuplicates
from pipelines.duplicates.containment import are_contained
from pipelines.duplicates.link import (
    LEAST_SIMILARITY,
    RANK_BITS,
    WORD_NEIGHBOURS,
    choose_bands,
    follow,
    have_equals,
    join,
    key_band,
    pair_buckets,
    rank_band,
)
from pipelines.duplicates.low_bytes import LowBytes, count_equal
from pipelines.duplicates.sketch import Hashes
from pipelines.engine.buffers import Array, Ints
from pipelines.grouping.plan import BandRange
from pipelines.grouping.sketch_files import SketchFiles

# Texts of a block: the bytes of their signatures of 128 columns take 128 MiB, and two blocks are in memory at once.
BLOCK_TEXTS = 1 << 20
# Words of the pairs that are compared at once: 33 M take 70 MB.
WORDS_AT_ONCE = 1 << 25
# Pairs that are proposed before they are compared: 3 M take 250 MB.
MOST_PAIRS = 3 << 20
# Bits of a role. A bucket, of which a unit has fewer than 2**24, a role and a rank are packed into 64 bits.
ROLE_BITS = 2
# Texts in all parts of a run: the rows of two texts, and whether their words are compared, are packed into 64 bits.
TEXT_BITS = 31
MAX_TEXTS = 1 << TEXT_BITS


def find_edges(
    files: SketchFiles, dropped: Ints, units: Sequence[BandRange], settings: GroupDuplicates
) -> tuple[Ints, Ints]:
    """Return the near-duplicates that these units propose as edges, int64 [edges] each, that join the same groups.

    dropped  int64 [any], sorted: texts that take no part
    Memory: one unit (see plan.UNIT_TEXTS), two blocks of texts (256 MiB), the largest part, and 80 bytes for each pair
    proposed: up to MOST_PAIRS, and those of a unit. Raises ValueError for more than MAX_TEXTS texts.
    """
    if files.offsets[-1] > MAX_TEXTS:
        raise ValueError(f"expected at most {MAX_TEXTS:,} texts, got {files.offsets[-1]:,}")
    bands = choose_bands(settings.permutations, settings.similarity, settings.containment)
    proposed: Array = np.zeros(0, np.uint64)
    found = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    for unit in units:
        keys, ranks, rows = _read_unit(files, (bands[unit.band], follow(bands)[unit.band]), unit, dropped)
        proposed = _unite(proposed, _propose(keys, ranks, rows, files))
        if len(proposed) > MOST_PAIRS or unit is units[-1]:
            found.append(_confirm(proposed, files, settings))
            proposed = proposed[:0]
    left, right = (np.concatenate(side) for side in zip(*found, strict=True))
    return left, right


def _read_unit(
    files: SketchFiles, bands: tuple[slice, slice], unit: BandRange, dropped: Ints
) -> tuple[Hashes, Hashes, Ints]:
    """uint64 [n], uint64 [n] and int64 [n]: the keys of the unit, the ranks in their buckets, and their texts.

    bands  that of the unit, and the following one
    """
    keys, ranks, rows = [np.zeros(0, np.uint64)], [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)]
    for (start, columns), (_, following) in zip(*map(files.read, bands), strict=True):
        keys_of_part, n = key_band(columns.T), columns.shape[1]
        taken = np.ones(n, np.bool_)
        if unit.n_ranges > 1:
            ranges = (keys_of_part >> np.uint64(32)) * np.uint64(unit.n_ranges) >> np.uint64(32)
            taken = ranges == unit.number
        taken[dropped[slice(*np.searchsorted(dropped, [start, start + n]))] - start] = False
        keys.append(keys_of_part[taken])
        ranks.append(rank_band(following.T[taken]))
        rows.append(start + np.flatnonzero(taken))
    return np.concatenate(keys), np.concatenate(ranks), np.concatenate(rows)


def _unite(pairs: Array, others: Array) -> Array:
    """The distinct packed pairs of both, sorted; the words of a pair are compared if one of both says so.

    np.union1d, which hashes integers, takes ten times as long for millions.
    """
    both = np.sort(np.concatenate([pairs, others]))
    texts = both >> np.uint64(1)
    return both[np.append(texts[1:] != texts[:-1], True)[: len(both)]]


def _propose(keys: Hashes, ranks: Hashes, rows: Ints, files: SketchFiles) -> Array:
    """uint64 [pairs]: pairs of texts in one bucket, packed: two rows, and whether they stand close to each other."""
    order = np.argsort(keys)
    order = order[have_equals(np.diff(keys[order]) == 0, len(keys))]
    buckets, rows = np.cumsum(np.append(False, np.diff(keys[order]) != 0)[: len(order)]), rows[order]
    numbers = buckets << ROLE_BITS | files.roles[rows]
    ranks = ranks[order] | numbers.astype(np.uint64) << np.uint64(RANK_BITS)
    order = np.argsort(ranks)
    # Only texts of one rank are sorted by their hashes.
    is_equal = have_equals(np.diff(ranks[order]) == 0, len(order))
    equal = order[is_equal]
    hashes = files.read_hashes(rows[equal])
    order[is_equal] = equal[np.lexsort((rows[equal], hashes[:, 1], hashes[:, 0], ranks[equal]))]
    left, right = pair_buckets(buckets[order])
    is_close = (right - left <= WORD_NEIGHBOURS).astype(np.uint64)
    one, other = rows[order][left], rows[order][right]
    low, high = (side.astype(np.uint64) for side in (np.minimum(one, other), np.maximum(one, other)))
    return (low << np.uint64(TEXT_BITS) | high) << np.uint64(1) | is_close


def _confirm(pairs: Array, files: SketchFiles, settings: GroupDuplicates) -> tuple[Ints, Ints]:
    """Return edges that join the groups of the packed pairs that are near-duplicates: each text with its first.

    pairs  sorted
    Pairs lie anywhere, so they are compared by the blocks of their texts: the signatures of a block are read once for
    itself, and once for each block before it.
    """
    nodes, left, right = _unpack(pairs)
    roots, shares = np.arange(len(nodes)), np.zeros(len(pairs))
    for one in range(-(-len(nodes) // BLOCK_TEXTS)):
        ours = _read_block(files, nodes, one)
        start, end = np.searchsorted(left, [one * BLOCK_TEXTS, (one + 1) * BLOCK_TEXTS]).tolist()
        blocks = right[start:end] // BLOCK_TEXTS
        for other in np.unique(blocks).tolist():
            here = start + np.flatnonzero(blocks == other)
            here = here[roots[left[here]] != roots[right[here]]]
            theirs = ours if other == one else _read_block(files, nodes, other)
            places = (left[here] - one * BLOCK_TEXTS, right[here] - other * BLOCK_TEXTS)
            shares[here] = count_equal(ours, theirs, *places) / files.permutations
            alike = here[shares[here] >= settings.similarity]
            roots = join(roots, left[alike], right[alike])
    if settings.containment is not None:
        maybe = np.flatnonzero((shares >= LEAST_SIMILARITY) & (pairs & np.uint64(1) == 1))
        roots = _join_contained(roots, np.stack([left[maybe], right[maybe]]), nodes, files, settings.containment)
    is_joined = roots != np.arange(len(nodes))
    return nodes[roots[is_joined]], nodes[is_joined]


def _unpack(pairs: Array) -> tuple[Ints, Ints, Ints]:
    """Return the texts of sorted pairs, int64 [any] ascending, and the places of the two of each pair there."""
    texts = pairs >> np.uint64(1)
    left, right = (texts >> np.uint64(TEXT_BITS)).astype(np.int64), (texts & np.uint64(MAX_TEXTS - 1)).astype(np.int64)
    nodes = np.sort(np.append(left[np.append(True, left[1:] != left[:-1])[: len(left)]], right))
    nodes = nodes[np.append(True, nodes[1:] != nodes[:-1])[: len(nodes)]]
    # Sorted texts are looked up in a third of the time, with their sorting.
    order, places = np.argsort(right), np.empty(len(right), np.int64)
    places[order] = np.searchsorted(nodes, right[order])
    return nodes, np.searchsorted(nodes, left), places


def _read_block(files: SketchFiles, nodes: Ints, block: int) -> LowBytes:
    return files.take_bytes(nodes[block * BLOCK_TEXTS : (block + 1) * BLOCK_TEXTS])


def _join_contained(roots: Ints, pairs: Ints, nodes: Ints, files: SketchFiles, containment: float) -> Ints:
    """Return `roots` after joining those pairs of nodes, int64 [2, any], of which one contains the other."""
    counts = files.count_words(nodes)
    for chunk in _cut_by_words(pairs, counts):
        apart = chunk[:, roots[chunk[0]] != roots[chunk[1]]]
        both, places = np.unique(apart, return_inverse=True)
        words = files.read_words(nodes[both])
        left, right = (list(map(words.__getitem__, side.tolist())) for side in places.reshape(2, -1))
        roots = join(roots, *apart[:, are_contained(left, right, containment)])
    return roots


def _cut_by_words(pairs: Ints, counts: Ints) -> Iterator[Ints]:
    """Cut pairs of nodes, int64 [2, any], where their words are WORDS_AT_ONCE; counts are those of the nodes."""
    ends = np.cumsum(counts[pairs].sum(axis=0)) // WORDS_AT_ONCE
    borders = np.flatnonzero(np.diff(ends)) + 1
    yield from np.split(pairs, borders, axis=1) if pairs.shape[1] else []
