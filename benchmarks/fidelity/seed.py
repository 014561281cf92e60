"""The share of the seed's swaps that a profile can make; the swaps themselves are not part of the project."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fidelity.recall import Ranker
from fidelity.swaps import ReadPair, RealSwap

NOTE = re.compile(r"\s*\([^)]*\)")


@dataclass(frozen=True)
class SeedSwap:
    """A swap of the seed: guesses of the original, the spinner's replacement, the kind, and the count."""

    guesses: tuple[str, ...]
    candidate: str
    kind: str
    n: int


def read_seed(path: Path) -> list[SeedSwap]:
    """Read the swaps of a file of rows {original_guess, spun, kind, n}."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        SeedSwap(tuple(read_guesses(row["original_guess"])), clean(row["spun"]), row["kind"], int(row["n"]))
        for row in rows
    ]


def read_guesses(text: str) -> list[str]:
    """Return the alternatives, in lower case and without notes in brackets.

    >>> read_guesses("Like (verb)|as")
    ['like', 'as']
    """
    return [clean(guess) for guess in text.split("|") if clean(guess)]


def clean(text: str) -> str:
    return " ".join(NOTE.sub("", text).lower().translate(str.maketrans("’ʼ", "''")).split())  # noqa: RUF001 - these are meant


def can_make(swap: SeedSwap, ranker: Ranker, top: int | None = None) -> bool:
    """Return True if the profile lists the swap, as a whole or in the words that differ.

    top  number of best candidates to search; None searches all
    """
    ranks = [
        ranker.rank(unit, candidate)
        for guess in swap.guesses
        for unit, candidate in dict.fromkeys([(guess, swap.candidate), trim(guess, swap.candidate)])
    ]
    return any(rank is not None and (top is None or rank < top) for rank in ranks)


def trim(unit: str, candidate: str) -> tuple[str, str]:
    """Remove common words at the beginning and end of both texts; each keeps at least one word.

    >>> trim("the old house", "the former house")
    ('old', 'former')
    """
    left, right = unit.split(), candidate.split()
    while len(left) > 1 and len(right) > 1 and left[0] == right[0]:
        left, right = left[1:], right[1:]
    while len(left) > 1 and len(right) > 1 and left[-1] == right[-1]:
        left, right = left[:-1], right[:-1]
    return " ".join(left), " ".join(right)


def count_made(swaps: Sequence[SeedSwap], ranker: Ranker) -> Iterator[tuple[str, int, int, int]]:
    """Yield (kind, swaps, swaps that can be made, swaps among the best 100), for "all" and then for each kind."""
    kinds = dict.fromkeys(swap.kind for swap in swaps)
    for kind in ("all", *sorted(kinds)):
        own = [swap for swap in swaps if kind in ("all", swap.kind)]
        yield (
            kind,
            len(own),
            sum(can_make(swap, ranker) for swap in own),
            sum(can_make(swap, ranker, 100) for swap in own),
        )


def in_pairs(swaps: Sequence[SeedSwap]) -> list[ReadPair]:
    """Return each occurrence of a swap as a separate pair, for the functions that count real pairs."""
    return [
        ReadPair(
            (RealSwap(*trim(swap.guesses[0], swap.candidate), len(trim(swap.guesses[0], swap.candidate)[0].split())),),
            0,
        )
        for swap in swaps
        for _ in range(swap.n)
    ]
