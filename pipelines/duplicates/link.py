"""Groups of near-duplicates from MinHash signatures: bands propose pairs, the whole signature decides.

Near-duplicates chain: if A is like B and B is like C, all three are one group, though A and C may differ. Splits need
this, since a model trained on B knows much of both. Texts are compared by their estimated similarity, with a standard
error of .03 (at similarity .7 and 128 columns).
"""

import numpy as np

from pipelines.duplicates.sketch import ORDER, Hashes, Signatures
from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.engine.draw import mix

# Minimum share of the pairs at the threshold that share a band; more similar pairs share one more often.
RECALL = 0.99
# In a bucket, each text is compared with the first one and with this many before it: all pairs of up to nine texts, and
# at most nine comparisons per text in a bucket with half the corpus.
NEIGHBOURS = 8
# Pairs compared at once: 2 * 65,536 signatures of 128 columns take 64 MiB.
CHUNK = 1 << 16

Bands = list[slice]


def choose_bands(permutations: int, similarity: float) -> Bands:
    """Cut a signature into the widest bands in which pairs at `similarity` still share one with probability RECALL.

    >>> len(choose_bands(128, 0.7)), choose_bands(128, 0.7)[:2]
    (32, [slice(0, 4, None), slice(4, 8, None)])
    """
    width = 1
    for wider in range(1, permutations + 1):
        if 1 - (1 - similarity**wider) ** (permutations // wider) >= RECALL:
            width = wider
    return [slice(start, start + width) for start in range(0, permutations - width + 1, width)]


def link_signatures(signatures: Signatures, rows: Ints, *, similarity: float) -> Ints:
    """int64 [n]: for each of `rows`, the place in `rows` of the first member of its group.

    signatures  uint32 [any, permutations]
    rows        int64 [n]: rows of signatures; if their order depends on the texts alone, so does the result
    """
    roots = np.arange(len(rows))
    for band in choose_bands(signatures.shape[1], similarity):
        keys = key_band(signatures[rows, band])
        order = np.argsort(keys, kind="stable")
        left, right = (order[side] for side in pair_buckets(keys[order]))
        apart = roots[left] != roots[right]
        left, right = left[apart], right[apart]
        for start in range(0, len(left), CHUNK):
            chunk = slice(start, start + CHUNK)
            same = signatures[rows[left[chunk]]] == signatures[rows[right[chunk]]]
            alike = same.mean(axis=1) >= similarity
            roots = join(roots, left[chunk][alike], right[chunk][alike])
    return roots


def key_band(band: Array) -> Hashes:
    """uint64 [n]: a hash of the columns of a band, [n, width]."""
    keys = np.zeros(len(band), np.uint64)
    for column in band.T:
        keys = mix(keys * ORDER + column)
    return keys


def pair_buckets(keys: Hashes) -> tuple[Ints, Ints]:
    """Pair texts with equal keys: each with the first of its bucket, and with the NEIGHBOURS before it.

    keys  uint64 [n], sorted
    """
    is_first = np.append(True, keys[1:] != keys[:-1])[: len(keys)]
    bucket_start = np.flatnonzero(is_first)[np.cumsum(is_first) - 1]
    place = np.arange(len(keys))
    pairs = [(bucket_start[~is_first], place[~is_first])]
    for lag in range(1, NEIGHBOURS + 1):
        later = place[bucket_start + lag < place]  # closer rows are paired with the first already
        pairs.append((later - lag, later))
    left, right = (np.concatenate(side) for side in zip(*pairs, strict=True))
    return left, right


def have_equals(is_next: Bools, n_items: int) -> Bools:
    """Bool [n_items]: the item before or behind it is equal, of sorted items.

    is_next  bool [n_items - 1]: each item is equal to the next one
    """
    return (np.append(False, is_next) | np.append(is_next, False))[:n_items]


def join(roots: Ints, left: Ints, right: Ints) -> Ints:
    """Update connected components: `roots` after joining the components of each left and right.

    roots        int64 [n]: the smallest member of the component of each item, as in the result
    left, right  int64 [pairs]

    >>> join(np.arange(5), np.array([3, 1]), np.array([4, 3])).tolist()
    [0, 1, 2, 1, 1]
    """
    roots = roots.copy()
    while len(left):
        low, high = np.minimum(roots[left], roots[right]), np.maximum(roots[left], roots[right])
        np.minimum.at(roots, high, low)
        while (roots != (above := roots[roots])).any():
            roots = above
        apart = roots[left] != roots[right]
        left, right = left[apart], right[apart]
    return roots
