"""The lexicon: units and their weighted candidates, as arrays that the engine gathers from."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Array, Bools, Ints, Texts, run_starts, view_texts
from pipelines.engine.candidate_words import Candidates, CandidateWords, split_candidates
from pipelines.engine.indefinite import INDEFINITE, A
from pipelines.engine.origins import bits_of_sets, number_origin_sets
from pipelines.engine.phrases import PhraseTable, build_phrases
from pipelines.engine.taste import CANDIDATE, UNIT, Marks, marks_of

# The fields of a packed row, 64 bits: all that its level depends on.
PACKED_ROW = np.dtype([("origin_set", np.uint16), ("steps", np.uint8), ("zipf", np.uint8), ("mark", np.uint32)])

# Steps of one zipf in the column of that name: twenty for each factor of ten.
ZIPF_STEPS = 20


@dataclass(frozen=True)
class Lexicon:
    """u units with r candidates; the candidates of unit i are rows offsets[i] : offsets[i + 1].

    units           string [u]
    phrases         the units as a table to match
    propensity      float32 [u]: above 0; the weight of the unit's slots when a text draws the slots to swap
    offsets         int64 [u + 1]
    candidate       int32 [r]: number of the candidate, below t
    texts           string [3 t]: the t distinct candidates in lower case, then capitalised, then in capitals; the last
                    two candidates are `a` and `an`, which replace no unit but correct indefinite articles
    candidates      the first t of `texts`
    cumulative      int64 [r + 1]: running sum of the weights
    origin, kind    dictionary<string> [r]
    is_homograph    bool [u]: a candidate of the unit is of kind `homograph`
    fingerprint     hash of the content
    origin_set_ids  int16 [r]: number of the row's set of origins
    origin_sets     uint16 [o]: the distinct sets of origins, a bit for each origin
    propensities    float32 [h, u]: propensities of h habits; the first row is `propensity`; 0: never swapped
    zipf            uint8 [r]: frequency of the row's candidate, ZIPF_STEPS * log10 of occurrences in a billion words
    """

    units: pa.StringArray
    phrases: PhraseTable
    propensity: Array
    offsets: Ints
    candidate: Array
    texts: pa.StringArray
    candidates: Candidates
    cumulative: Ints
    origin: pa.DictionaryArray
    kind: pa.DictionaryArray
    is_homograph: Bools
    fingerprint: str
    origin_set_ids: Array
    origin_sets: Array
    propensities: Array
    zipf: Array

    @property
    def n_texts(self) -> int:
        """The number t of distinct candidates."""
        return len(self.texts) // 3

    def indefinite_candidates(self, codes: Array) -> Ints:
        """int64 [p]: the candidate of each code A or AN; the last two candidates are these articles."""
        return self.n_texts - len(INDEFINITE) + codes.astype(np.int64) - A

    @cached_property
    def viewed_texts(self) -> Texts:
        """`texts` as bytes."""
        return view_texts(self.texts)

    # Only some rules need the following, so they are computed at first use.
    @cached_property
    def steps(self) -> Array:
        """int16 [r]: log2 of the weight relative to the unit's best, in eighths of an octave; 0 or below."""
        return _steps(np.diff(self.cumulative), self.offsets)

    @cached_property
    def packed_rows(self) -> Array:
        """uint64 [r]: all of a row that its level in a text depends on, to be fetched from memory at once.

        To be viewed as PACKED_ROW: steps below the unit's best, and the candidate's mark, see `taste`.
        """
        packed = np.empty(len(self.candidate), PACKED_ROW)
        packed["origin_set"], packed["steps"], packed["zipf"] = self.origin_set_ids, -self.steps, self.zipf
        packed["mark"] = marks_of(np.arange(self.n_texts), CANDIDATE)[self.candidate]
        return packed.view(np.uint64)

    @cached_property
    def unit_marks(self) -> Marks:
        """uint32 [u]: the marks of the units, see `taste`."""
        return marks_of(np.arange(len(self.units)), UNIT)

    @cached_property
    def _by_top(self) -> dict[tuple[str, int], Array]:
        return {}

    def origins_of_units(self, top: int) -> Array:
        """uint32 [u]: the origins of each unit's best `top` rows as bits, see `origins.bits_of_sets`."""
        if ("origins", top) not in self._by_top:
            bits = np.where(self._ranks() < top, bits_of_sets(self.origin_sets)[self.origin_set_ids], np.uint32(0))
            self._by_top["origins", top] = np.bitwise_or.reduceat(bits, self.offsets[:-1]) if len(bits) else bits
        return self._by_top["origins", top]

    def sets_of_units(self, top: int) -> Array:
        """uint64 [u, ceil(o / 64)]: the sets of origins of each unit's best `top` rows as bits, set i in bit i % 64."""
        if ("sets", top) not in self._by_top:
            sets = np.where(self._ranks() < top, self.origin_set_ids, -1)
            self._by_top["sets", top] = _sets_of_runs(sets, self.offsets[:-1], len(self.origin_sets))
        return self._by_top["sets", top]

    def _ranks(self) -> Ints:
        """int64 [r]: the rank of each row among those of its unit, from 0 on."""
        return np.arange(len(self.candidate)) - np.repeat(self.offsets[:-1], np.diff(self.offsets))

    @cached_property
    def candidate_words(self) -> CandidateWords:
        """The words of each of the t candidates, for later passes over replacements."""
        return split_candidates(self.candidates, self.phrases)

    @cached_property
    def candidate_units(self) -> Ints:
        """int64 [t]: the unit with the same text as the candidate, or -1."""
        found = pc.index_in(self.candidates.texts, value_set=self.units)
        return pc.fill_null(found, -1).to_numpy().astype(np.int64)

    @property
    def needed_indefinite(self) -> Array:
        """int8 [t]: the code of the indefinite article that each candidate needs, see `indefinite`."""
        return self.candidates.needed_indefinite


