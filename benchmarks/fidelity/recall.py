"""Are the swaps of real pairs among a profile's best candidates?"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from fidelity.swaps import ReadPair
from pipelines.spinners.candidates import list_candidates
from pipelines.spinners.spinner import Spinner

TOP = (5, 20, 100)


@dataclass
class Ranker:
    """Ranks of the candidates that a profile lists, as `spindle candidates` does."""

    spinner: Spinner
    _ranks: dict[str, dict[str, int]] = field(default_factory=dict)

    def rank(self, unit: str, candidate: str) -> int | None:
        """0 for the likeliest candidate; None for what the profile would not put. Hyphens are as good as spaces."""
        if unit not in self._ranks:
            ranks: dict[str, int] = {}
            for rank, (text, _) in enumerate(list_candidates(unit, self.spinner)):
                ranks.setdefault(_bare(text), rank)
            self._ranks[unit] = ranks
        return self._ranks[unit].get(_bare(candidate))


def _bare(text: str) -> str:
    return text.replace("-", " ")


@dataclass(frozen=True)
class Recall:
    """How many swaps there are, and how many of them are among the first of TOP."""

    n: int = 0
    hits: tuple[int, ...] = (0,) * len(TOP)

    def __add__(self, other: "Recall") -> "Recall":
        return Recall(self.n + other.n, tuple(a + b for a, b in zip(self.hits, other.hits, strict=True)))

    @property
    def shares(self) -> list[float]:
        """For each of TOP; nan without swaps."""
        return [hits / self.n if self.n else float("nan") for hits in self.hits]


def measure_recall(pairs: Iterable[ReadPair], ranker: Ranker) -> Recall:
    """Every swap counts, as often as it comes."""
    total = Recall()
    for pair in pairs:
        for swap in pair.swaps:
            rank = ranker.rank(swap.unit, swap.candidate)
            total += Recall(1, tuple(int(rank is not None and rank < top) for top in TOP))
    return total
