"""Select and weigh the rows of the compiled lexicon, with the settings of a profile."""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Array, Bools
from pipelines.engine.indefinite import has_wrong_indefinite
from pipelines.engine.lexicon import ZIPF_STEPS
from pipelines.engine.rows import keep_rows, sort_rows, weigh_rows, weights_below_best
from pipelines.errors import SchemaError
from schemas import KINDS, LEXICON, ORIGINS

MAX_WEIGHT = 65_535
# Weights are compared as whole eighths of an octave, so that all machines give the same results.
STEPS = 8
STEPS_OF = np.round(np.log2(np.maximum(1, np.arange(MAX_WEIGHT + 1)) / MAX_WEIGHT) * STEPS).astype(np.int64)
# The weights below the best of a unit, from its own on, down to 1.
WEIGHTS = np.maximum(1, np.floor(MAX_WEIGHT * 2.0 ** (-np.arange(16 * STEPS + 1) / STEPS))).astype(np.uint16)
# Bool [2 ** s, s]: the bits of each number, for s origins.
MASKS = (np.arange(1 << len(ORIGINS))[:, None] >> np.arange(len(ORIGINS)) & 1).astype(bool)


@dataclass(frozen=True)
class Selection:
    """The selection that a profile makes from its lexicon; hashable.

    lexicon    compiled lexicon, a name in configs/lexicons/
    learned    learned tables, names in configs/lexicons/learned/
    origins    origin -> factor on the weights of its candidates; 0 drops them
    frequency  weights are multiplied by 10 ** (frequency * zipf of the candidate)
    sharpness  exponent on the weights: above 1 favours the best candidates, below 1 the others
    min_zipf   candidates with a lower zipf are dropped
    numbers    "none", "words" (two -> 2), or "both" (also 2 -> two)
    homographs include candidates of another sense, for words with several senses
    careful    only candidates that certainly agree in part of speech and inflection, without a wrong a or an inside
    habits     further propensities, besides the compiled ones: learned tables, or built-in ones
    function_words  factor on the propensity of function words
    """

    lexicon: str = "english"
    learned: tuple[str, ...] = ()
    origins: tuple[tuple[str, float], ...] = ()
    frequency: float = 0.0
    sharpness: float = 1.0
    min_zipf: float = 0.0
    numbers: str = "none"
    homographs: bool = True
    careful: bool = False
    habits: tuple[str, ...] = ()
    function_words: float = 1.0


@dataclass(frozen=True)
class LexiconRows:
    """r rows of a lexicon over u units and c candidates, sorted by unit.

    units, candidates  string [u], [c]
    propensity         float64 [u]
    unit, candidate    int32 [r]
    weight             uint16 [r], 1 to MAX_WEIGHT
    origin, kind       int8 [r]: indices into ORIGINS and KINDS
    origins, zipf, agrees  [r]: columns of schemas.LEXICON
    """

    units: pa.StringArray
    candidates: pa.StringArray
    propensity: Array
    unit: Array
    candidate: Array
    weight: Array
    origin: Array
    kind: Array
    origins: Array
    zipf: Array
    agrees: Bools

    @staticmethod
    def of(table: pa.Table) -> "LexiconRows":
        columns = {name: table[name].chunk(0) for name in LEXICON.names}
        unit = columns["unit"].indices.to_numpy()
        return LexiconRows(
            columns["unit"].dictionary,
            columns["candidate"].dictionary,
            columns["propensity"].to_numpy()[np.searchsorted(unit, np.arange(len(columns["unit"].dictionary)))],
            unit,
            columns["candidate"].indices.to_numpy(),
            columns["weight"].to_numpy(),
            _indices(columns["origin"], ORIGINS),
            _indices(columns["kind"], KINDS),
            columns["origins"].to_numpy(),
            columns["zipf"].to_numpy(),
            columns["agrees"].to_numpy(zero_copy_only=False),
        )

    def table(self, propensity: Array) -> pa.Table:
        """Return a table of schemas.LEXICON with these propensities, the rows of each unit sorted by weight."""
        ((order, _),) = sort_rows(self.unit, self.weight, len(self.units))
        columns = [
            pa.DictionaryArray.from_arrays(pa.array(self.unit[order], pa.int32()), self.units),
            pa.array(propensity.astype(np.float32)[self.unit[order]]),
            pa.DictionaryArray.from_arrays(pa.array(self.candidate[order], pa.int32()), self.candidates),
            pa.array(self.weight[order], pa.uint16()),
            pa.DictionaryArray.from_arrays(pa.array(self.origin[order], pa.int8()), pa.array(ORIGINS)),
            pa.DictionaryArray.from_arrays(pa.array(self.kind[order], pa.int8()), pa.array(KINDS)),
            pa.array(self.origins[order], pa.uint16()),
            pa.array(self.zipf[order], pa.uint8()),
            pa.array(self.agrees[order]),
        ]
        return pa.table(columns, schema=LEXICON)

    def where(self, mask: Bools) -> "LexiconRows":
        """Return the rows of the mask and the units that have any; candidates are kept."""
        has_rows, columns = keep_rows(mask, len(self.units), [getattr(self, name) for name in COLUMNS])
        units = {"units": self.units.filter(pa.array(has_rows)), "propensity": self.propensity[has_rows]}
        return replace(self, **units, **dict(zip(COLUMNS, columns, strict=True)))


