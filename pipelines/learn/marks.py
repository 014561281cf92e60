"""Measure habits with names, quotations, hyphens, numbers, a and an, capitals, and already swapped words.

Names, quotations and hyphenated words are compared with the spinner's behaviour elsewhere: 1 means no difference.
"""

from collections.abc import Iterable

import numpy as np

from pipelines.engine.buffers import Array
from pipelines.learn.align import Swap
from pipelines.learn.estimate import Estimate, estimate, ratio
from pipelines.learn.known import Known
from pipelines.learn.occurrences import Occurrences
from pipelines.learn.pairs import AlignedPair
from pipelines.lexicon.habits import HABIT_STRENGTH
from pipelines.lexicon.learned import shrink

ARTICLES = {"a", "an"}
VOWELS = tuple("aeiou")


def measure_marks(aligned: list[AlignedPair], occurrences: Occurrences, known: Known) -> dict[str, Estimate]:
    """Return name -> estimate.

    names       swaps of name-like words of the lexicon, divided by the expected number from the same words elsewhere
    quotations, hyphenated  swapped words there, divided by the expected number at the overall rate, which is n
    digits      share of the numbers in digits that become words
    to_digits   share of the numbers in words that become digits
    mended      share of the wrong a and an before a swap that were corrected
    capitals    share of the capitals of replaced words, except names, that the replacement copies
    again       share of the replacements that are phrases and were partly swapped again by a later pass
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
    """Return words and swapped words; then swapped words and words in quotations, and in hyphenated words."""
    original = pair.original
    swapped = [
        word
        for swap in pair.alignment.swaps
        if not swap.is_article
        for word in range(swap.first, swap.first + swap.n_words)
    ]
    counts = [len(original), len(swapped)]
    for mask in (original.is_quoted, original.is_hyphenated):
        counts += [sum(mask[word] for word in swapped), sum(mask)]
    return tuple(counts)


def _count_mended(pair: AlignedPair, swap: Swap) -> Count:
    """Return (corrected, wrong), 0 or 1: the a or an before the swap did not fit the replacement, and was corrected."""
    if not swap.first or not swap.spun_first or not pair.original.is_linked[swap.first - 1]:
        return 0, 0
    before, after = pair.original.forms[swap.first - 1], pair.spun.forms[swap.spun_first - 1]
    if not {before, after} <= ARTICLES or swap.unit.startswith(VOWELS) == swap.candidate.startswith(VOWELS):
        return 0, 0
    return float(before != after), 1


def _count_capitals(pair: AlignedPair, swap: Swap) -> Count:
    """Return (kept, capital), 0 or 1: the unit has a capital without being a name, and the replacement has one too."""
    capital = pair.original.data[pair.original.starts[swap.first] :][:1].isupper()
    if not capital or pair.original.is_name[swap.first]:
        return 0, 0
    return float(pair.spun.data[pair.spun.starts[swap.spun_first] :][:1].isupper()), 1


def count_again(swap: Swap, known: Known) -> Count:
    """Return (again, phrase), 0 or 1: the replacement is a known phrase, or one with a word that was swapped again.

    For example, "place of job" may become "area of job". A single word swapped twice looks like a word swapped once, so
    only phrases are counted.
    """
    phrases = {tuple(phrase.replace("-", " ").split()) for phrase in known.candidates(swap.unit) if " " in phrase}
    words = tuple(swap.candidate.replace("-", " ").split())
    if words in phrases:
        return 0, 1
    hit = any(_is_one_swap(phrase, words, known) for phrase in phrases)
    return float(hit), float(hit)


def _is_one_swap(phrase: tuple[str, ...], words: tuple[str, ...], known: Known) -> bool:
    """True if a known swap of one word turns the phrase into these words."""
    further = len(words) - len(phrase)
    return further >= 0 and any(
        phrase[:place] == words[:place]
        and phrase[place + 1 :] == words[place + 1 + further :]
        and known.has(phrase[place], " ".join(words[place : place + 1 + further]))
        for place in range(len(phrase))
    )


def _count_names(occurrences: Occurrences, known: Known, n_pairs: int) -> Array:
    """float64 [pairs, 2]: swaps of name-like units of the lexicon, and the expected number elsewhere."""
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
    """float64 [pairs, 2]: numbers turned from digits to words or back, and all numbers that could be."""
    is_number = np.array([_is_number(unit, known, in_digits=in_digits) for unit in occurrences.units], bool)
    went = np.array([text.isdecimal() != in_digits for text in occurrences.candidates], bool)
    places = occurrences.where(is_number[occurrences.unit])
    swapped = places.is_swapped & np.append(went, False)[places.candidate]
    return np.stack([np.bincount(places.pair, mask, minlength=n_pairs) for mask in (swapped, swapped | True)], axis=1)


def _is_number(unit: str, known: Known, *, in_digits: bool) -> bool:
    if in_digits:
        return unit.isdecimal()
    return not unit.isdecimal() and any(candidate.isdecimal() for candidate in known.lexicon_candidates(unit))
