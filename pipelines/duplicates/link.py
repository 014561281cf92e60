"""Groups of near-duplicates from MinHash signatures: bands find candidates, the whole signature decides.

Near-duplicates chain: if A is like B and B is like C, all three are one group though A and C may differ. That
is what a split needs, since a model that has seen B knows much of both. Texts are compared by their estimated
similarity, which is off by .03 (one standard deviation, at .7 and 128 columns).
"""

import numpy as np

from pipelines.duplicates.sketch import ORDER, Signatures
from pipelines.engine.buffers import Array, Ints
from pipelines.engine.draw import mix

# Share of the pairs exactly at the threshold that must meet in some band; more similar ones are surer.
RECALL = 0.99
# In a bucket each text is compared with the first one and this many that follow it: all pairs of up to nine
# texts, and no more than nine times the texts of a bucket that holds half the corpus.
NEIGHBOURS = 8
# Pairs compared at once: 2 * 65,536 signatures of 128 columns are 64 MiB.
CHUNK = 1 << 16

Bands = list[slice]


def choose_bands(permutations: int, similarity: float) -> Bands:
    """Cut a signature into bands of as many columns as can be, while pairs at `similarity` still meet in one.

    >>> len(choose_bands(128, 0.7)), choose_bands(128, 0.7)[:2]
    (32, [slice(0, 4, None), slice(4, 8, None)])
    """
    width = 1
    for wider in range(1, permutations + 1):
        if 1 - (1 - similarity**wider) ** (permutations // wider) >= RECALL:
            width = wider
    return [slice(start, start + width) for start in range(0, permutations - width + 1, width)]


def link_signatures(signatures: Signatures, rows: Ints, *, similarity: float) -> Ints:
    """int64 [n]: for each of `rows` the place in `rows` of the first member of its group.

    signatures  uint32 [any, permutations]
    rows        int64 [n]: which signatures, in an order that depends on the texts alone; so does the result then
    """
    roots = np.arange(len(rows))
    for band in choose_bands(signatures.shape[1], similarity):
        left, right = _candidates(signatures[rows, band])
        apart = roots[left] != roots[right]
        left, right = left[apart], right[apart]
        for start in range(0, len(left), CHUNK):
            chunk = slice(start, start + CHUNK)
            same = signatures[rows[left[chunk]]] == signatures[rows[right[chunk]]]
            alike = same.mean(axis=1) >= similarity
            roots = join(roots, left[chunk][alike], right[chunk][alike])
    return roots


def _candidates(band: Array) -> tuple[Ints, Ints]:
    """Pairs of rows that are equal in a band: each row with the first of its bucket and those that follow it."""
    keys = np.zeros(len(band), np.uint64)
    for column in band.T:
        keys = mix(keys * ORDER + column)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    is_first = np.append(True, keys[1:] != keys[:-1])[: len(keys)]
    bucket_start = np.flatnonzero(is_first)[np.cumsum(is_first) - 1]
    place = np.arange(len(keys))
    pairs = [(bucket_start[~is_first], place[~is_first])]
    for lag in range(1, NEIGHBOURS + 1):
        later = place[bucket_start + lag < place]  # nearer ones met the first already
        pairs.append((later - lag, later))
    left, right = (np.concatenate(side) for side in zip(*pairs, strict=True))
    return order[left], order[right]


def join(roots: Ints, left: Ints, right: Ints) -> Ints:
    """Connected components, one step on: `roots` after joining the components of each left and right.

    roots  int64 [n]: the smallest member of each component, as before

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
