"""The lexicon: units and their weighted candidates, as arrays that the engine gathers from."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.engine.indefinite import INDEFINITE, A
from pipelines.engine.inventory import Inventory
from pipelines.engine.origins import bits_of_sets
from pipelines.engine.phrases import PhraseTable
from pipelines.engine.taste import CANDIDATE, UNIT, Marks, marks_of

# The fields of a packed row, 64 bits: all that its level depends on.
PACKED_ROW = np.dtype([("origin_set", np.uint16), ("steps", np.uint8), ("zipf", np.uint8), ("mark", np.uint32)])

# Steps of one zipf in the column of that name: twenty for each factor of ten.
ZIPF_STEPS = 20


@dataclass(frozen=True)
class Lexicon:
    """u units with r candidates; the candidates of unit i are rows offsets[i] : offsets[i + 1].

    inventory       the texts, shared with other lexicons: some of its units are this lexicon's
    unit_ids        int32 [u]: the inventory's number of each unit
    offsets         int64 [u + 1]
    candidate       int32 [r]: the inventory's number of the candidate
    candidate_numbers  int32 [t]: numbers of the inventory's candidates that tastes are hashed from, the same whatever
                    lexicons share the inventory; -1 for those without rows
    weight          uint16 [r], 1 or more
    origin, kind    dictionary<string> [r]
    is_homograph    bool [u]: a candidate of the unit is of kind `homograph`
    fingerprint     hash of the content
    origin_set_ids  int16 [r]: number of the row's set of origins
    origin_sets     uint16 [o]: the distinct sets of origins, a bit for each origin
    propensities    float32 [h, u]: weights of the unit's slots when a text draws the slots to swap, by h habits; above
                    0 in the first row, the lexicon's own; 0: never swapped
    zipf            uint8 [r]: frequency of the row's candidate, ZIPF_STEPS * log10 of occurrences in a billion words
    """

    inventory: Inventory
    unit_ids: Array
    offsets: Ints
    candidate: Array
    candidate_numbers: Array
    weight: Array
    origin: pa.DictionaryArray
    kind: pa.DictionaryArray
    is_homograph: Bools
    fingerprint: str
    origin_set_ids: Array
    origin_sets: Array
    propensities: Array
    zipf: Array

    @cached_property
    def units(self) -> pa.StringArray:
        """String [u]: in the order of their bytes."""
        return self.inventory.units.take(pa.array(self.unit_ids))

    @property
    def texts(self) -> pa.StringArray:
        """String [N_CASINGS * t]: the inventory's candidates in each casing, see `casings`."""
        return self.inventory.texts

    @property
    def n_texts(self) -> int:
        """The number t of distinct candidates."""
        return len(self.inventory.candidates)

    @property
    def propensity(self) -> Array:
        """float32 [u]: above 0; that of the lexicon's own habit."""
        return np.asarray(self.propensities[0])

    def indefinite_candidates(self, codes: Array) -> Ints:
        """int64 [p]: the candidate of each code A or AN; the last two candidates are these articles."""
        return self.n_texts - len(INDEFINITE) + codes.astype(np.int64) - A

    def _numbers(self) -> Array:
        """int32 [m + 1]: the number of each of the inventory's units, or -1; -1 at the end."""
        numbers = np.full(len(self.inventory.units) + 1, -1, np.int32)
        numbers[self.unit_ids] = np.arange(len(self.unit_ids))
        return numbers

    # Only some texts and rules need the following, so they are computed at first use.
    @cached_property
    def phrases(self) -> PhraseTable:
        """The units as a table to match."""
        return self.inventory.phrases.renumber(self._numbers())

    @cached_property
    def candidate_units(self) -> Array:
        """int32 [t]: the unit with the same text as the candidate, or -1."""
        return self._numbers()[self.inventory.candidate_units]

    @property
    def steps(self) -> Array:
        """int16 [r]: log2 of the weight relative to the unit's best, in eighths of an octave; 0 or below."""
        return _steps(self.weight, self.offsets)

    @cached_property
    def packed_rows(self) -> Array:
        """uint64 [r]: all of a row that its level in a text depends on, to be fetched from memory at once.

        To be viewed as PACKED_ROW: steps below the unit's best, and the candidate's mark, see `taste`.
        """
        packed = np.empty(len(self.candidate), PACKED_ROW)
        packed["origin_set"], packed["steps"], packed["zipf"] = self.origin_set_ids, -self.steps, self.zipf
        packed["mark"] = marks_of(self.candidate_numbers, CANDIDATE)[self.candidate]
        return packed.view(np.uint64)

    @cached_property
    def unit_marks(self) -> Marks:
        """uint32 [u]: the marks of the units, see `taste`."""
        return marks_of(np.arange(len(self.unit_ids)), UNIT)

    @cached_property
    def _by_top(self) -> dict[tuple[str, int], Array]:
        return {}

    def weights_of_units(self, top: int) -> Array:
        """uint32 [u]: the sum of the weights of each unit's best `top` rows."""
        if ("weights", top) not in self._by_top:
            until = np.append(0, np.cumsum(self.weight, dtype=np.int64))
            ends = np.minimum(self.offsets[1:], self.offsets[:-1] + top)
            self._by_top["weights", top] = (until[ends] - until[self.offsets[:-1]]).astype(np.uint32)
        return self._by_top["weights", top]

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


def _steps(weight: Array, offsets: Ints) -> Array:
    if not len(weight):
        return np.zeros(0, np.int16)
    # Logarithms of all 65,535 possible weights: a look-up is faster than a million logarithms.
    steps = 8 * np.log2(np.maximum(np.arange(1 << 16), 1))
    best = np.repeat(steps[np.maximum.reduceat(weight, offsets[:-1])], np.diff(offsets))
    return np.rint(steps[weight] - best).astype(np.int16)


def _sets_of_runs(sets: Ints, starts: Ints, n_sets: int) -> Array:
    """uint64 [runs, ceil(n_sets / 64)]: the sets of each run of rows as bits; -1 stands for none."""
    words = np.zeros((len(starts), -(-n_sets // 64)), np.uint64)
    bit = np.uint64(1) << (sets % 64).astype(np.uint64)
    for word in range(words.shape[1] if len(starts) else 0):
        words[:, word] = np.bitwise_or.reduceat(np.where(sets // 64 == word, bit, np.uint64(0)), starts)
    return words
