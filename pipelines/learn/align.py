"""One pair, aligned word by word: what stayed, and what was put for what.

Words that stayed are the longest series that is in both texts in the same order; between them, the cheapest way to read
the change as swaps is found by dynamic programming. Known swaps are cheap, then come one word for one, then short
phrases. Plain Python, some 20 us a word: learning reads thousands of pairs, not millions.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipelines.learn.chunks import cut_chunks, longest_rise
from pipelines.learn.words import Words

# Longest unit and replacement, in words.
UNIT_WORDS, CANDIDATE_WORDS = 4, 5
# Costs: of a known swap; of each word changed; of each word more or less; of two phrases; where the two have a border
# word in common, so that a shorter swap would do; where they differ in an 's alone, which is not theirs then; of a word
# that has no counterpart. Two words of one stem are cheaper.
KNOWN, WORD, FURTHER, PHRASES, SHARED, CLITIC, LOST, STEM = 0.4, 1.0, 0.45, 0.15, 0.3, 0.5, 1.3, -0.15
STEM_LETTERS = 4
# A swap that makes so many words more or less is none.
MAX_FURTHER = 3
# A changed stretch of more words than this (one side times the other) was rewritten, not spun.
MAX_BLOCK = 3_600

IsKnown = Callable[[str, str], bool]
# Half-open spans of words: of the original, of the spun text.
Block = tuple[int, int, int, int]


@dataclass(frozen=True)
class Swap:
    """A unit and what was put for it.

    first, n_words       words of the original
    spun_first, n_spun   words of the spun text
    """

    first: int
    n_words: int
    spun_first: int
    n_spun: int
    unit: str
    candidate: str


@dataclass(frozen=True)
class Alignment:
    """n_same words that stayed, the swaps in order, and the stretches that are neither."""

    n_same: int
    swaps: tuple[Swap, ...]
    lost: tuple[Block, ...]


def align_pair(original: Words, spun: Words, is_known: IsKnown) -> Alignment:
    """Align the two texts; is_known(unit, candidate) says which swaps may be expected."""
    swaps, lost, n_changed = [], [], 0
    for block in find_blocks(original.forms, spun.forms):
        for step in _read_block(original.forms, spun.forms, block, is_known):
            n_changed += step[1] - step[0]
            swap = _read_swap(original, spun, step, is_known)
            if swap is None:
                lost.append(step)
            else:
                swaps.append(swap)
    return Alignment(len(original) - n_changed, tuple(swaps), tuple(lost))


def count_in_line(original: Words, spun: Words) -> int:
    """How many words are in both texts, in the same order."""
    return len(original) - sum(step[1] - step[0] for step in _differences(original.forms, spun.forms))


def find_blocks(original: Sequence[str], spun: Sequence[str]) -> Iterator[Block]:
    """The stretches that differ; where one side is longer, with a neighbour on either side that may be part of it."""
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
    """The stretches between the words of the longest common series (Hunt and Szymanski 1977)."""
    for first, behind, spun_first, spun_behind in cut_chunks(original, spun):
        places = defaultdict(list)
        for spun_word in reversed(range(spun_first, spun_behind)):  # so that the series takes at most one of a word's
            places[spun[spun_word]].append(spun_word)
        same = [(word, place) for word in range(first, behind) for place in places.get(original[word], ())]
        word, spun_word = first, spun_first
        for stayed, spun_stayed in [*longest_rise(same), (behind, spun_behind)]:
            if stayed > word or spun_stayed > spun_word:
                yield word, stayed, spun_word, spun_stayed
            word, spun_word = stayed + 1, spun_stayed + 1


def _read_block(original: Sequence[str], spun: Sequence[str], block: Block, is_known: IsKnown) -> Iterator[Block]:
    """The steps of the cheapest reading of a block, without the words that stayed, if with other spaces."""
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
    """Where the cheapest way to each (words of left, words of right) comes from."""
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
    """How unlikely it is that these words are a swap; 0 for the same words, one by one.

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
    if texts[0].replace(" ", "") == texts[1].replace(" ", ""):  # a space that was lost or put in
        return 0.0 if len(unit) == 1 or len(candidate) == 1 else float(len(unit))
    shorter = min(len(unit), len(candidate))
    cost = WORD * shorter + FURTHER * abs(len(unit) - len(candidate)) + PHRASES * (shorter > 1)
    cost += SHARED * (len(unit) > 1 and (unit[0] == candidate[0] or unit[-1] == candidate[-1]))
    same_stem = len(unit) == len(candidate) == 1 and unit[0][:STEM_LETTERS] == candidate[0][:STEM_LETTERS]
    cost += CLITIC * (
        len(unit) == len(candidate) == 1 and unit[0].removesuffix("'s") == candidate[0].removesuffix("'s")
    )
    return cost + STEM * (same_stem and len(unit[0]) >= STEM_LETTERS)


def _read_swap(original: Words, spun: Words, step: Block, is_known: IsKnown) -> Swap | None:
    """The swap of a step, or None if it is none that an engine could make: see the conditions."""
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
        return None  # the 's would stay in the engine's hands, as it did not here
    return Swap(first, behind - first, spun_first, spun_behind - spun_first, unit, candidate)


def spun_text(spun: Words, first: int, behind: int, *, clitic: bool) -> str | None:
    """The words first to behind as they stand, in lower case; None if more than spaces and hyphens joins them."""
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
