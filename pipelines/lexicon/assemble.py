"""The lexicon of one profile: the compiled one, weighed as the profile says, with what samples taught on top."""

import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.engine.lexicon import Lexicon, index_lexicon
from pipelines.errors import SchemaError
from pipelines.lexicon.learned import Learned, learned_path, read_learned, shrink
from pipelines.lexicon.load import lexicon_fingerprint, read_lexicon
from schemas import KINDS, LEXICON, SOURCES

MAX_WEIGHT = 65_535
# Weights are compared as eighths of an octave, whole numbers, so that they come out the same on every machine.
STEPS = 8
ZIPF_STEPS = 20
STEPS_OF = np.round(np.log2(np.maximum(1, np.arange(MAX_WEIGHT + 1)) / MAX_WEIGHT) * STEPS).astype(np.int64)
# Bool [2 ** s, s]: which sources each number has the bits of.
MASKS = (np.arange(1 << len(SOURCES))[:, None] >> np.arange(len(SOURCES)) & 1).astype(bool)
LEARNED_BIT = 1 << SOURCES.index("learned")
# What the compiled lexicon says of a unit counts as so many swaps, and as so many occurrences, that were seen.
CHOICE_STRENGTH, HABIT_STRENGTH = 3.0, 3.0
# A unit with the greatest propensity is swapped this often where nothing was learned.
MOST_SWAPPED = 0.6


@dataclass(frozen=True)
class Selection:
    """What a profile asks of its lexicon; hashable.

    lexicon    a compiled one, of configs/lexicons/
    learned    tables of configs/lexicons/learned/
    sources    source -> factor on the weights of the candidates it has; 0 leaves it out
    frequency  weights grow by 10 ** (frequency * zipf of the candidate)
    sharpness  exponent on the weights: above 1 the best candidates come oftener, below 1 the others
    min_zipf   candidates that are rarer are left out
    numbers    none, words (two -> 2), or both ways
    homographs what a blind spinner puts for words of several senses
    careful    only candidates that surely agree in part of speech and inflection
    """

    lexicon: str = "english"
    learned: tuple[str, ...] = ()
    sources: tuple[tuple[str, float], ...] = ()
    frequency: float = 0.0
    sharpness: float = 1.0
    min_zipf: float = 0.0
    numbers: str = "none"
    homographs: bool = True
    careful: bool = False


@lru_cache(maxsize=16)
def open_lexicon(selection: Selection) -> Lexicon:
    """The lexicon that a profile asks for; raises ConfigError for a file that is not there."""
    table = read_lexicon(selection.lexicon)
    rows = weigh(Rows.of(table), selection)
    if selection.learned:
        rows = teach(rows, read_learned([learned_path(name) for name in selection.learned]))
    chance = np.minimum(rows.propensity * (1 if selection.learned else MOST_SWAPPED), 0.97)
    # Slots race for the room there is (see engine.draw): with this a unit comes in with its chance.
    return index_lexicon(rows.table(-np.log1p(-chance)), fingerprint_of(table, selection))


def fingerprint_of(table: pa.Table, selection: Selection) -> str:
    """Names the content: of the compiled lexicon, of what is asked of it, and of the learned tables."""
    digest = hashlib.sha256(repr((lexicon_fingerprint(table), selection)).encode())
    for name in selection.learned:
        digest.update(learned_path(name).read_bytes())
    return digest.hexdigest()[:32]


