"""Write rated rows as a table of schemas.LEXICON: ranked, cut, rounded, sorted, with a fingerprint of the content."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc

from pipelines.engine.buffers import Array, Bools, Ints, run_starts
from pipelines.engine.lexicon import ZIPF_STEPS
from pipelines.lexicon.weigh import MAX_WEIGHT, STEPS
from pipelines.storage.files import replacing
from schemas import KINDS, LEXICON, ORIGINS

# Number of candidates of a unit; rare units have fewer, because the ends of their lists are noise.
MAX_CANDIDATES, MAX_OF_RARE = 100, 25
COMMON_ZIPF = 3.5


@dataclass(frozen=True)
class Entries:
    """n rows of a lexicon over f surface forms.

    forms            string [f], distinct
    zipf             float64 [f]
    propensity       float32 [f]
    unit, candidate  int64 [n]: indices into forms, no pair twice
    score            float64 [n]: log of the weight, comparable within a unit
    origins          bool [n, len(ORIGINS)]: at least one for each row
    kind             int64 [n]: indices into KINDS
    agrees           bool [n]: certainly of one part of speech and inflection
    """

    forms: pa.StringArray
    zipf: Array
    propensity: Array
    unit: Ints
    candidate: Ints
    score: Array
    origins: Bools
    kind: Ints
    agrees: Bools


def tabulate(entries: Entries, notice: str) -> pa.Table:
    """Return the best candidates of every unit as a sorted table, with `fingerprint` and `notice` in its metadata."""
    order = pc.array_sort_indices(entries.forms.cast(pa.binary())).to_numpy().astype(np.int64)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    most = np.where(entries.zipf >= COMMON_ZIPF, MAX_CANDIDATES, MAX_OF_RARE)[order]
    row, whole = best_candidates(rank[entries.unit], rank[entries.candidate], entries.score, most)
    units, unit = np.unique(rank[entries.unit][row], return_inverse=True)
    candidates, candidate = np.unique(rank[entries.candidate][row], return_inverse=True)
    zipf = np.clip(np.nan_to_num(entries.zipf, neginf=0) * ZIPF_STEPS, 0, 255).astype(np.uint8)
    origins = entries.origins[row]
    table = pa.table(
        [
            _dictionary(unit, entries.forms.take(pa.array(order[units])), pa.int32()),
            pa.array(entries.propensity[order[units]][unit], pa.float32()),
            _dictionary(candidate, entries.forms.take(pa.array(order[candidates])), pa.int32()),
            pa.array(whole, pa.uint16()),
            _dictionary(origins.argmax(axis=1), pa.array(ORIGINS), pa.int8()),
            _dictionary(entries.kind[row], pa.array(KINDS), pa.int8()),
            pa.array(origins @ (1 << np.arange(len(ORIGINS))), pa.uint16()),
            pa.array(zipf[order[candidates]][candidate], pa.uint8()),
            pa.array(entries.agrees[row]),
        ],
        schema=LEXICON,
    )
    return table.replace_schema_metadata({"fingerprint": fingerprint(table), "notice": notice})


def best_candidates(unit: Ints, candidate: Ints, score: Array, most: Ints) -> tuple[Ints, Ints]:
    """Return the kept rows, sorted by unit, weight (greatest first) and candidate, and their weights.

    most  int64 [units]: number of candidates to keep of each unit

    >>> best_candidates(np.array([1, 1, 0]), np.array([1, 2, 1]), np.log([0.1, 0.2, 0.5]), np.array([9, 9]))
    (array([2, 1, 0]), array([65535, 65535, 32767]))
    """
    order = np.lexsort((candidate, -score, unit))
    firsts = run_starts(unit[order])
    first = np.repeat(firsts, np.diff(np.append(firsts, len(unit))))
    steps = np.round((score[order] - score[order][first]) / np.log(2) * STEPS)
    whole = np.maximum(1, (MAX_WEIGHT * 2.0 ** (steps / STEPS))).astype(np.int64)
    kept = np.arange(len(unit)) - first < most[unit[order]]
    row, whole = order[kept], whole[kept]
    again = np.lexsort((candidate[row], -whole, unit[row]))  # rounding creates ties
    return row[again], whole[again]


def fingerprint(table: pa.Table) -> str:
    """Return a hash of the rows (32 hex digits), independent of encoding and compression."""
    digest = hashlib.sha256()
    for column in table.columns:
        plain = column.cast(pa.string()).combine_chunks()
        digest.update(pc.binary_length(plain).to_numpy().tobytes())
        digest.update(pc.binary_join(pa.ListArray.from_arrays([0, len(plain)], plain), "")[0].as_buffer())
    return digest.hexdigest()[:32]


def write_lexicon(table: pa.Table, path: Path) -> None:
    """Write the table atomically; the same table gives the same bytes."""
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with replacing(path) as temporary, pa.ipc.new_file(str(temporary), table.schema, options=options) as writer:
        writer.write_table(table)


def _dictionary(indices: Array, values: pa.Array, index_type: pa.DataType) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(indices.astype(np.int32)).cast(index_type), values)