COLUMNS = ("unit", "candidate", "weight", "origin", "kind", "origins", "zipf", "agrees")


def _indices(column: pa.DictionaryArray, names: tuple[str, ...]) -> Array:
    """Return the values of a column as indices into `names`; raise SchemaError for any other value."""
    values = column.dictionary.to_pylist()
    if unknown := sorted(set(values) - set(names)):
        raise SchemaError(f"expected {', '.join(names)} in the lexicon, got {unknown[0]!r}: run `make lexicon`")
    indices: Array = column.indices.to_numpy()
    if values == list(names[: len(values)]):
        return indices
    return np.array([names.index(name) for name in values], np.int8)[indices]


def weigh(rows: LexiconRows, selection: Selection, without: Bools | None = None) -> LexiconRows:
    """Return the selected rows with their weights.

    without  bool [u]: units to drop
    """
    factors = dict(selection.origins)
    by_bit = np.array([factors.get(name, 1.0) for name in ORIGINS])
    kept = choose_rows(rows, selection, by_bit > 0)
    if without is not None and without.any():
        kept &= ~without[rows.unit]
    if not kept.all():
        rows = rows.where(kept)
    if not by_bit.all():
        rows = replace(rows, origin=(MASKS & (by_bit > 0)).argmax(axis=1).astype(np.int8)[rows.origins])
    if selection.sharpness == 1 and selection.frequency == 0 and set(by_bit.tolist()) <= {0.0, 1.0}:
        return rows
    # Small tables of factors, so that a million rows need only look-ups.
    by_origin = np.round(np.log2(np.where(by_bit > 0, by_bit, 1)) * STEPS).astype(np.int32)
    by_zipf = np.round(selection.frequency * np.log2(10) * np.arange(256) / ZIPF_STEPS * STEPS).astype(np.int32)
    by_weight = np.round(STEPS_OF * selection.sharpness).astype(np.int32)
    by_origins = (MASKS * by_origin).sum(axis=1, dtype=np.int32)
    looked_up = ((rows.weight, by_weight), (rows.origins, by_origins), (rows.zipf, by_zipf))
    return replace(rows, weight=weigh_rows(rows.unit, looked_up, WEIGHTS))


def choose_rows(rows: LexiconRows, selection: Selection, is_on: Bools) -> Bools:
    """Bool [r]: the row is selected, and at least one of its origins is on.

    is_on  bool [len(ORIGINS)]
    """
    has_one = np.asarray(MASKS @ is_on, bool)
    kept: Bools = has_one[rows.origins] & (rows.zipf >= selection.min_zipf * ZIPF_STEPS)
    if selection.numbers != "both":
        numbers = np.flatnonzero(rows.kind == KINDS.index("number"))
        units = rows.units.take(pa.array(rows.unit[numbers]))
        has_digit = pc.match_substring_regex(units, "[0-9]").to_numpy(zero_copy_only=False)
        kept[numbers] &= ~has_digit & (selection.numbers == "words")
    if not selection.homographs:
        kept &= rows.kind != KINDS.index("homograph")
    return kept & rows.agrees & ~has_wrong_indefinite(rows.candidates)[rows.candidate] if selection.careful else kept


def to_weights(steps: Array, unit: Array) -> Array:
    """uint16 [r], 1 to MAX_WEIGHT: weights from eighths of an octave; the best row of each unit gets MAX_WEIGHT."""
    return weights_below_best(steps, unit, WEIGHTS)
