"""All pairs aligned, in two rounds: what many pairs repeat in the first is expected in the second.

Pairs that are no spinner's work are left out: other texts, translations there and back, rewritten sentences.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.errors import InputError
from pipelines.learn.align import Alignment, align_pair, count_in_line
from pipelines.learn.known import Known
from pipelines.learn.samples import Pair
from pipelines.learn.words import Words, read_words

# Fewer pairs teach nothing; and where so few of the lines are usable, something is wrong with all of them.
MIN_PAIRS, MIN_SHARE = 20, 0.3
# A spinner leaves this share of the words where they are, at least: the densest known touch half of them.
MIN_SAME = 0.3
# In a sentence put in another order this share of the words is in both texts, but not in line.
MAX_MOVED = 0.2
# A spinner's text has no further words without a counterpart; a share for noise, and for what the aligner misses.
MAX_LOST = 0.25
# Of a swap that the lexicon does not have: in so many pairs it is no accident.
REPEATED = 2
# The same for a word put in or left out, which may belong to the word before or behind it.
SUSPECTED = 3


@dataclass(frozen=True)
class AlignedPair:
    """A pair's words and how they go together."""

    original: Words
    spun: Words
    alignment: Alignment


def align_pairs(pairs: Sequence[Pair], known: Known) -> tuple[list[AlignedPair], Counter[str]]:
    """The pairs that are a spinner's work, aligned, and how many are not, by reason.

    Reasons: few_common_words, reordered, rewritten, identical (only case, spaces or marks differ).
    """
    words = list(
        zip(read_words([pair.original for pair in pairs]), read_words([pair.spun for pair in pairs]), strict=True)
    )
    skipped: Counter[str] = Counter()
    alike = []
    for original, spun in words:
        reason = why_unlike(original, spun)
        if reason:
            skipped[reason] += 1
        else:
            alike.append((original, spun))
    first = [align_pair(original, spun, known.has) for original, spun in alike]
    known = known.also(find_repeated(alike, first))
    aligned = []
    for original, spun in alike:
        alignment = align_pair(original, spun, known.has)
        n_lost = sum(max(block[1] - block[0], block[3] - block[2]) for block in alignment.lost)
        if n_lost > MAX_LOST * max(len(original), len(spun)):
            skipped["rewritten"] += 1
        elif not alignment.swaps:
            skipped["identical"] += 1
        else:
            aligned.append(AlignedPair(original, spun, alignment))
    return aligned, skipped


def check_enough(n_pairs: int, skipped: Counter[str], *, min_pairs: int = MIN_PAIRS) -> None:
    """Raise InputError, with the counts, if too few pairs are left to learn from."""
    n_lines = n_pairs + skipped.total()
    if n_pairs >= min_pairs and n_pairs >= MIN_SHARE * n_lines:
        return
    reasons = ", ".join(f"{reason} {number:,}" for reason, number in sorted(skipped.items()))
    wanted = f"{min_pairs} pairs" if n_pairs < min_pairs else f"{MIN_SHARE:.0%} of the lines"
    raise InputError(
        f"expected at least {wanted} to be usable, got {n_pairs:,} of {n_lines:,} (skipped: {reasons or 'none'}): "
        'give lines of JSON {"original": ..., "spun": ...}, each a text and what one spinner made of it'
    )


def why_unlike(original: Words, spun: Words) -> str | None:
    """Why the two are no text and its spun form, or None; by their words alone, before any alignment."""
    longer = max(len(original), len(spun))
    if not longer:
        return "few_common_words"
    common = (Counter(original.forms) & Counter(spun.forms)).total()
    if common < MIN_SAME * longer:
        return "few_common_words"
    in_line = count_in_line(original, spun)
    if in_line < MIN_SAME * longer or common - in_line > MAX_MOVED * longer:
        return "reordered"
    return None


def find_repeated(words: Sequence[tuple[Words, Words]], alignments: Sequence[Alignment]) -> dict[str, frozenset[str]]:
    """Unit -> candidates that several pairs have, so that they are no accident of the alignment."""
    counts: Counter[tuple[str, str]] = Counter()
    suspects: Counter[tuple[str, str]] = Counter()
    for (original, spun), alignment in zip(words, alignments, strict=True):
        counts.update({(swap.unit, swap.candidate) for swap in alignment.swaps})
        suspects.update({swap for block in alignment.lost for swap in _neighbours(original, spun, block)})
    found: defaultdict[str, set[str]] = defaultdict(set)
    for limit, counter in ((REPEATED, counts), (SUSPECTED, suspects)):
        for (unit, candidate), number in counter.items():
            if number >= limit:
                found[unit].add(candidate)
    return {unit: frozenset(candidates) for unit, candidates in found.items()}


def _neighbours(original: Words, spun: Words, block: tuple[int, int, int, int]) -> Iterator[tuple[str, str]]:
    """What a word put in or left out would be if it belonged to the word before it, or to the one behind it."""
    first, behind, spun_first, spun_behind = block
    if behind - first > 1 or spun_behind - spun_first > 1:
        return
    if first and spun_first:
        yield _text(original, first - 1, behind), _text(spun, spun_first - 1, spun_behind)
    if behind < len(original) and spun_behind < len(spun):
        yield _text(original, first, behind + 1), _text(spun, spun_first, spun_behind + 1)


def _text(words: Words, first: int, behind: int) -> str:
    return " ".join(words.forms[first:behind])
