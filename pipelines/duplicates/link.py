"""Groups of near-duplicates from MinHash signatures: bands propose pairs, the whole signature decides, or the words.

Near-duplicates chain: if A is like B and B is like C, all three are one group, though A and C may differ. Splits need
this, since a model trained on B knows much of both. Texts are compared by their estimated similarity, with a standard
error of .03 (at similarity .7 and 128 columns).
"""

from collections.abc import Sequence

import numpy as np

from pipelines.duplicates.containment import measure_containment
from pipelines.duplicates.low_bytes import keep_low_bytes
from pipelines.duplicates.sketch import ORDER, Hashes, Signatures
from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.engine.draw import mix

# Minimum share of the pairs at the threshold that share a band; more similar pairs share one more often.
RECALL = 0.99
# Least similarity of a pair whose words are compared, and the share of such pairs that share a band. Of 1,500 copies of
# news with a tenth of the words replaced, 99.7 % were above it.
LEAST_SIMILARITY, LEAST_RECALL = 0.2, 0.9
# In a bucket, each text is compared with the first one and with this many before it: all pairs of up to five texts, and
# at most five comparisons per text in a bucket with half the corpus.
NEIGHBOURS = 4
# Bits of a key that sort the texts of a bucket: with a bucket's number and a role they fill a number of 64 bits.
RANK_BITS = 38
# The words of a text are compared with those of so many before it. Of 30,000 articles that were made of the same few
# sentences, those of two before it found what those of one do, and took 5 s more.
WORD_NEIGHBOURS = 1
# Pairs compared at once: the bytes of 2 * 65,536 signatures of 128 columns take 16 MiB.
CHUNK = 1 << 16

Bands = list[slice]


def choose_bands(permutations: int, similarity: float, containment: float | None = None) -> Bands:
    """Cut a signature into the widest bands in which pairs at `similarity` still share one with probability RECALL.

    containment  None, or so low a similarity as LEAST_SIMILARITY counts, with probability LEAST_RECALL
    >>> len(choose_bands(128, 0.7)), choose_bands(128, 0.7)[:2]
    (32, [slice(0, 4, None), slice(4, 8, None)])
    >>> len(choose_bands(128, 0.5)), len(choose_bands(128, 0.5, 0.85))
    (42, 64)
    """
    width = 1
    asked = [(similarity, RECALL), *([] if containment is None else [(LEAST_SIMILARITY, LEAST_RECALL)])]
    for wider in range(1, permutations + 1):
        if all(1 - (1 - least**wider) ** (permutations // wider) >= recall for least, recall in asked):
            width = wider
    return [slice(start, start + width) for start in range(0, permutations - width + 1, width)]


def link_signatures(
    signatures: Signatures,
    rows: Ints,
    *,
    similarity: float,
    containment: float | None = None,
    words: Sequence[str] = (),
    roles: Array | None = None,
) -> Ints:
    """int64 [n]: for each of `rows`, the place in `rows` of the first member of its group.

    signatures   uint32 [any, permutations]
    rows         int64 [n]: rows of signatures; if their order depends on the texts alone, so does the result
    similarity   least share of columns with equal low bytes of a pair that is linked
    containment  None, or the least containment of any other pair that is linked, from LEAST_SIMILARITY on
    words        the texts of signatures, as of `containment.spell`, if `containment` is given
    roles        int8 [any]: the role of each text; in a bucket, those of the first one stand together
    """
    roots, low_bytes = np.arange(len(rows)), keep_low_bytes(signatures)
    bands = choose_bands(signatures.shape[1], similarity, containment)
    of_role = np.zeros(len(rows), np.int8) if roles is None else roles[rows]
    for band, following in zip(bands, follow(bands), strict=True):
        keys = key_band(signatures[rows, band])
        order = np.lexsort((rank_band(signatures[rows, following]), of_role, keys))
        left, right = pair_buckets(keys[order])
        is_close = right - left <= WORD_NEIGHBOURS
        left, right = order[left], order[right]
        apart = roots[left] != roots[right]
        left, right, is_close = left[apart], right[apart], is_close[apart]
        for start in range(0, len(left), CHUNK):
            chunk = slice(start, start + CHUNK)
            one, other = rows[left[chunk]], rows[right[chunk]]
            shares = (low_bytes[one] == low_bytes[other]).mean(axis=1)
            alike = shares >= similarity
            if containment is not None:
                maybe = np.flatnonzero(is_close[chunk] & ~alike & (shares >= LEAST_SIMILARITY))
                of_maybe = (list(map(words.__getitem__, side[maybe].tolist())) for side in (one, other))
                alike[maybe] = measure_containment(*of_maybe) >= containment
            roots = join(roots, left[chunk][alike], right[chunk][alike])
    return roots


def key_band(band: Array) -> Hashes:
    """uint64 [n]: a hash of the columns of a band, [n, width]."""
    keys = np.zeros(len(band), np.uint64)
    for column in band.T:
        keys = mix(keys * ORDER + column)
    return keys


def follow(bands: Bands) -> Bands:
    """The band after each; texts of a bucket that share it as well stand side by side."""
    return bands[1:] + bands[:1]


def rank_band(band: Array) -> Hashes:
    """uint64 [n]: the first RANK_BITS of a hash of the columns of a band, [n, width]; see `follow`."""
    return key_band(band) >> np.uint64(64 - RANK_BITS)


def pair_buckets(keys: Hashes) -> tuple[Ints, Ints]:
    """Pair texts with equal keys: each with the first of its bucket, and with the NEIGHBOURS before it; their places.

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
