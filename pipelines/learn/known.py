"""What is known of swaps before a pair is aligned: the compiled lexicon's, and those that the samples repeat."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cache

import numpy as np

from pipelines.lexicon.assemble import ZIPF_STEPS, Rows

NOTHING: frozenset[str] = frozenset()


class Known:
    """Swaps that may be expected.

    rows   of the compiled lexicon
    units  form -> its index in rows.units
    forms  all words and phrases of the lexicon, units and candidates
    seen   unit -> candidates that the samples have often enough
    """

    def __init__(self, rows: Rows, seen: Mapping[str, AbstractSet[str]] | None = None) -> None:
        self.rows = rows
        self.seen = seen or {}
        self.units = {unit: index for index, unit in enumerate(rows.units.to_pylist())}
        candidates = rows.candidates.to_pylist()
        self.forms = frozenset([*self.units, *candidates])
        self.offsets = np.searchsorted(rows.unit, np.arange(len(self.units) + 1))
        self._candidates = candidates
        self.lexicon_candidates = cache(self._find_candidates)

    def also(self, seen: Mapping[str, AbstractSet[str]]) -> "Known":
        """The same lexicon with other swaps of samples."""
        other = object.__new__(Known)
        other.__dict__ |= self.__dict__ | {"seen": seen}
        return other

    def has(self, unit: str, candidate: str) -> bool:
        return candidate in self.seen.get(unit, NOTHING) or candidate in self.lexicon_candidates(unit)

    def _find_candidates(self, unit: str) -> frozenset[str]:
        index = self.units.get(unit)
        if index is None:
            return NOTHING
        rows = slice(self.offsets[index], self.offsets[index + 1])
        found = [self._candidates[candidate] for candidate in self.rows.candidate[rows].tolist()]
        return frozenset([*found, *(text.replace("-", " ") for text in found if "-" in text)])

    def zipf(self) -> dict[str, float]:
        """How frequent the lexicon's candidates are: log10 of occurrences in a billion words."""
        candidates = [self._candidates[index] for index in self.rows.candidate.tolist()]
        return dict(zip(candidates, (self.rows.zipf / ZIPF_STEPS).tolist(), strict=True))
