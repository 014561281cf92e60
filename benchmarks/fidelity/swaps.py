"""The swaps of real pairs, found by two alignments.

`plain` uses no lexicon: difflib finds the stretches that differ. A stretch with the same number of words on both sides
is read as one swap per word, any other as a single swap. `learner` is the alignment of `spindle learn`, which prefers
swaps of the lexicon: it finds more plausible units, but favours the lexicon in measurements.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from fidelity.samples import Row
from pipelines.learn.align import spun_text
from pipelines.learn.known import Known
from pipelines.learn.pairs import align_pairs
from pipelines.learn.samples import Pair
from pipelines.learn.text_words import TextWords, read_words
from pipelines.lexicon.load import read_lexicon
from pipelines.lexicon.weigh import LexiconRows

ALIGNMENTS = ("plain", "learner")


@dataclass(frozen=True)
class RealSwap:
    """A unit, its replacement, and the number of words of the original that it replaces."""

    unit: str
    candidate: str
    n_words: int


@dataclass(frozen=True)
class ReadPair:
    """The swaps of a pair, and the number of words of its original."""

    swaps: tuple[RealSwap, ...]
    n_words: int


@cache
def load_known() -> Known:
    """Load the swaps of the compiled lexicon."""
    return Known(LexiconRows.of(read_lexicon("english")))


def read_pairs(rows: Sequence[Row], alignment: str) -> list[ReadPair]:
    """Return the swaps of each row, found by one of the ALIGNMENTS; a row that cannot be aligned has none."""
    originals, spuns = read_words([row.original for row in rows]), read_words([row.spun for row in rows])
    if alignment == "plain":
        return [
            ReadPair(tuple(plain_swaps(original, spun)), len(original))
            for original, spun in zip(originals, spuns, strict=True)
        ]
    # One by one, so that swaps repeated in other rows do not influence the alignment.
    known = load_known()
    return [
        ReadPair(tuple(learner_swaps(row, known)), len(original)) for row, original in zip(rows, originals, strict=True)
    ]


def plain_swaps(original: TextWords, spun: TextWords) -> Iterator[RealSwap]:
    """Yield the stretches that differ as swaps; words inserted or deleted without a counterpart are not swaps."""
    matcher = SequenceMatcher(None, original.forms, spun.forms, autojunk=False)
    for tag, first, behind, spun_first, spun_behind in matcher.get_opcodes():
        if tag != "replace":
            continue
        if behind - first == spun_behind - spun_first:
            steps = [(first + i, first + i + 1, spun_first + i, spun_first + i + 1) for i in range(behind - first)]
        else:
            steps = [(first, behind, spun_first, spun_behind)]
        for step in steps:
            swap = _read_swap(original, spun, step)
            if is_swap(swap.unit, swap.candidate):
                yield swap


def _read_swap(original: TextWords, spun: TextWords, step: tuple[int, int, int, int]) -> RealSwap:
    first, behind, spun_first, spun_behind = step
    unit = " ".join(original.forms[first:behind])
    candidate = spun_text(spun, spun_first, spun_behind, clitic=True) or " ".join(spun.forms[spun_first:spun_behind])
    if original.has_clitic(behind - 1) and spun.has_clitic(spun_behind - 1):
        unit, candidate = unit.removesuffix("'s"), candidate.removesuffix("'s")
    return RealSwap(unit, candidate, behind - first)


def learner_swaps(row: Row, known: Known) -> Iterator[RealSwap]:
    """Yield the swaps that `spindle learn` finds."""
    aligned, _ = align_pairs([Pair(row.original, row.spun)], known)
    for pair in aligned:
        for swap in pair.alignment.swaps:
            if is_swap(swap.unit, swap.candidate):
                yield RealSwap(swap.unit, swap.candidate, swap.n_words)


def is_swap(unit: str, candidate: str) -> bool:
    """Return False for a corrected article and for a change of only spaces, hyphens or digits.

    >>> is_swap("a", "an"), is_swap("e-mail", "e mail"), is_swap("1", "2"), is_swap("two", "2")
    (False, False, False, True)
    """
    if {unit, candidate} == {"a", "an"} or _bare(unit) == _bare(candidate):
        return False
    return any(character.isalpha() for character in unit + candidate)


def _bare(text: str) -> str:
    return text.replace(" ", "").replace("-", "")
