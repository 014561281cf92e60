"""Near-duplicates found in some bands, from the signatures on disk: the pairs that `duplicates.link_signatures` joins.

In a bucket, texts stand in the order of their roles and text hashes, which no part and no job changes. Texts with equal
hashes have equal signatures, so their order among themselves joins the same groups.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from pipelines.config.stages import GroupDuplicates
from pipelines.duplicates.link import choose_bands, have_equals, join, key_band, pair_buckets
from pipelines.duplicates.sketch import Hashes, Signatures
from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.grouping.plan import BandRange
from pipelines.grouping.sketches import HASH_COLUMNS, ROLES, SIGNATURES_FILE, read_columns, to_hashes
from pipelines.parts.part import Part

# Texts of a block: their signatures of 128 columns take 128 MiB, and those of two blocks are in memory at once.
BLOCK_TEXTS = 1 << 18
# Pairs compared at once: 2 * 4,096 signatures stay in the cache of a core.
CHUNK = 1 << 12
# Pairs that are proposed before they are compared: 4 M take 250 MB.
MOST_PAIRS = 1 << 22
# Texts in all parts of a run: rows of two texts are packed into 64 bits.
MAX_TEXTS = 1 << 32


@dataclass(frozen=True)
class SketchFiles:
    """The signatures of all parts.

    files         the SIGNATURES_FILE of each part
    offsets       int64 [parts + 1]: number of the first text of each part; texts count through all parts
    roles         int8 [texts]: the role of each text
    permutations  length of a signature
    """

    files: Sequence[Path]
    offsets: Ints
    roles: Array
    permutations: int

    @classmethod
    def open(cls, sketches: Sequence[Part], permutations: int) -> "SketchFiles":
        offsets = np.cumsum([0, *(sketch.rows["texts"] for sketch in sketches)])
        counts = np.array([sketch.statistics["n_texts"] for sketch in sketches], np.int64).ravel()
        roles = np.repeat(np.tile(np.array(ROLES, np.int8), len(sketches)), counts)
        return cls([sketch.file(SIGNATURES_FILE) for sketch in sketches], offsets, roles, permutations)

    def read(self, columns: slice) -> Iterator[tuple[int, Signatures]]:
        """Yield the number of the first text of each part, and uint32 [columns, n]."""
        for file, (start, end) in zip(self.files, pairwise(self.offsets.tolist()), strict=True):
            if end > start:
                yield start, read_columns(file, end - start, columns)

    def take(self, rows: Ints, columns: slice) -> Signatures:
        """uint32 [len(rows), columns]: these columns of some texts, from only the parts that hold them."""
        distinct, places = np.unique(rows, return_inverse=True)
        return self.take_sorted(distinct, columns)[places]

    def take_sorted(self, rows: Ints, columns: slice) -> Signatures:
        """The same for rows that ascend."""
        found = np.empty((len(rows), columns.stop - columns.start), np.uint32)
        borders = np.searchsorted(rows, self.offsets)
        for part in np.flatnonzero(np.diff(borders)).tolist():
            some = slice(borders[part], borders[part + 1])
            start, end = self.offsets[part : part + 2].tolist()
            found[some] = read_columns(self.files[part], end - start, columns)[:, rows[some] - start].T
        return found

    def read_hashes(self, rows: Ints) -> Hashes:
        """uint64 [len(rows), 2]: the text hashes of some texts."""
        return to_hashes(self.take(rows, self.hash_columns).T)

    @property
    def hash_columns(self) -> slice:
        return slice(self.permutations, self.permutations + HASH_COLUMNS)


def find_edges(
    files: SketchFiles, dropped: Ints, units: Sequence[BandRange], settings: GroupDuplicates
) -> tuple[Ints, Ints]:
    """Return the near-duplicates that these units propose as edges, int64 [edges] each, that join the same groups.

    dropped  int64 [any], sorted: texts that take no part
    Memory: one unit (see plan.UNIT_TEXTS), 256 MiB for signatures that are compared at once, the largest part, and 60
    bytes for each pair proposed: up to MOST_PAIRS, and those of a unit.
    """
    if files.offsets[-1] > MAX_TEXTS:
        raise ValueError(f"expected at most {MAX_TEXTS:,} texts, got {files.offsets[-1]:,}")
    bands = choose_bands(settings.permutations, settings.similarity)
    proposed: Array = np.zeros(0, np.uint64)
    found = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    for unit in units:
        keys, rows = _read_unit(files, bands[unit.band], unit, dropped)
        proposed = _unite(proposed, _propose(keys, rows, files))
        if len(proposed) > MOST_PAIRS or unit is units[-1]:
            found.append(_confirm(proposed, files, settings.similarity))
            proposed = proposed[:0]
    left, right = (np.concatenate(side) for side in zip(*found, strict=True))
    return left, right


def _read_unit(files: SketchFiles, band: slice, unit: BandRange, dropped: Ints) -> tuple[Hashes, Ints]:
    """uint64 [n] and int64 [n]: the keys of the unit, and their texts."""
    found: list[tuple[Hashes, Ints]] = [(np.zeros(0, np.uint64), np.zeros(0, np.int64))]
    for start, columns in files.read(band):
        keys, rows = key_band(columns.T), np.arange(start, start + columns.shape[1])
        if unit.n_ranges > 1:
            in_range = (keys >> np.uint64(32)) * np.uint64(unit.n_ranges) >> np.uint64(32) == unit.number
            keys, rows = keys[in_range], rows[in_range]
        gone = dropped[slice(*np.searchsorted(dropped, [start, start + columns.shape[1]]))]
        if len(gone):
            stays = ~np.isin(rows, gone, assume_unique=True)
            keys, rows = keys[stays], rows[stays]
        found.append((keys, rows))
    keys, rows = (np.concatenate(side) for side in zip(*found, strict=True))
    return keys, rows


def _unite(numbers: Array, others: Array) -> Array:
    """The distinct numbers of both, sorted: np.union1d, which hashes integers, takes ten times as long for millions."""
    both = np.sort(np.concatenate([numbers, others]))
    return both[np.append(True, both[1:] != both[:-1])] if len(both) else both


def _propose(keys: Hashes, rows: Ints, files: SketchFiles) -> Array:
    """uint64 [pairs]: pairs of texts in one bucket, packed; only shared buckets are sorted by role and hash."""
    order = np.argsort(keys)
    order = order[have_equals(np.diff(keys[order]) == 0, len(keys))]
    keys, rows = keys[order], rows[order]
    hashes = files.read_hashes(rows)
    order = np.lexsort((rows, hashes[:, 1], hashes[:, 0], files.roles[rows], keys))
    left, right = pair_buckets(keys[order])
    left, right = rows[order][left].astype(np.uint64), rows[order][right].astype(np.uint64)
    return left << np.uint64(32) | right


def _confirm(pairs: Array, files: SketchFiles, similarity: float) -> tuple[Ints, Ints]:
    """Return edges that join the groups of the packed pairs whose whole signatures are alike: each text with its first.

    Pairs lie anywhere, so they are compared by the blocks of their texts: the signatures of a block are read once for
    itself, and once for each block before it.
    """
    both = np.append(pairs >> np.uint64(32), pairs & np.uint64(MAX_TEXTS - 1)).astype(np.int64)
    nodes, ends = np.unique(both, return_inverse=True)
    left, right = np.sort(ends.reshape(2, -1), axis=0)
    first, second, roots = left // BLOCK_TEXTS, right // BLOCK_TEXTS, np.arange(len(nodes))
    for one in np.unique(first).tolist():
        ours = _read_block(files, nodes, one)
        for other in np.unique(second[first == one]).tolist():
            here = np.flatnonzero((first == one) & (second == other) & (roots[left] != roots[right]))
            theirs = ours if other == one else _read_block(files, nodes, other)
            places = left[here] - one * BLOCK_TEXTS, right[here] - other * BLOCK_TEXTS
            alike = here[_are_alike(ours, theirs, *places, similarity)]
            roots = join(roots, left[alike], right[alike])
    is_joined = roots != np.arange(len(nodes))
    return nodes[roots[is_joined]], nodes[is_joined]


def _read_block(files: SketchFiles, nodes: Ints, block: int) -> Signatures:
    return files.take_sorted(nodes[block * BLOCK_TEXTS : (block + 1) * BLOCK_TEXTS], slice(0, files.permutations))


def _are_alike(ours: Signatures, theirs: Signatures, left: Ints, right: Ints, similarity: float) -> Bools:
    """Bool [pairs]: the share of equal columns of two rows is at least `similarity`."""
    is_alike = np.empty(len(left), np.bool_)
    for start in range(0, len(left), CHUNK):
        chunk = slice(start, start + CHUNK)
        is_alike[chunk] = (ours[left[chunk]] == theirs[right[chunk]]).mean(axis=1) >= similarity
    return is_alike
