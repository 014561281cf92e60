"""Find every occurrence of a unit in the originals, kept or swapped."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pyarrow as pa

from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.engine.phrases import build_phrases, find_words
from pipelines.engine.units import find_units
from pipelines.learn.align import Swap
from pipelines.learn.known import Known
from pipelines.learn.pairs import REPEATED, AlignedPair
from pipelines.lexicon.build.compile import ENDS_IN_ARTICLE

# Greatest length in the table, in words: longer replacements are parts of sentences, which no spinner stores.
MAX_WORDS = 4
# The rule of the compiled lexicon. Here such a candidate comes from a spinner that put an article in behind the unit.
ENDS = re.compile(ENDS_IN_ARTICLE)


@dataclass(frozen=True)
class Occurrences:
    """o occurrences of units in the originals, sorted by pair and place.

    units, candidates  distinct texts
    pair, first        int64 [o]: index of the pair; index of the first word
    n_words            int64 [o]
    unit               int64 [o]: index into units
    candidate          int64 [o]: index into candidates, or -1 for a kept unit
    is_name            bool [o]: any of its words is name-like
    dropped            number of swaps excluded, by reason
    """

    units: tuple[str, ...]
    candidates: tuple[str, ...]
    pair: Ints
    first: Ints
    n_words: Ints
    unit: Ints
    candidate: Ints
    is_name: Bools
    dropped: Counter[str]

    @cached_property
    def index(self) -> dict[str, int]:
        """Candidate -> its index."""
        return {candidate: number for number, candidate in enumerate(self.candidates)}

    @property
    def is_swapped(self) -> Bools:
        """Bool [o]"""
        return np.asarray(self.candidate >= 0)

    def where(self, mask: Bools) -> "Occurrences":
        """Return the occurrences of a mask."""
        names = ("pair", "first", "n_words", "unit", "candidate", "is_name")
        return replace(self, **{name: getattr(self, name)[mask] for name in names})


def find_occurrences(aligned: Sequence[AlignedPair], known: Known) -> Occurrences:
    """Find the units of the lexicon and all swapped units, with the engine's rule: longest phrases first.

    If the spinner swapped another unit than the engine matches there, the spinner's unit counts as swapped. The
    engine's unit counts as kept if it was swapped only in part.
    """
    swaps, dropped = select_swaps(aligned, known)
    units = sorted({*known.units, *(swap.unit for own in swaps for swap in own)})
    index = {unit: number for number, unit in enumerate(units)}
    candidates = sorted({swap.candidate for own in swaps for swap in own})
    candidate_index = {candidate: number for number, candidate in enumerate(candidates)}
    matched = _match(aligned, pa.array(units, pa.string()))
    rows = []
    for number, (words, own, places) in enumerate(zip(aligned, swaps, matched, strict=True)):
        all_swaps = words.alignment.swaps
        covered = _cover(len(words.original), all_swaps)
        found = [(swap.first, swap.n_words, index[swap.unit], candidate_index[swap.candidate]) for swap in own]
        found += [
            (first, n_words, unit, -1) for first, n_words, unit in places if _stayed(first, n_words, covered, all_swaps)
        ]
        rows += [
            (number, *place, any(words.original.is_name[place[0] : place[0] + place[1]])) for place in sorted(found)
        ]
    pair, first, n_words, unit, candidate, is_name = np.array(rows, np.int64).reshape(-1, 6).T
    return Occurrences(
        tuple(units), tuple(candidates), pair, first, n_words, unit, candidate, is_name.astype(bool), dropped
    )


def select_swaps(aligned: Sequence[AlignedPair], known: Known) -> tuple[list[list[Swap]], Counter[str]]:
    """Return the swaps of each pair for the table, and the number of excluded swaps by reason.

    Reasons: article (a corrected a or an), too_long, ends_in_article, no_letters, seen_once. A swap joined of parts is
    as certain as the least certain of them.
    """
    pairs: Counter[tuple[str, str]] = Counter()
    for pair in aligned:
        pairs.update({(part.unit, part.candidate) for swap in pair.alignment.swaps for part in swap.parts or (swap,)})
    dropped: Counter[str] = Counter()
    selected: list[list[Swap]] = []
    for pair in aligned:
        selected.append([])
        for swap in pair.alignment.swaps:
            reasons = (why_unsure(part, pairs[part.unit, part.candidate], known) for part in swap.parts or (swap,))
            reason = why_unfit(swap) or next(filter(None, reasons), None)
            if reason:
                dropped[reason] += 1
            else:
                selected[-1].append(swap)
    return selected, dropped


def why_unfit(swap: Swap) -> str | None:
    """Return the reason why no table has such a swap, or None; a table must not quote sentences."""
    if swap.is_article:
        return "article"
    if max(swap.n_words, swap.n_spun) > MAX_WORDS:
        return "too_long"
    return "ends_in_article" if ENDS.search(swap.candidate) and not ENDS.search(swap.unit) else None


def why_unsure(swap: Swap, n_pairs: int, known: Known) -> str | None:
    """Return the reason why a swap that n_pairs pairs have may be an error of the alignment, or None."""
    if swap.candidate in known.lexicon_candidates(swap.unit):
        return None
    if not (_has_letters(swap.unit) and _has_letters(swap.candidate)):
        return "no_letters"
    # Alignment errors are mostly function words.
    is_lexical = known.forms >= {swap.unit, swap.candidate} and not known.function_words & {swap.unit, swap.candidate}
    return None if is_lexical or n_pairs >= REPEATED else "seen_once"


def _has_letters(text: str) -> bool:
    return any(character.isalpha() for character in text) and not any(character.isdigit() for character in text)


def _cover(n_words: int, swaps: Sequence[Swap]) -> Array:
    """int64 [n_words]: index of the swap that contains each word, or -1."""
    covered = np.full(n_words, -1, np.int64)
    for number, swap in enumerate(swaps):
        covered[swap.first : swap.first + swap.n_words] = number
    return covered


def _stayed(first: int, n_words: int, covered: Array, swaps: Sequence[Swap]) -> bool:
    """Return True if the unit at this place was kept, or swapped only in part."""
    touching = {int(number) for number in covered[first : first + n_words]} - {-1}
    return all(
        swap.first >= first and swap.first + swap.n_words <= first + n_words and swap.n_words < n_words
        for swap in (swaps[number] for number in touching)
    )


def _match(aligned: Sequence[AlignedPair], units: pa.StringArray) -> list[list[tuple[int, int, int]]]:
    """Return the units that the engine matches in each original: (first word, number of words, unit)."""
    table = build_phrases(units)
    originals = [pair.original for pair in aligned]
    forms = [words.bare(word) for words in originals for word in range(len(words))]
    words = find_words(table, pa.array(forms, pa.string()))

    def join(name: str) -> Bools:
        return np.frombuffer(b"".join(getattr(words, name) for words in originals), bool)

    found = find_units(
        table,
        words,
        is_allowed=~join("is_fixed"),
        is_short=np.zeros(len(words), bool),
        is_linked=join("is_linked"),
        phrases=True,
    )
    borders = np.cumsum([0, *map(len, originals)])
    cuts = np.searchsorted(found.first, borders)
    triples = zip(
        (found.first - np.repeat(borders[:-1], np.diff(cuts))).tolist(),
        found.n_words.tolist(),
        found.entry.tolist(),
        strict=True,
    )
    every = list(triples)
    return [every[cuts[pair] : cuts[pair + 1]] for pair in range(len(originals))]