def index_lexicon(table: pa.Table, fingerprint: str = "", propensities: Array | None = None) -> Lexicon:
    """Build the lexicon from a table of schemas.LEXICON in its sort order.

    propensities  float32 [habits, u]: of other habits, for the units in their order
    Raises ValueError if a candidate is its own unit, a swap without a change, or if a propensity or weight is not above
    0.
    """
    table = table.combine_chunks()
    columns = {name: _only_chunk(table[name]) for name in table.column_names}
    _check(columns)
    unit = columns["unit"].indices.to_numpy()
    offsets = np.append(run_starts(unit), len(unit))
    units = columns["unit"].dictionary.take(pa.array(unit[offsets[:-1]]))
    candidates = pa.concat_arrays([columns["candidate"].dictionary, pa.array(INDEFINITE)])
    propensity = columns["propensity"].to_numpy()[offsets[:-1]]
    origin_sets, origin_set_ids = number_origin_sets(columns.get("origins"), len(unit))
    return Lexicon(
        units=units,
        phrases=build_phrases(units),
        propensity=propensity,
        offsets=offsets,
        candidate=columns["candidate"].indices.to_numpy().astype(np.int32),
        texts=_in_all_casings(candidates),
        candidates=Candidates(candidates),
        cumulative=_running_sum(columns["weight"].to_numpy()),
        origin=columns["origin"],
        kind=columns["kind"],
        is_homograph=np.isin(unit[offsets[:-1]], unit[is_of_kind(columns["kind"], "homograph")]),
        fingerprint=fingerprint,
        origin_set_ids=origin_set_ids,
        origin_sets=origin_sets,
        propensities=_habits(propensity, propensities),
        zipf=_zipf(columns.get("zipf"), len(unit)),
    )


def is_of_kind(kinds: pa.DictionaryArray, kind: str) -> Bools:
    """Bool [r]: the row is of the kind."""
    return np.asarray(kinds.indices.to_numpy() == kinds.dictionary.index(kind).as_py())


def _in_all_casings(candidates: pa.StringArray) -> pa.StringArray:
    """String [3 t]: the candidates as they are, then capitalised, then in capitals."""
    initial = pc.utf8_upper(pc.utf8_slice_codeunits(candidates, 0, 1))
    capitalised = pc.binary_join_element_wise(initial, pc.utf8_slice_codeunits(candidates, 1), "")
    return pa.concat_arrays([candidates, capitalised, pc.utf8_upper(candidates)])


def _zipf(column: pa.Array | None, n_rows: int) -> Array:
    return np.zeros(n_rows, np.uint8) if column is None else column.to_numpy()


def _running_sum(weight: Array) -> Ints:
    total = np.zeros(len(weight) + 1, np.int64)
    # Numbers of another type than the sum are converted first: in the sum, that takes six times as long.
    np.cumsum(weight.astype(np.int64), out=total[1:])
    return total


def _steps(weight: Array, offsets: Ints) -> Array:
    if not len(weight):
        return np.zeros(0, np.int16)
    # Logarithms of all 65,535 possible weights: a look-up is faster than a million logarithms.
    steps = 8 * np.log2(np.maximum(np.arange(1 << 16), 1))
    best = np.repeat(steps[np.maximum.reduceat(weight, offsets[:-1])], np.diff(offsets))
    return np.rint(steps[weight] - best).astype(np.int16)


def _habits(propensity: Array, others: Array | None) -> Array:
    if others is None:
        return propensity[None, :]
    if others.ndim != 2 or others.shape[1] != len(propensity):
        raise ValueError(
            f"expected propensities of the lexicon's {len(propensity):,} units in each row, got shape {others.shape}"
        )
    low = others.min(initial=0)
    if not low >= 0:
        raise ValueError(f"expected every propensity of a habit to be 0 or above, got {low}")
    return np.concatenate([propensity[None, :], others.astype(np.float32)])


def _check(columns: dict[str, pa.Array]) -> None:
    unit, candidate = columns["unit"], columns["candidate"]
    same = pc.fill_null(pc.index_in(unit.dictionary, value_set=candidate.dictionary), -1).to_numpy()
    wrong = np.flatnonzero(same[unit.indices.to_numpy()] == candidate.indices.to_numpy())
    if len(wrong):
        raise ValueError(
            f"expected candidates that differ from their units, got {len(wrong):,} that do not, "
            f"such as {unit[wrong[0]].as_py()!r} in row {wrong[0]:,}: leave them out of the lexicon"
        )
    for name in ("propensity", "weight"):
        low = columns[name].to_numpy().min(initial=1)
        if not low > 0:
            raise ValueError(f"expected every {name} of the lexicon to be above 0, got {low}")


def _sets_of_runs(sets: Ints, starts: Ints, n_sets: int) -> Array:
    """uint64 [runs, ceil(n_sets / 64)]: the sets of each run of rows as bits; -1 stands for none."""
    words = np.zeros((len(starts), -(-n_sets // 64)), np.uint64)
    bit = np.uint64(1) << (sets % 64).astype(np.uint64)
    for word in range(words.shape[1] if len(starts) else 0):
        words[:, word] = np.bitwise_or.reduceat(np.where(sets // 64 == word, bit, np.uint64(0)), starts)
    return words


def _only_chunk(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)
