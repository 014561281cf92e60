"""Measure habits with units that occur several times in one text.

Each measure compares two occurrences of a unit in the same text with two in different texts. The agreement in
different texts is chance; additional agreement in the same text is a habit.
"""

import numpy as np

from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.learn.occurrences import Occurrences


def measure_alike(occurrences: Occurrences, n_pairs: int) -> tuple[Array, Array]:
    """Return consistency and skipping, float64 [pairs, 3]: occurrence pairs that agree, agree by chance, and all."""
    places = occurrences.where(~occurrences.is_name)
    swaps = places.where(places.is_swapped)
    return (
        count_alike(swaps.pair, swaps.unit, swaps.candidate, n_pairs),
        count_alike(places.pair, places.unit, places.is_swapped, n_pairs),
    )


def count_alike(pair: Ints, unit: Ints, value: Ints | Bools, n_pairs: int) -> Array:
    """float64 [pairs, 3], as in measure_alike; a unit that is in one text only has no chance level and is ignored."""
    same = _pairs_of(pair, unit, value)
    whole = _pairs_of(pair, unit)
    n_units = int(unit.max(initial=0)) + 1
    alike_within = np.bincount(same[:, 1], same[:, -1], minlength=n_units)
    all_within = np.bincount(whole[:, 1], whole[:, -1], minlength=n_units)
    alike = np.zeros(n_units)
    np.add.at(alike, *_column_pairs(unit, value))
    every = np.zeros(n_units)
    np.add.at(every, *_column_pairs(unit))
    across, all_across = alike - alike_within, every - all_within
    has_chance = all_across > 0
    chance = np.divide(across, all_across, out=np.zeros(n_units), where=has_chance)
    same, whole = same[has_chance[same[:, 1]]], whole[has_chance[whole[:, 1]]]
    return np.stack(
        [
            np.bincount(same[:, 0], same[:, -1], minlength=n_pairs),
            np.bincount(whole[:, 0], whole[:, -1] * chance[whole[:, 1]], minlength=n_pairs),
            np.bincount(whole[:, 0], whole[:, -1], minlength=n_pairs),
        ],
        axis=1,
    )


def _pairs_of(*columns: Ints | Bools) -> Ints:
    """int64 [groups, columns + 1]: the distinct rows, and for each the number of pairs among its equal rows."""
    rows, counts = np.unique(
        np.stack([column.astype(np.int64) for column in columns], axis=1), axis=0, return_counts=True
    )
    return np.append(rows, (counts * (counts - 1) // 2)[:, None], axis=1)


def _column_pairs(*columns: Ints | Bools) -> tuple[Ints, Ints]:
    grouped = _pairs_of(*columns)
    return grouped[:, 0], grouped[:, -1]
