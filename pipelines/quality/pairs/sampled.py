"""Slow checks on a sample of the pairs: those with the least ids, which are hashes, so that order does not matter."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.text.language import detect_languages

SAMPLE = pa.schema([pa.field(name, pa.string()) for name in ("pair_id", "clean", "spun")])
Measure = Callable[[pa.StringArray, pa.StringArray], pa.Array]


@dataclass(frozen=True)
class SampledCheck:
    """A measure of clean and spun texts, for the first `size` pairs of a sample: the column `name` of the findings."""

    name: str
    size: int
    type: pa.DataType
    measure: Measure


def detect_language(size: int, *, expected: str) -> SampledCheck:
    """ISO 639 code of the language of the spun text; `expected` is the language of the run."""

    def detect(_: pa.StringArray, spun: pa.StringArray) -> pa.Array:
        return detect_languages(spun, expected)[0]

    return SampledCheck("language_detected", size, pa.string(), detect)


def compare_meaning(size: int, *, measure: Measure) -> SampledCheck:
    """Similarity of the clean and the spun text, as `measure` returns it."""
    return SampledCheck("similarity", size, pa.float64(), measure)


def update_sample(sample: pa.Table, pairs: pa.Table, size: int) -> pa.Table:
    """Return the `size` pairs with the least ids of a sample and some rows of schemas.PAIRS, sorted by id.

    A table of SAMPLE, without the rows that have no id. Begin with `SAMPLE.empty_table()`.
    """
    if not size:
        return sample
    ids = pairs["pair_id"]
    is_least = ids.is_valid() if len(sample) < size else pc.less(ids, sample["pair_id"][-1])
    rows = np.flatnonzero(pc.fill_null(is_least, False))
    # Texts are copied last: few rows have so small an id.
    least = rows[pc.sort_indices(ids.take(pa.array(rows)))[:size]]
    if not len(least):
        return sample
    both = pa.concat_tables([sample, pairs.select(SAMPLE.names).take(pa.array(least)).cast(SAMPLE)])
    return both.take(pc.sort_indices(both, [("pair_id", "ascending")])[:size])


def check_sample(findings: pa.Table, sample: pa.Table, checks: Sequence[SampledCheck]) -> pa.Table:
    """Return the findings with one more column per check, null for all pairs that the check does not measure."""
    for check in checks:
        findings = findings.append_column(check.name, _measure(findings["pair_id"], sample.slice(0, check.size), check))
    return findings


def _measure(pair_ids: pa.ChunkedArray, sample: pa.Table, check: SampledCheck) -> pa.Array:
    if not len(sample):
        return pa.nulls(len(pair_ids), check.type)
    clean, spun = (pc.fill_null(sample[side].combine_chunks(), "") for side in ("clean", "spun"))
    values = check.measure(clean, spun)
    return values.take(pc.index_in(pair_ids, value_set=sample["pair_id"].combine_chunks()).combine_chunks())
