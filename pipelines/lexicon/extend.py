"""Add units and candidates, without rows, to the rows of a lexicon."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Array, Ints, find_few
from pipelines.lexicon.weigh import LexiconRows


def add_units(rows: LexiconRows, units: pa.StringArray, propensity: Array) -> tuple[LexiconRows, Ints]:
    """Return the rows with units that may be new, and int64 [n]: the number of each of these units.

    units       string [n], distinct
    propensity  float64 [n]; known units keep theirs
    """
    found, new = _find_new(units, rows.units)
    if not len(new):
        return rows, found
    every = pa.concat_arrays([rows.units, units.take(pa.array(new))])
    order = pc.array_sort_indices(every.cast(pa.binary())).to_numpy().astype(np.int64)
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order))
    propensity = np.append(rows.propensity, propensity[new])[order]
    rows = replace(rows, units=every.take(pa.array(order)), propensity=propensity, unit=rank[rows.unit])
    return rows, rank[found].astype(np.int64)


def add_candidates(rows: LexiconRows, candidates: pa.StringArray) -> tuple[LexiconRows, Ints]:
    """Return the rows with candidates that may be new, and int64 [n]: the number of each of these, distinct ones."""
    found, new = _find_new(candidates, rows.candidates)
    return replace(rows, candidates=pa.concat_arrays([rows.candidates, candidates.take(pa.array(new))])), found


def _find_new(texts: pa.StringArray, known: pa.StringArray) -> tuple[Ints, Ints]:
    """Return the number of each text, new ones behind the known ones, and which texts are new."""
    found = find_few(texts, known)
    new = np.flatnonzero(found < 0)
    found[new] = len(known) + np.arange(len(new))
    return found, new
