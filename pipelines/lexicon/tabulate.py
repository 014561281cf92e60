"""Weighted links as a table of schemas.LEXICON: ranked, cut, rounded, sorted and named by its content."""

import hashlib
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc

from pipelines.engine.buffers import Array, Ints
from pipelines.storage import replacing
from schemas import LEXICON

# The tail of a unit's list is noise, and costs bytes.
MAX_CANDIDATES = 40
MAX_WEIGHT = 65_535
# Nor is a candidate kept that is chosen three hundred times more seldom than the best.
MIN_WEIGHT = 200
# Weights are rounded to eight steps an octave: nobody can tell, and the file is smaller for it.
STEPS = 8


def tabulate(
    forms: pa.StringArray,
    propensity: Array,
    unit: Ints,
    candidate: Ints,
    weight: Array,
    *,
    source: str,
    notice: str,
) -> pa.Table:
    """The best candidates of every unit as a sorted table, `fingerprint` and `notice` in its metadata.

    forms            string [f], distinct
    propensity       float32 [f]
    unit, candidate  int64 [n]: indices into forms, no pair twice
    weight           float64 [n], above 0, comparable within a unit
    """
    order = pc.array_sort_indices(forms.cast(pa.binary())).to_numpy().astype(np.int64)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    unit, candidate, whole = best_candidates(rank[unit], rank[candidate], weight)
    units, unit = np.unique(unit, return_inverse=True)
    candidates, candidate = np.unique(candidate, return_inverse=True)
    names = forms.take(pa.array(order[units]))
    is_phrase = pc.match_substring(names, " ").to_numpy(zero_copy_only=False)
    table = pa.table(
        [
            _dictionary(unit, names, pa.int32()),
            pa.array(propensity[order[units]][unit], pa.float32()),
            _dictionary(candidate, forms.take(pa.array(order[candidates])), pa.int32()),
            pa.array(whole, pa.uint16()),
            _dictionary(np.zeros(len(unit), np.int8), pa.array([source]), pa.int8()),
            _dictionary(is_phrase[unit], pa.array(["word", "phrase"]), pa.int8()),
        ],
        schema=LEXICON,
    )
    return table.replace_schema_metadata({"fingerprint": fingerprint(table), "notice": notice})


def best_candidates(unit: Ints, candidate: Ints, weight: Array) -> tuple[Ints, Ints, Ints]:
    """The first MAX_CANDIDATES of each unit: unit, candidate and weight, MIN_WEIGHT to MAX_WEIGHT.

    Sorted by unit, then by weight, greatest first, then by candidate.

    >>> best_candidates(np.array([7, 7, 3]), np.array([1, 2, 1]), np.array([0.1, 0.2, 0.5]))
    (array([3, 7, 7]), array([1, 2, 1]), array([65535, 65535, 32767]))
    """
    order = np.lexsort((candidate, -weight, unit))
    unit, candidate, weight = unit[order], candidate[order], weight[order]
    firsts = np.flatnonzero(np.diff(unit, prepend=-1))
    first = np.repeat(firsts, np.diff(np.append(firsts, len(unit))))
    steps = np.round(np.log2(weight / weight[first]) * STEPS)
    whole = (MAX_WEIGHT * 2.0 ** (steps / STEPS)).astype(np.int64)
    kept = (np.arange(len(unit)) - first < MAX_CANDIDATES) & (whole >= MIN_WEIGHT)
    unit, candidate, whole = unit[kept], candidate[kept], whole[kept]
    order = np.lexsort((candidate, -whole, unit))  # rounding made ties
    return unit[order], candidate[order], whole[order]


def fingerprint(table: pa.Table) -> str:
    """32 hex digits that name the rows, however they are encoded or compressed."""
    digest = hashlib.sha256()
    for column in table.columns:
        plain = column.cast(pa.string()).combine_chunks()
        digest.update(pc.binary_length(plain).to_numpy().tobytes())
        digest.update(pc.binary_join(pa.ListArray.from_arrays([0, len(plain)], plain), "")[0].as_buffer())
    return digest.hexdigest()[:32]


def write_lexicon(table: pa.Table, path: Path) -> None:
    """Write the table so that it appears whole or not at all; the same table gives the same bytes."""
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with replacing(path) as temporary, pa.ipc.new_file(str(temporary), table.schema, options=options) as writer:
        writer.write_table(table)


def _dictionary(indices: Array, values: pa.Array, index_type: pa.DataType) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(indices.astype(np.int32)).cast(index_type), values)
