"""Align all pairs in two rounds: swaps that several pairs repeat in the first round are expected in the second.

Then parts of phrases are joined (join.py).

Pairs that are not a text and its spun form are dropped: other texts, back-translations, rewritten sentences.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.errors import InputError
from pipelines.learn.align import Alignment, align_pair, count_in_line
from pipelines.learn.join import join_parts
from pipelines.learn.known import Known
from pipelines.learn.progress import Tell, counted, tell_nobody, within
from pipelines.learn.samples import Pair
from pipelines.learn.text_words import TextWords, read_words

# Fewest pairs to learn from, and smallest share of usable lines.
MIN_PAIRS, MIN_SHARE = 20, 0.3
# Smallest share of words that a spinner keeps in place; the known spinners change at most half of the words.
MIN_SAME = 0.3
# Greatest share of words that both texts have, but not in the same order.
MAX_MOVED = 0.2
# Greatest share of words without a counterpart; noise and alignment errors explain as many.
MAX_LOST = 0.25
# Fewest pairs with the same swap, for the second round to expect it, to see that it is a part of a phrase, and to trust
# it if the lexicon does not have it.
REPEATED = 2
# The same for an inserted or deleted word, read as part of a swap with the word before or behind it.
SUSPECTED = 3


@dataclass(frozen=True)
class AlignedPair:
    """The words of a pair and their alignment."""

    original: TextWords
    spun: TextWords
    alignment: Alignment


def align_pairs(
    pairs: Sequence[Pair], known: Known, tell: Tell = tell_nobody
) -> tuple[list[AlignedPair], Counter[str]]:
    """Return the aligned pairs, and the number of dropped pairs by reason.

    Reasons: few_common_words, reordered, rewritten, identical (only case, spaces or punctuation differ).
    """
    words = list(
        zip(read_words([pair.original for pair in pairs]), read_words([pair.spun for pair in pairs]), strict=True)
    )
    skipped: Counter[str] = Counter()
    alike = []
    for original, spun in counted(words, within(tell, 0, 0.3)):
        reason = why_unlike(original, spun)
        if reason:
            skipped[reason] += 1
        else:
            alike.append((original, spun))
    rounds = within(tell, 0.3, 0.35), within(tell, 0.65, 0.35)
    first = [align_pair(original, spun, known.has) for original, spun in counted(alike, rounds[0])]
    known = known.also(find_repeated(alike, first))
    texts, alignments = [], []
    for original, spun in counted(alike, rounds[1]):
        alignment = align_pair(original, spun, known.has)
        n_lost = sum(max(block[1] - block[0], block[3] - block[2]) for block in alignment.lost)
        if n_lost > MAX_LOST * max(len(original), len(spun)):
            skipped["rewritten"] += 1
        elif not alignment.swaps:
            skipped["identical"] += 1
        else:
            texts.append((original, spun))
            alignments.append(alignment)
    alignments = join_parts(texts, alignments, known, min_pairs=REPEATED)
    return [AlignedPair(*pair, alignment) for pair, alignment in zip(texts, alignments, strict=True)], skipped


def check_enough(n_pairs: int, skipped: Counter[str], *, min_pairs: int = MIN_PAIRS) -> None:
    """Raise InputError for too few pairs; the message has the counts."""
    n_lines = n_pairs + skipped.total()
    if n_pairs >= min_pairs and n_pairs >= MIN_SHARE * n_lines:
        return
    reasons = ", ".join(f"{reason} {number:,}" for reason, number in sorted(skipped.items()))
    wanted = f"{min_pairs} pairs" if n_pairs < min_pairs else f"{MIN_SHARE:.0%} of the rows"
    raise InputError(
        f"expected at least {wanted} to be usable, got {n_pairs:,} of {n_lines:,} (skipped: {reasons or 'none'}): "
        "give rows with the columns original and spun, each a text and its spun form, all by one spinner"
    )


def why_unlike(original: TextWords, spun: TextWords) -> str | None:
    """Return the reason why the texts cannot be a clean text and its variant, or None; compare words only."""
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


def find_repeated(
    words: Sequence[tuple[TextWords, TextWords]], alignments: Sequence[Alignment]
) -> dict[str, frozenset[str]]:
    """Return unit -> candidates that several pairs have, and that are therefore not alignment errors."""
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


def _neighbours(original: TextWords, spun: TextWords, block: tuple[int, int, int, int]) -> Iterator[tuple[str, str]]:
    """Yield the possible swaps of an inserted or deleted word, with the word before it and the word behind it."""
    first, behind, spun_first, spun_behind = block
    if behind - first > 1 or spun_behind - spun_first > 1:
        return
    if first and spun_first:
        yield _text(original, first - 1, behind), _text(spun, spun_first - 1, spun_behind)
    if behind < len(original) and spun_behind < len(spun):
        yield _text(original, first, behind + 1), _text(spun, spun_first, spun_behind + 1)


def _text(words: TextWords, first: int, behind: int) -> str:
    return " ".join(words.forms[first:behind])
