"""A split for each group: the shares asked for, counted in articles, and nothing that an earlier release has moves.

The order of the groups is drawn by their hashes, so that a split is a random sample. With the groups of an earlier
release given, only new groups are drawn, and they fill up what the shares lack.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from pipelines.duplicates.carry import NONE
from pipelines.engine.buffers import Ints


def assign_groups(draws: npt.NDArray[np.uint64], sizes: Ints, shares: Sequence[float], held: Ints) -> Ints:
    """int64 [n]: the split of each new group, an index of `shares`.

    draws   uint64 [n]: a uniform hash of each group, which decides the order
    sizes   int64 [n]: number of articles in each
    shares  share of all articles that each split should have; they add up to 1. A change of two neighbours moves groups
            between these two only.
    held    int64 [len(shares)]: articles that the splits have already
    """
    if not len(sizes):
        return np.zeros(0, np.int64)
    wanted = np.maximum(np.array(shares) * (held.sum() + sizes.sum()) - held, 0)
    borders = np.cumsum(wanted) * (sizes.sum() / wanted.sum())
    order = np.argsort(draws, kind="stable")
    middles = np.cumsum(sizes[order]) - sizes[order] / 2
    splits = np.empty(len(sizes), np.int64)
    splits[order] = np.minimum(np.searchsorted(borders, middles, side="right"), len(shares) - 1)
    return splits


def assign_splits(carried: Ints, roots: Ints, draws: npt.NDArray[np.uint64], shares: Mapping[int, float]) -> Ints:
    """int64 [n]: the split of each article.

    carried  int64 [n]: split of the articles that have one already; NONE for those of new groups
    roots    int64 [n]: row of the first article of each article's group
    draws    uint64 [n]: a uniform hash of each article; that of a group's first article draws its split
    shares   split -> share of the articles, see assign_groups
    """
    places, is_new = np.array(list(shares)), carried == NONE
    sizes = np.bincount(roots[is_new], minlength=len(roots))
    firsts = np.flatnonzero(sizes)
    held = np.bincount(carried[~is_new], minlength=places.max() + 1)[places]
    drawn = np.full(len(roots), NONE)
    drawn[firsts] = places[assign_groups(draws[firsts], sizes[firsts], list(shares.values()), held)]
    return np.where(is_new, drawn[roots], carried)


def draw_splits(draws: npt.NDArray[np.uint64], shares: Mapping[int, float]) -> Ints:
    """int64 [n]: a split for each of n groups without articles, drawn by its hash alone: no share has to be filled.

    draws   uint64 [n]: a uniform hash of each group
    shares  split -> probability; they add up to 1

    >>> draw_splits(np.array([0, 1 << 63, (1 << 64) - 1], np.uint64), {2: 0.1, 0: 0.9}).tolist()
    [2, 0, 0]
    """
    places, borders = np.array(list(shares)), np.cumsum(list(shares.values()))
    uniform = draws.astype(np.float64) * 2.0**-64
    return places[np.minimum(np.searchsorted(borders, uniform, side="right"), len(places) - 1)]