@dataclass(frozen=True)
class Rows:
    """r rows of a lexicon over u units and c candidates, in the units' order.

    units, candidates  string [u], [c]
    propensity         float64 [u]
    unit, candidate    int64 [r]
    weight             int64 [r], 1 to MAX_WEIGHT
    source, kind, sources, zipf, agrees  [r]: as schemas.LEXICON has them, source and kind as indices
    """

    units: pa.StringArray
    candidates: pa.StringArray
    propensity: Array
    unit: Ints
    candidate: Ints
    weight: Ints
    source: Ints
    kind: Ints
    sources: Ints
    zipf: Ints
    agrees: Bools

    @staticmethod
    def of(table: pa.Table) -> "Rows":
        columns = {name: table[name].chunk(0) for name in LEXICON.names}
        unit = columns["unit"].indices.to_numpy()
        return Rows(
            columns["unit"].dictionary,
            columns["candidate"].dictionary,
            columns["propensity"].to_numpy()[np.searchsorted(unit, np.arange(len(columns["unit"].dictionary)))],
            unit,
            columns["candidate"].indices.to_numpy(),
            columns["weight"].to_numpy(),
            _indices(columns["source"], SOURCES),
            _indices(columns["kind"], KINDS),
            columns["sources"].to_numpy(),
            columns["zipf"].to_numpy(),
            columns["agrees"].to_numpy(zero_copy_only=False),
        )

    def table(self, propensity: Array) -> pa.Table:
        """A table of schemas.LEXICON with these propensities, each unit's rows by weight; in any order before."""
        order = self._order()
        columns = [
            pa.DictionaryArray.from_arrays(pa.array(self.unit[order], pa.int32()), self.units),
            pa.array(propensity[self.unit[order]], pa.float32()),
            pa.DictionaryArray.from_arrays(pa.array(self.candidate[order], pa.int32()), self.candidates),
            pa.array(self.weight[order], pa.uint16()),
            pa.DictionaryArray.from_arrays(pa.array(self.source[order], pa.int8()), pa.array(SOURCES)),
            pa.DictionaryArray.from_arrays(pa.array(self.kind[order], pa.int8()), pa.array(KINDS)),
            pa.array(self.sources[order], pa.uint16()),
            pa.array(self.zipf[order], pa.uint8()),
            pa.array(self.agrees[order]),
        ]
        return pa.table(columns, schema=LEXICON)

    def _order(self) -> Ints:
        """By unit, weight (greatest first) and row: one number each, for sorting numbers is the quickest."""
        bits = len(self.unit).bit_length()
        keys = (self.unit.astype(np.int64) << 16 | MAX_WEIGHT - self.weight.astype(np.int64)) << bits
        keys |= np.arange(len(keys))
        keys.sort()
        return keys & ((1 << bits) - 1)

    def where(self, mask: Bools) -> "Rows":
        """The rows of the mask, and the units that keep any; candidates stay as they are."""
        has_rows = np.zeros(len(self.units), bool)
        has_rows[self.unit[mask]] = True
        number = np.cumsum(has_rows) - 1
        return replace(
            self,
            units=self.units.filter(pa.array(has_rows)),
            propensity=self.propensity[has_rows],
            unit=number[self.unit[mask]],
            **{name: getattr(self, name)[mask] for name in ("candidate", "weight", *LAST_COLUMNS)},
        )


LAST_COLUMNS = ("source", "kind", "sources", "zipf", "agrees")


def _indices(column: pa.DictionaryArray, names: tuple[str, ...]) -> Ints:
    """The column's values as indices into `names`; raises SchemaError if one is not among them."""
    values = column.dictionary.to_pylist()
    if unknown := sorted(set(values) - set(names)):
        raise SchemaError(f"expected {', '.join(names)} in the lexicon, got {unknown[0]!r}: run `make lexicon`")
    index = np.array([names.index(name) for name in values], np.int64)
    return index[column.indices.to_numpy()]


def weigh(rows: Rows, selection: Selection) -> Rows:
    """The rows that the selection leaves, with its weights."""
    factors = dict(selection.sources)
    by_bit = np.array([factors.get(name, 1.0) for name in SOURCES])
    kept = choose_rows(rows, selection, by_bit > 0)
    if not kept.all():
        rows = rows.where(kept)
    if selection.sharpness == 1 and selection.frequency == 0 and set(by_bit.tolist()) <= {0.0, 1.0}:
        return rows
    added = (MASKS * np.round(np.log2(np.where(by_bit > 0, by_bit, 1)) * STEPS).astype(np.int64)).sum(axis=1)
    by_zipf = np.round(selection.frequency * np.log2(10) * np.arange(256) / ZIPF_STEPS * STEPS).astype(np.int64)
    steps = np.round(STEPS_OF[rows.weight] * selection.sharpness).astype(np.int64)
    return replace(rows, weight=to_weights(steps + added[rows.sources] + by_zipf[rows.zipf], rows.unit))


def choose_rows(rows: Rows, selection: Selection, is_on: Bools) -> Bools:
    """Bool [r]: does the selection leave the row? It does if any source that has it `is_on` (bool [len(SOURCES)])."""
    has_one = np.asarray(MASKS @ is_on, bool)
    kept: Bools = has_one[rows.sources] & (rows.zipf >= selection.min_zipf * ZIPF_STEPS)
    if selection.numbers != "both":
        has_digit = pc.match_substring_regex(rows.units, "[0-9]").to_numpy(zero_copy_only=False)
        kept &= (rows.kind != KINDS.index("number")) | (~has_digit[rows.unit] & (selection.numbers == "words"))
    if not selection.homographs:
        kept &= rows.kind != KINDS.index("homograph")
    return kept & rows.agrees if selection.careful else kept


def to_weights(steps: Ints, unit: Ints) -> Ints:
    """int64 [r], 1 to MAX_WEIGHT: from eighths of an octave, so that each unit's best has the greatest weight."""
    if not len(unit):
        return steps
    firsts = np.flatnonzero(np.diff(unit, prepend=-1))
    best = np.repeat(np.maximum.reduceat(steps, firsts), np.diff(np.append(firsts, len(unit))))
    below = np.minimum(best - steps, 16 * STEPS)
    table = np.maximum(1, np.floor(MAX_WEIGHT * 2.0 ** (-np.arange(16 * STEPS + 1) / STEPS))).astype(np.int64)
    return table[below]


