"""What a spinner makes of names, quotations, hyphens, numbers, articles, capitals and its own swaps.

Each is measured against what it does elsewhere: a value of 1 says that it makes no difference.
"""

from collections.abc import Iterable

import numpy as np

from pipelines.engine.buffers import Array
from pipelines.learn.align import Swap
from pipelines.learn.estimate import Estimate, estimate, ratio
from pipelines.learn.known import Known
from pipelines.learn.occurrences import Occurrences, is_article
from pipelines.learn.pairs import AlignedPair
from pipelines.lexicon.habits import HABIT_STRENGTH
from pipelines.lexicon.learned import shrink

ARTICLES = {"a", "an"}
VOWELS = tuple("aeiou")


def measure_marks(aligned: list[AlignedPair], occurrences: Occurrences, known: Known) -> dict[str, Estimate]:
    """Name -> estimate.

    names       swaps of name-like words that the lexicon has, against those of the same words elsewhere
    quotations, hyphenated  swapped words there, against what the rate would be; n is that
    digits      share of the numbers in digits that are swapped
    to_digits   share of the numbers in words that become digits
    mended      share of the a and an before a swap that were mended, of those that had to be
    capitals    share of the capitals of replaced words, names apart, that their replacement has too
    again       share of the swaps to phrases that a later pass hit again, in a part
    """
    n_pairs = len(aligned)
    words = np.array([_count_words(pair) for pair in aligned], np.float64).reshape(n_pairs, 6)
    rate = words[:, 1].sum() / words[:, 0].sum()
    mended, capitals, again = (
        np.array([_add(count(pair, swap) for swap in pair.alignment.swaps) for pair in aligned], np.float64)
        for count in (_count_mended, _count_capitals, lambda _, swap: count_again(swap, known))
    )
    return {
        "names": estimate(_count_names(occurrences, known, n_pairs), ratio),
        "quotations": estimate(words[:, 2:4] * [1, rate], ratio),
        "hyphenated": estimate(words[:, 4:6] * [1, rate], ratio),
        "digits": estimate(_count_numbers(occurrences, known, n_pairs, in_digits=True), ratio),
        "to_digits": estimate(_count_numbers(occurrences, known, n_pairs, in_digits=False), ratio),
        "mended": estimate(mended, ratio),
        "capitals": estimate(capitals, ratio),
        "again": estimate(again, ratio),
    }


Count = tuple[float, float]


def _add(counts: Iterable[Count]) -> Count:
    totals = list(counts)
    return sum(first for first, _ in totals), sum(second for _, second in totals)


def _count_words(pair: AlignedPair) -> tuple[int, ...]:
    """Words and swapped words: all, those in quotations, those of hyphenated words (these the other way round)."""
    original = pair.original
    swapped = [
        word
        for swap in pair.alignment.swaps
        if not is_article(swap)
        for word in range(swap.first, swap.first + swap.n_words)
    ]
    counts = [len(original), len(swapped)]
    for mask in (original.is_quoted, original.is_hyphenated):
        counts += [sum(mask[word] for word in swapped), sum(mask)]
    return tuple(counts)


def _count_mended(pair: AlignedPair, swap: Swap) -> Count:
    """Does an article stand before the swap that is wrong for the replacement, or was; and was it mended?"""
    if not swap.first or not swap.spun_first or not pair.original.is_linked[swap.first - 1]:
        return 0, 0
    before, after = pair.original.forms[swap.first - 1], pair.spun.forms[swap.spun_first - 1]
    if not {before, after} <= ARTICLES or swap.unit.startswith(VOWELS) == swap.candidate.startswith(VOWELS):
        return 0, 0
    return float(before != after), 1


def _count_capitals(pair: AlignedPair, swap: Swap) -> Count:
    """Had the unit a capital that is not a name's, and has the replacement?"""
    capital = pair.original.data[pair.original.starts[swap.first] :][:1].isupper()
    if not capital or pair.original.is_name[swap.first]:
        return 0, 0
    return float(pair.spun.data[pair.spun.starts[swap.spun_first] :][:1].isupper()), 1


def count_again(swap: Swap, known: Known) -> Count:
    """Is the replacement a phrase that is known, or one in which a word was swapped on (place of job, area of job)?

    A word swapped on cannot be told from a word swapped once, so phrases speak for all.
    """
    phrases = {tuple(phrase.replace("-", " ").split()) for phrase in known.candidates(swap.unit) if " " in phrase}
    words = tuple(swap.candidate.replace("-", " ").split())
    if words in phrases:
        return 0, 1
    hit = any(_is_one_swap(phrase, words, known) for phrase in phrases)
    return float(hit), float(hit)


def _is_one_swap(phrase: tuple[str, ...], words: tuple[str, ...], known: Known) -> bool:
    """Do the words come from the phrase by a known swap of one of its words?"""
    further = len(words) - len(phrase)
    return further >= 0 and any(
        phrase[:place] == words[:place]
        and phrase[place + 1 :] == words[place + 1 + further :]
        and known.has(phrase[place], " ".join(words[place : place + 1 + further]))
        for place in range(len(phrase))
    )


def _count_names(occurrences: Occurrences, known: Known, n_pairs: int) -> Array:
    """float64 [pairs, 2]: swaps of name-like words that are units of the lexicon, and how many there would be else."""
    lexical = np.array([unit in known.units for unit in occurrences.units], bool)
    places = occurrences.where(lexical[occurrences.unit])
    common, names = places.where(~places.is_name), places.where(places.is_name)
    seen, swapped = (
        np.bincount(unit, minlength=len(lexical)) for unit in (common.unit, common.unit[common.is_swapped])
    )
    chance = shrink(swapped, seen, np.full(len(lexical), swapped.sum() / max(1, seen.sum())), HABIT_STRENGTH)
    return np.stack(
        [
            np.bincount(names.pair, names.is_swapped, minlength=n_pairs),
            np.bincount(names.pair, chance[names.unit], minlength=n_pairs),
        ],
        axis=1,
    )


def _count_numbers(occurrences: Occurrences, known: Known, n_pairs: int, *, in_digits: bool) -> Array:
    """float64 [pairs, 2]: numbers that went from digits to words, or the other way, and all that might have."""
    is_number = np.array([_is_number(unit, known, in_digits=in_digits) for unit in occurrences.units], bool)
    went = np.array([text.isdecimal() != in_digits for text in occurrences.candidates], bool)
    places = occurrences.where(is_number[occurrences.unit])
    swapped = places.is_swapped & np.append(went, False)[places.candidate]
    return np.stack([np.bincount(places.pair, mask, minlength=n_pairs) for mask in (swapped, swapped | True)], axis=1)


def _is_number(unit: str, known: Known, *, in_digits: bool) -> bool:
    if in_digits:
        return unit.isdecimal()
    return not unit.isdecimal() and any(candidate.isdecimal() for candidate in known.lexicon_candidates(unit))
