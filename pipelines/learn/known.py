"""Expected swaps: those of the compiled lexicon, and those that the samples repeat."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cache

import numpy as np

from pipelines.engine.buffers import Ints
from pipelines.engine.lexicon import ZIPF_STEPS
from pipelines.lexicon.lists import read_list
from pipelines.lexicon.weigh import LexiconRows

NOTHING: frozenset[str] = frozenset()


class Known:
    """The expected swaps.

    rows   rows of the compiled lexicon
    units  unit -> its index in rows.units
    forms  all units and candidates of the lexicon
    function_words  function words, such as "of" and "the"
    zipf   candidate of the lexicon -> log10 of its occurrences in a billion words
    seen   unit -> candidates that the samples repeat
    """

    def __init__(self, rows: LexiconRows, seen: Mapping[str, AbstractSet[str]] | None = None) -> None:
        self.rows = rows
        self.seen = seen or {}
        self.units = {unit: index for index, unit in enumerate(rows.units.to_pylist())}
        candidates = rows.candidates.to_pylist()
        self.forms = frozenset([*self.units, *candidates])
        self.offsets = np.searchsorted(rows.unit, np.arange(len(self.units) + 1))
        self._candidates = candidates
        self.function_words = frozenset(read_list("function_words").to_pylist())
        self.lexicon_candidates = cache(self._find_candidates)
        frequency = np.zeros(len(candidates))
        frequency[rows.candidate] = rows.zipf / ZIPF_STEPS
        self.zipf = dict(zip(candidates, frequency.tolist(), strict=True))

    def also(self, seen: Mapping[str, AbstractSet[str]]) -> "Known":
        """Return the same lexicon with these swaps as `seen`."""
        other = object.__new__(Known)
        other.__dict__ |= self.__dict__ | {"seen": seen}
        return other

    def has(self, unit: str, candidate: str) -> bool:
        return candidate in self.seen.get(unit, NOTHING) or candidate in self.lexicon_candidates(unit)

    def candidates(self, unit: str) -> AbstractSet[str]:
        """All expected candidates of the unit."""
        return self.seen.get(unit, NOTHING) | self.lexicon_candidates(unit)

    def rows_of(self, unit: str) -> Ints:
        """The numbers of the unit's rows; empty for an unknown unit."""
        index = self.units.get(unit)
        return np.arange(0) if index is None else np.arange(self.offsets[index], self.offsets[index + 1])

    def texts_of(self, rows: Ints) -> list[str]:
        """The candidates of the rows."""
        return [self._candidates[candidate] for candidate in self.rows.candidate[rows].tolist()]

    def _find_candidates(self, unit: str) -> frozenset[str]:
        found = self.texts_of(self.rows_of(unit))
        return frozenset([*found, *(text.replace("-", " ") for text in found if "-" in text)])
