"""Join swaps that are parts of one phrase.

The alignment reads a changed stretch word by word: "searching for" as "trying to find" gives `searching` as "trying",
and `for` as "to find", which no spinner writes elsewhere. A part is known by its company: a function word with a
replacement that the lexicon does not have, and that always stands beside a swap of the same unit.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from pipelines.learn.align import Alignment, Swap, read_swap
from pipelines.learn.known import Known
from pipelines.learn.text_words import TextWords

Texts = tuple[TextWords, TextWords]
# Unit and candidate.
Key = tuple[str, str]
BEFORE, BEHIND = -1, 1


def join_parts(
    texts: Sequence[Texts], alignments: Sequence[Alignment], known: Known, *, min_pairs: int
) -> list[Alignment]:
    """Return the alignments, with each part and the neighbour that it always has as one swap.

    texts      original and spun text of each alignment
    min_pairs  fewest pairs with the swap of a part: a rarer one may have its neighbour by chance
    """
    sides = find_parts(texts, alignments, known, min_pairs=min_pairs)
    return [_join(pair, alignment, sides, known) for pair, alignment in zip(texts, alignments, strict=True)]


def find_parts(
    texts: Sequence[Texts], alignments: Sequence[Alignment], known: Known, *, min_pairs: int
) -> dict[Key, int]:
    """Return the swaps that are parts, and the side of the neighbour that each always has; BEFORE if it has both."""
    pairs = Counter(key for alignment in alignments for key in {_key(swap) for swap in alignment.swaps})
    company: dict[Key, set[tuple[int, str]]] = {}
    for pair, alignment in zip(texts, alignments, strict=True):
        for number, swap in enumerate(alignment.swaps):
            key = _key(swap)
            is_strange = swap.unit in known.function_words and swap.candidate not in known.lexicon_candidates(swap.unit)
            if is_strange and not swap.is_article and pairs[key] >= min_pairs:
                beside = set(_neighbours(pair, alignment.swaps, number, known))
                company[key] = company.get(key, beside) & beside
    return {key: min(neighbours)[0] for key, neighbours in company.items() if neighbours}


def _neighbours(pair: Texts, swaps: Sequence[Swap], number: int, known: Known) -> Iterator[tuple[int, str]]:
    """Yield side and unit of the swaps that make a phrase with this one."""
    for side in (BEFORE, BEHIND):
        other, first = number + side, min(number, number + side)
        if 0 <= other < len(swaps) and _make_one(pair, swaps[first : first + 2], known):
            yield side, swaps[other].unit


def _join(pair: Texts, alignment: Alignment, sides: Mapping[Key, int], known: Known) -> Alignment:
    runs: list[list[Swap]] = []
    for swap in alignment.swaps:
        if runs and (sides.get(_key(swap)) == BEFORE or sides.get(_key(runs[-1][-1])) == BEHIND):
            runs[-1].append(swap)
        else:
            runs.append([swap])
    swaps: list[Swap] = []
    for run in runs:
        joined = _make_one(pair, run, known) if len(run) > 1 else None
        swaps += [joined] if joined else run
    return replace(alignment, swaps=tuple(swaps))


def _make_one(pair: Texts, swaps: Sequence[Swap], known: Known) -> Swap | None:
    """Return swaps as one; None if they do not stand side by side, are too long, or one is a corrected a or an."""
    is_row = all(
        (swap.first + swap.n_words, swap.spun_first + swap.n_spun) == (after.first, after.spun_first)
        for swap, after in pairwise(swaps)
    )
    if not is_row or any(swap.is_article for swap in swaps):
        return None
    first, last = swaps[0], swaps[-1]
    step = first.first, last.first + last.n_words, first.spun_first, last.spun_first + last.n_spun
    joined = read_swap(*pair, step, known.has)
    return joined and replace(joined, parts=tuple(swaps))


def _key(swap: Swap) -> Key:
    return swap.unit, swap.candidate
