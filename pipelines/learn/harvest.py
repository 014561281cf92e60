"""Make the table of swaps: the number of occurrences and swaps of each unit, and its replacements.

Names are counted separately. A kept name is no evidence on its word, so names do not count for the propensity of a
unit. The replacement of a name (Energy -> Power) is a candidate of the word if the lexicon or another occurrence of the
word, outside names, has it too.
"""

from collections import Counter

import numpy as np
import pyarrow as pa

from pipelines.learn.known import Known
from pipelines.learn.occurrences import Occurrences
from pipelines.lexicon.learned import Learned


def harvest(occurrences: Occurrences, known: Known) -> Learned:
    """Return the table, with units and candidates sorted by bytes."""
    common = occurrences.where(~occurrences.is_name)
    n_units = len(occurrences.units)
    seen = np.bincount(common.unit, minlength=n_units)
    swapped = np.bincount(common.unit[common.is_swapped], minlength=n_units)
    swaps = _count(common)
    for (unit, candidate), times in _count(occurrences.where(occurrences.is_name)).items():
        texts = occurrences.units[unit], occurrences.candidates[candidate]
        if (unit, candidate) in swaps or texts[1] in known.lexicon_candidates(texts[0]):
            swaps[unit, candidate] += times
    rows = sorted(swaps.items())
    taught = np.zeros(n_units, bool)
    taught[[unit for (unit, _), _ in rows]] = True
    kept = np.flatnonzero((seen > 0) | taught)
    number = np.full(n_units, -1, np.int64)
    number[kept] = np.arange(len(kept))
    return Learned(
        units=pa.array([occurrences.units[unit] for unit in kept], pa.string()),
        seen=seen[kept],
        swapped=swapped[kept],
        unit=number[np.array([unit for (unit, _), _ in rows], np.int64)],
        candidate=pa.array([occurrences.candidates[candidate] for (_, candidate), _ in rows], pa.string()),
        times=np.array([times for _, times in rows], np.int64),
    )


def _count(occurrences: Occurrences) -> Counter[tuple[int, int]]:
    """Count the swaps of each unit for each candidate."""
    swaps = occurrences.where(occurrences.is_swapped)
    return Counter(zip(swaps.unit.tolist(), swaps.candidate.tolist(), strict=True))
