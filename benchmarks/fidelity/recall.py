"""Recall: the share of the swaps of real pairs that are among a profile's best candidates."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from fidelity.swaps import ReadPair
from pipelines.spinners.candidates import list_candidates
from pipelines.spinners.spinner import Spinner

TOP = (5, 20, 100)


@dataclass
class Ranker:
    """The ranks of a profile's candidates, in the order of `spindle candidates`."""

    spinner: Spinner
    _ranks: dict[str, dict[str, int]] = field(default_factory=dict)

    def rank(self, unit: str, candidate: str) -> int | None:
        """Return the candidate's rank: 0 for the likeliest, None if it is not listed. Hyphens equal spaces."""
        if unit not in self._ranks:
            ranks: dict[str, int] = {}
            for rank, (text, _) in enumerate(list_candidates(unit, self.spinner)):
                ranks.setdefault(_bare(text), rank)
            self._ranks[unit] = ranks
        return self._ranks[unit].get(_bare(candidate))


def _bare(text: str) -> str:
    return text.replace("-", " ")


@dataclass(frozen=True)
class RecallCounts:
    """Number of swaps, and of those whose candidate is among the first 5, 20 and 100 (TOP)."""

    n: int = 0
    hits: tuple[int, ...] = (0,) * len(TOP)

    def __add__(self, other: "RecallCounts") -> "RecallCounts":
        return RecallCounts(self.n + other.n, tuple(a + b for a, b in zip(self.hits, other.hits, strict=True)))

    @property
    def shares(self) -> list[float]:
        """The recall at each rank of TOP; nan if there are no swaps."""
        return [hits / self.n if self.n else float("nan") for hits in self.hits]


def measure_recall(pairs: Iterable[ReadPair], ranker: Ranker) -> RecallCounts:
    """Count the swaps and hits of all pairs; repeated swaps count each time."""
    total = RecallCounts()
    for pair in pairs:
        for swap in pair.swaps:
            rank = ranker.rank(swap.unit, swap.candidate)
            total += RecallCounts(1, tuple(int(rank is not None and rank < top) for top in TOP))
    return total
