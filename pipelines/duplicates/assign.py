"""A split for each group: the shares asked for, counted in articles, and nothing that an earlier release has moves.

The order of the groups is drawn by their hashes, so that a split is a random sample. With the groups of an earlier
release given, only new groups are drawn, and they fill up what the shares lack.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

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
