"""Align one pair word by word: find the kept words and the swaps.

Kept words are the longest common subsequence of both texts. Between them, dynamic programming finds the cheapest
reading of the change as swaps: known swaps are cheapest, then one word for one word, then short phrases. The code is
plain Python, about 20 us per word, which is enough for thousands of pairs.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipelines.learn.chunks import cut_chunks, longest_rise
from pipelines.learn.text_words import TextWords

# Greatest length of units and replacements, in words.
UNIT_WORDS, CANDIDATE_WORDS = 4, 5
# Costs, in this order: a known swap; each changed word; each additional or missing word; a phrase for a phrase; a
# common first or last word, because a shorter swap would be enough; a difference only in 's, which is not part of a
# swap; a word without a counterpart; a discount for two words with the same stem.
KNOWN, WORD, FURTHER, PHRASES, SHARED, CLITIC, LOST, STEM = 0.4, 1.0, 0.45, 0.15, 0.3, 0.5, 1.3, -0.15
STEM_LETTERS = 4
# Greatest change in the number of words by a swap.
MAX_FURTHER = 3
# A larger changed stretch (words of one side times words of the other) was rewritten, not spun.
MAX_BLOCK = 3_600
# Most pairs of equal words in a chunk, and for each word of it: 1,000 words of news have some 12,000. Texts that repeat
# a few words without end would take quadratic time and memory.
MAX_SAME, SAME_WORDS = 10_000, 50

IsKnown = Callable[[str, str], bool]
# Half-open spans of words: of the original, of the spun text.
Block = tuple[int, int, int, int]


@dataclass(frozen=True)
class Swap:
    """A unit and its replacement.

    first, n_words       words of the original
    spun_first, n_spun   words of the spun text
    parts                the swaps that `join_parts` made it of; else empty
    """

    first: int
    n_words: int
    spun_first: int
    n_spun: int
    unit: str
    candidate: str
    parts: tuple["Swap", ...] = ()

    @property
    def is_article(self) -> bool:
        """True for a corrected a or an, which is not a swap."""
        return {self.unit, self.candidate} == {"a", "an"}


@dataclass(frozen=True)
class Alignment:
    """The swaps in order, and the changed stretches that are none (lost)."""

    swaps: tuple[Swap, ...]
    lost: tuple[Block, ...]


def align_pair(original: TextWords, spun: TextWords, is_known: IsKnown) -> Alignment:
    """Align two texts; is_known(unit, candidate) is true for expected swaps."""
    swaps, lost = [], []
    for block in find_blocks(original.forms, spun.forms):
        for step in _read_block(original.forms, spun.forms, block, is_known):
            swap = read_swap(original, spun, step, is_known)
            if swap is None:
                lost.append(step)
            else:
                swaps.append(swap)
    return Alignment(tuple(swaps), tuple(lost))


def count_in_line(original: TextWords, spun: TextWords) -> int:
    """Return the length of the longest common subsequence of words."""
    return len(original) - sum(step[1] - step[0] for step in _differences(original.forms, spun.forms))


def find_blocks(original: Sequence[str], spun: Sequence[str]) -> Iterator[Block]:
    """Yield the stretches that differ; if one side is longer, include the neighbours that may belong to them."""
    last: list[int] | None = None
    for first, behind, spun_first, spun_behind in _differences(original, spun):
        around = int(behind - first != spun_behind - spun_first)
        block = [
            max(0, first - around),
            min(len(original), behind + around),
            max(0, spun_first - around),
            min(len(spun), spun_behind + around),
        ]
        if last is not None and (block[0] < last[1] or block[2] < last[3]):
            last[1], last[3] = block[1], block[3]
            continue
        if last is not None:
            yield last[0], last[1], last[2], last[3]
        last = block
    if last is not None:
        yield last[0], last[1], last[2], last[3]


def _differences(original: Sequence[str], spun: Sequence[str]) -> Iterator[Block]:
    """Yield the stretches between the words of the longest common subsequence (Hunt and Szymanski 1977).

    Of a chunk with too many pairs of equal words, only the first and the last words are compared.
    """
    for first, behind, spun_first, spun_behind in cut_chunks(original, spun):
        places = defaultdict(list)
        for spun_word in reversed(range(spun_first, spun_behind)):  # reversed: the subsequence takes at most one place
            places[spun[spun_word]].append(spun_word)
        n_same = sum(len(places.get(word, ())) for word in original[first:behind])
        if n_same > max(MAX_SAME, SAME_WORDS * max(behind - first, spun_behind - spun_first)):
            yield from _trim(original, spun, (first, behind, spun_first, spun_behind))
            continue
        same = [(word, place) for word in range(first, behind) for place in places.get(original[word], ())]
        word, spun_word = first, spun_first
        for stayed, spun_stayed in [*longest_rise(same), (behind, spun_behind)]:
            if stayed > word or spun_stayed > spun_word:
                yield word, stayed, spun_word, spun_stayed
            word, spun_word = stayed + 1, spun_stayed + 1


def _trim(original: Sequence[str], spun: Sequence[str], block: Block) -> Iterator[Block]:
    """Yield a stretch without the words that both sides begin and end with; nothing if they are equal."""
    first, behind, spun_first, spun_behind = block
    while first < behind and spun_first < spun_behind and original[first] == spun[spun_first]:
        first, spun_first = first + 1, spun_first + 1
    while first < behind and spun_first < spun_behind and original[behind - 1] == spun[spun_behind - 1]:
        behind, spun_behind = behind - 1, spun_behind - 1
    if first < behind or spun_first < spun_behind:
        yield first, behind, spun_first, spun_behind


def _read_block(original: Sequence[str], spun: Sequence[str], block: Block, is_known: IsKnown) -> Iterator[Block]:
    """Yield the steps of the cheapest reading of a block, without kept words."""
    first, behind, spun_first, spun_behind = block
    if (behind - first) * (spun_behind - spun_first) > MAX_BLOCK:
        yield block
        return
    ways = _find_ways(original[first:behind], spun[spun_first:spun_behind], is_known)
    steps = []
    i, j = behind - first, spun_behind - spun_first
    while i or j:
        before = ways[i, j]
        steps.append((first + before[0], first + i, spun_first + before[1], spun_first + j))
        i, j = before
    for step in reversed(steps):
        if "".join(original[step[0] : step[1]]) != "".join(spun[step[2] : step[3]]):
            yield step


def _find_ways(left: Sequence[str], right: Sequence[str], is_known: IsKnown) -> dict[tuple[int, int], tuple[int, int]]:
    """Return (number of words of left, of right) -> the predecessor on the cheapest path."""
    costs = {(0, 0): 0.0}
    ways: dict[tuple[int, int], tuple[int, int]] = {}

    def offer(i: int, j: int, cost: float, before: tuple[int, int]) -> None:
        if cost < costs.get((i, j), float("inf")) - 1e-9:
            costs[i, j], ways[i, j] = cost, before

    for i in range(len(left) + 1):
        for j in range(len(right) + 1):
            here = costs[i, j]
            for p in range(1, min(UNIT_WORDS, len(left) - i) + 1):
                for q in range(1, min(CANDIDATE_WORDS, len(right) - j) + 1):
                    cost = swap_cost(left[i : i + p], right[j : j + q], is_known)
                    offer(i + p, j + q, here + cost, (i, j))
            if i < len(left):
                offer(i + 1, j, here + LOST, (i, j))
            if j < len(right):
                offer(i, j + 1, here + LOST, (i, j))
    return ways


def swap_cost(unit: Sequence[str], candidate: Sequence[str], is_known: IsKnown) -> float:
    """Return the cost of reading these words as a swap; 0 for equal single words.

    >>> swap_cost(["new"], ["brand", "new"], lambda unit, candidate: True)
    0.4
    """
    if len(unit) == len(candidate) == 1 and unit[0] == candidate[0]:
        return 0.0
    texts = " ".join(unit), " ".join(candidate)
    if is_known(*texts) or (
        texts[0].endswith("'s") and texts[1].endswith("'s") and is_known(texts[0][:-2], texts[1][:-2])
    ):
        return KNOWN + 0.1 * (len(unit) - 1)
    if texts[0].replace(" ", "") == texts[1].replace(" ", ""):  # a lost or inserted space
        return 0.0 if len(unit) == 1 or len(candidate) == 1 else float(len(unit))
    shorter = min(len(unit), len(candidate))
    cost = WORD * shorter + FURTHER * abs(len(unit) - len(candidate)) + PHRASES * (shorter > 1)
    cost += SHARED * (len(unit) > 1 and (unit[0] == candidate[0] or unit[-1] == candidate[-1]))
    same_stem = len(unit) == len(candidate) == 1 and unit[0][:STEM_LETTERS] == candidate[0][:STEM_LETTERS]
    cost += CLITIC * (
        len(unit) == len(candidate) == 1 and unit[0].removesuffix("'s") == candidate[0].removesuffix("'s")
    )
    return cost + STEM * (same_stem and len(unit[0]) >= STEM_LETTERS)


def read_swap(original: TextWords, spun: TextWords, step: Block, is_known: IsKnown) -> Swap | None:
    """Return the swap of a step, or None if no engine could make it."""
    first, behind, spun_first, spun_behind = step
    if first == behind or spun_first == spun_behind or behind - first > UNIT_WORDS:
        return None
    if abs((behind - first) - (spun_behind - spun_first)) > MAX_FURTHER:
        return None
    if not all(original.is_linked[first : behind - 1]) or any(original.is_fixed[first:behind]):
        return None
    both = original.has_clitic(behind - 1) and spun.has_clitic(spun_behind - 1)
    unit = " ".join([*original.forms[first : behind - 1], original.bare(behind - 1)])
    candidate = spun_text(spun, spun_first, spun_behind, clitic=not both)
    if candidate is None or unit.replace(" ", "") == candidate.replace(" ", "").replace("-", ""):
        return None
    if original.has_clitic(behind - 1) and not both and not is_known(unit, candidate):
        return None  # the engine would keep the final 's
    return Swap(first, behind - first, spun_first, spun_behind - spun_first, unit, candidate)


def spun_text(spun: TextWords, first: int, behind: int, *, clitic: bool) -> str | None:
    """Return the words first to behind in lower case; None if anything but spaces and hyphens is between them."""
    text = ""
    for word in range(first, behind):
        if word > first:
            gap = spun.data[spun.ends[word - 1] : spun.starts[word]].decode()
            gap = gap[2:] if spun.has_clitic(word - 1) else gap
            if gap.strip() not in ("", "-"):
                return None
            text += gap.strip() or " "
        text += spun.forms[word]
    return text if clitic else text.removesuffix("'s")