def teach(rows: Rows, learned: Learned) -> Rows:
    """The rows with what was learned: chances of the candidates, and how readily units are swapped."""
    names = learned.units.take(pa.array(learned.unit))
    rows = _add_units(rows, pc.unique(names))
    rows = _add_candidates(rows, pc.unique(learned.candidate))
    unit = np.asarray(pc.index_in(names, value_set=rows.units).to_numpy(), np.int64)
    candidate = np.asarray(pc.index_in(learned.candidate, value_set=rows.candidates).to_numpy(), np.int64)
    rows, times = _add_rows(rows, unit, candidate, learned.times)
    taught = np.zeros(len(rows.units), bool)
    taught[unit] = True
    at = np.flatnonzero(taught[rows.unit])
    of = rows.unit[at]
    model = rows.weight[at] / np.bincount(of, rows.weight[at], minlength=len(taught))[of]
    seen = np.bincount(of, times[at], minlength=len(taught))[of]
    steps = np.round(np.log2(shrink(times[at], seen, model, CHOICE_STRENGTH)) * STEPS).astype(np.int64)
    weight = rows.weight.astype(np.int64)
    weight[at] = to_weights(steps, of)
    return replace(
        rows,
        weight=weight,
        sources=np.where(times > 0, rows.sources | LEARNED_BIT, rows.sources),
        source=np.where(times > 0, SOURCES.index("learned"), rows.source),
        propensity=learn_habits(rows, learned),
    )


def learn_habits(rows: Rows, learned: Learned) -> Array:
    """float64 [u]: chance of a swap: the compiled propensities, set to the sample's level and drawn to its counts."""
    unit = np.asarray(pc.fill_null(pc.index_in(learned.units, value_set=rows.units), -1).to_numpy(), np.int64)
    known = np.flatnonzero(unit >= 0)
    unit, seen, swapped = unit[known], learned.seen[known], learned.swapped[known]
    chance = np.minimum(1, rows.propensity * swapped.sum() / max(1e-9, (rows.propensity[unit] * seen).sum()))
    chance[unit] = shrink(swapped, seen, chance[unit], HABIT_STRENGTH)
    return chance


def _add_units(rows: Rows, units: pa.StringArray) -> Rows:
    """The rows over more units; those that are new have no rows yet."""
    new = units.filter(pc.invert(pc.is_in(units, value_set=rows.units)))
    every = pa.concat_arrays([rows.units, new])
    order = pc.array_sort_indices(every.cast(pa.binary())).to_numpy().astype(np.int64)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    propensity = np.append(rows.propensity, np.full(len(new), np.median(rows.propensity)))
    return replace(rows, units=every.take(pa.array(order)), propensity=propensity[order], unit=rank[rows.unit])


def _add_candidates(rows: Rows, candidates: pa.StringArray) -> Rows:
    new = candidates.filter(pc.invert(pc.is_in(candidates, value_set=rows.candidates)))
    return replace(rows, candidates=pa.concat_arrays([rows.candidates, new]))


def _add_rows(rows: Rows, unit: Ints, candidate: Ints, times: Ints) -> tuple[Rows, Ints]:
    """The rows with those of (unit, candidate) that are not there yet, grouped by unit; and how often each was seen."""
    n_candidates = len(rows.candidates)
    taught = np.zeros(len(rows.units), bool)
    taught[unit] = True
    at = np.flatnonzero(taught[rows.unit])
    there = rows.unit[at].astype(np.int64) * n_candidates + rows.candidate[at]
    order = np.argsort(there)
    wanted = unit * n_candidates + candidate
    place = np.minimum(np.searchsorted(there[order], wanted), max(0, len(there) - 1))
    found = there[order][place] == wanted if len(there) else np.zeros(len(wanted), bool)
    counts = np.zeros(len(rows.unit), np.int64)
    counts[at[order[place[found]]]] = times[found]
    new = ~found
    is_phrase = pc.match_substring(rows.units, " ").to_numpy(zero_copy_only=False)[unit[new]]
    columns = {
        "unit": unit[new],
        "candidate": candidate[new],
        "weight": np.ones(new.sum(), np.int64),
        "source": np.full(new.sum(), SOURCES.index("learned")),
        "kind": np.where(is_phrase, KINDS.index("phrase"), KINDS.index("word")),
        "sources": np.full(new.sum(), LEARNED_BIT),
        "zipf": np.zeros(new.sum(), np.int64),
        "agrees": np.zeros(new.sum(), bool),
    }
    joined = {name: np.append(getattr(rows, name), values) for name, values in columns.items()}
    by_unit = np.argsort(joined["unit"], kind="stable")
    rows = replace(rows, **{name: values[by_unit] for name, values in joined.items()})
    return rows, np.append(counts, times[new])[by_unit]
