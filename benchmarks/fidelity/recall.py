"""Are the swaps of real pairs among a profile's best candidates?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from fidelity.swaps import ReadPair
from pipelines.candidates import list_candidates
from pipelines.spinner import Spinner

TOP = (5, 20, 100)


@dataclass
class Ranker:
    """Ranks of candidates under several spinners, each of which writes as much of the text as another."""

    spinners: Sequence[Spinner]
    _ranks: dict[str, dict[str, int]] = field(default_factory=dict)

    def rank(self, unit: str, candidate: str) -> int | None:
        """0 for the likeliest candidate; None for what no spinner would put."""
        if unit not in self._ranks:
            self._ranks[unit] = self._rank_all(unit)
        return self._ranks[unit].get(candidate)

    def _rank_all(self, unit: str) -> dict[str, int]:
        if len(self.spinners) == 1:  # as `spindle candidates` lists them
            listed = [text for text, _ in list_candidates(unit, self.spinners[0])]
        else:
            shares: dict[str, float] = {}
            for spinner in self.spinners:
                for text, share in list_candidates(unit, spinner):
                    shares[text] = shares.get(text, 0) + share
            listed = sorted(shares, key=lambda text: (-shares[text], text))
        ranks: dict[str, int] = {}
        for rank, text in enumerate(listed):
            ranks.setdefault(text.replace("-", " "), rank)
            ranks[text] = min(rank, ranks.get(text, rank))
        return ranks


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
