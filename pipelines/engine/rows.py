"""The rows of a lexicon in bulk: kept, weighed and sorted; there are more than a million."""

from collections.abc import Sequence

import numpy as np

from pipelines.engine import kernels
from pipelines.engine.buffers import Array, Bools, Ints, run_starts

MOST_WEIGHT = np.uint16((1 << 16) - 1)


def keep_rows(kept: Bools, n_units: int, columns: Sequence[Array]) -> tuple[Bools, list[Array]]:
    """The units that have rows of a mask, bool [u], and the columns of these rows, with numbers of these units alone.

    kept     bool [r]
    columns  [r]: unit, candidate, weight, origin, kind, origins, zipf and agrees
    """
    has_rows = np.zeros(n_units, bool)
    if kernels.is_compiled():
        found = [np.empty(np.count_nonzero(kept), column.dtype) for column in columns]
        kernels.run("keep_rows", len(kept), kept, *columns, n_units, has_rows, np.empty(n_units, np.int32), *found)
        return has_rows, found
    unit, *others = (column[kept] for column in columns)
    has_rows[unit] = True
    return has_rows, [(np.cumsum(has_rows, dtype=np.int32) - np.int32(1))[unit], *others]


def weigh_rows(unit: Array, looked_up: Sequence[tuple[Array, Array]], weights: Array) -> Array:
    """uint16 [r]: a weight for each row, from the sum of its steps below the greatest sum of the unit.

    unit       int32 [r], rows of a unit next to each other
    looked_up  weight, origins and zipf of the rows, [r], each with the steps of its values, int32
    weights    uint16 [n]: the weights of 0 to n - 1 steps below the greatest sum; further ones have the last
    """
    if kernels.is_compiled():
        (weight, by_weight), (origins, by_origins), (zipf, by_zipf) = looked_up
        columns, tables = (unit, weight, origins, zipf), (by_weight, by_origins, by_zipf, len(weights) - 1, weights)
        steps, found = np.empty(len(unit), np.int32), np.empty(len(unit), np.uint16)
        kernels.run("weigh_rows", len(unit), *columns, *tables, steps, found)
        return found
    by_weight, by_origins, by_zipf = (steps[column] for column, steps in looked_up)
    return weights_below_best(by_weight + by_origins + by_zipf, unit, weights)


def weights_below_best(steps: Array, unit: Array, weights: Array) -> Array:
    """uint16 [r]: as `weigh_rows`, from the sums of steps of the rows, integers [r]."""
    if not len(unit):
        return np.zeros(0, np.uint16)
    firsts = run_starts(unit)
    best = np.repeat(np.maximum.reduceat(steps, firsts), np.diff(np.append(firsts, len(unit))))
    found: Array = weights[np.minimum(best - steps, len(weights) - 1)]
    return found


def sort_rows(
    unit: Array, weight: Array, n_units: int, candidates: tuple[Array, Bools] | None = None
) -> list[tuple[Array, Ints]]:
    """The order of rows by unit, falling weight and number, int32 [r], and how many each unit has, int64 [u].

    unit        int32 [r]
    weight      uint16 [r]
    candidates  the candidate of each row, int32 [r], and those to set apart, bool [c]: their rows are not among the
                others, but have a second order and counts
    """
    if kernels.is_compiled():
        orders, counts = np.empty((2, len(unit)), np.int32), np.empty((2, n_units), np.int64)
        scratch = np.zeros(n_units, np.int32), np.empty(2 * len(unit), np.uint64)
        of_rows = (len(unit), unit, weight, *(candidates or (None, None)))
        n = kernels.run("sort_rows", *of_rows, n_units, *scratch, *orders, *counts)
        found = [(orders[0, :n], counts[0]), (orders[1, : len(unit) - n], counts[1])]
        return found if candidates else found[:1]
    order = np.lexsort((MOST_WEIGHT - weight, unit)).astype(np.int32)
    goes_apart = np.zeros(len(order), bool)
    if candidates:
        of, is_apart = candidates
        goes_apart = is_apart[of[order]]
    some = [~goes_apart, goes_apart] if candidates else [~goes_apart]
    return [(order[mask], np.bincount(unit[order[mask]], minlength=n_units)) for mask in some]
