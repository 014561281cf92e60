"""The distinct integers of arrays, in half the time of Arrow, which hashes them for columns of any type."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.engine import kernels
from pipelines.quality.pairs.texts import Ints

Hashes = NDArray[np.uint64]


def number_integers(values: Ints) -> tuple[Ints, Ints]:
    """Return the number of each integer among the d distinct ones, int64 [n], and the first place of each, int64 [d].

    Distinct integers are in order of appearance.

    >>> [each.tolist() for each in number_integers(np.array([7, 5, 7]))]
    [[0, 1, 0], [0, 1]]
    """
    if kernels.is_compiled():
        ids, firsts = np.empty((2, len(values)), np.int64)
        return ids, firsts[: _run_kernel(values.view(np.uint64), ids, firsts)]
    ids = pa.array(values).dictionary_encode().indices.to_numpy().astype(np.int64)
    firsts = np.empty(int(ids.max(initial=-1)) + 1, np.int64)
    firsts[ids[::-1]] = np.arange(len(ids))[::-1]  # of several assignments the last one counts
    return ids, firsts


def find_distinct_hashes(hashes: Hashes) -> Hashes:
    """Return the distinct hashes, ascending."""
    if not kernels.is_compiled():
        return np.sort(pc.unique(pa.array(hashes)).to_numpy())  # six times as fast as np.unique
    firsts = np.empty(len(hashes), np.int64)
    return np.sort(hashes[firsts[: _run_kernel(hashes, None, firsts)]])


def occur_again(hashes: Hashes) -> NDArray[np.bool_]:
    """Bool [n]: another one of the hashes is equal; sorting them takes half the time of a hash table for a million.

    >>> occur_again(np.array([7, 5, 7], np.uint64)).tolist()
    [True, False, True]
    """
    order = np.argsort(hashes)
    is_next = np.diff(hashes[order]) == 0
    found = np.zeros(len(hashes), np.bool_)
    found[order[1:][is_next]] = found[order[:-1][is_next]] = True
    return found


def _run_kernel(values: Hashes, ids: Ints | None, firsts: Ints) -> int:
    n_distinct = kernels.run("number_integers", len(values), values, ids, firsts)
    if n_distinct < 0:
        raise MemoryError(f"expected memory for the distinct ones of {len(values):,} integers, got none")
    return n_distinct
