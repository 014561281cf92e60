"""Slow checks, on a few pairs: those with the least ids, which are hashes, so a part has the same ones in any order."""

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.text.language import detect_languages

COLUMNS = ["pair_id", "clean", "spun"]
Measure = Callable[[pa.StringArray, pa.StringArray], pa.Array]


class Sample:
    """At most `size` pairs of the tables that were added, sorted by their ids."""

    def __init__(self, size: int) -> None:
        self.pairs = pa.table({name: pa.array([], pa.string()) for name in COLUMNS})
        self._size = size

    def add(self, pairs: pa.Table) -> None:
        """Take those rows of a table of schemas.PAIRS that belong to the sample."""
        rows = pairs.select(COLUMNS).filter(pairs["pair_id"].is_valid())
        if len(self.pairs) >= self._size:
            rows = rows.filter(pc.less(rows["pair_id"], self._last()))
        if self._size and len(rows):
            both = pa.concat_tables([self.pairs, rows.cast(self.pairs.schema)])
            self.pairs = both.take(pc.sort_indices(both, [("pair_id", "ascending")])[: self._size])

    def _last(self) -> pa.Scalar:
        return self.pairs["pair_id"][-1] if self._size else pa.scalar("")


def look_closer(
    findings: pa.Table, sample: Sample, *, languages: int, similarities: int, expected: str, similarity: Measure
) -> pa.Table:
    """The findings with two columns more, null for all but the first so many pairs of the sample.

    language_detected  ISO 639 code of the language that the spun text is in; expected: what it should be
    similarity         of the clean and the spun text, as `similarity` measures it
    """

    def detect(_: pa.StringArray, spun: pa.StringArray) -> pa.Array:
        return detect_languages(spun, expected)[0]

    detected = _measure(findings, sample, languages, detect, pa.string())
    measured = _measure(findings, sample, similarities, similarity, pa.float64())
    return findings.append_column("language_detected", detected).append_column("similarity", measured)


def _measure(findings: pa.Table, sample: Sample, size: int, measure: Measure, type_: pa.DataType) -> pa.Array:
    pairs = sample.pairs.slice(0, size)
    if not len(pairs):
        return pa.nulls(len(findings), type_)
    clean, spun = (pc.fill_null(pairs[side].combine_chunks(), "") for side in ("clean", "spun"))
    values = measure(clean, spun)
    return values.take(pc.index_in(findings["pair_id"], value_set=pairs["pair_id"].combine_chunks()).combine_chunks())
