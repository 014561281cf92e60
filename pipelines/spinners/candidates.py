"""The replacements of a word or phrase by a profile, over all its passes: shown to people, not used on the hot path.

A phrase of the lexicon is swapped as a whole, or word by word. The next pass may swap a replacement again, as a whole
or in part (office -> place of job -> residing of job).
"""

from bisect import bisect_left
from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from pipelines.engine.lexicon import Lexicon
from pipelines.spinners.profile import Profile
from pipelines.spinners.spinner import Spinner

# Candidate -> its share of the swaps, 0-1.
Shares = dict[str, float]
# Number of the best candidates that are carried on, into another pass or into combinations with the other words of a
# phrase; the rest hardly counts.
BEST = 30
# Share of the swaps of a phrase in which it is swapped as one unit, rather than word by word.
WHOLE = 0.8


def list_candidates(words: str, spinner: Spinner) -> list[tuple[str, float]]:
    """Return candidates and their shares, best first, for a word or phrase in any case and spacing.

    The shares add up to 1. The list is empty if the lexicon lacks the word or the profile leaves it alone.
    """
    unit = " ".join(words.lower().split())
    if is_left_alone(unit, spinner.profile):
        return []
    shares = swap_once(unit, spinner)
    for _ in spinner.profile.passes[1:]:
        shares = _mix(shares, _swap_again(shares, spinner), spinner.profile.again)
    shares.pop(unit, None)
    total = sum(shares.values())
    return [(text, share / total) for text, share in sorted(shares.items(), key=lambda item: (-item[1], item[0]))]


def is_left_alone(unit: str, profile: Profile) -> bool:
    """Return True if the profile protects the word, or a word of the phrase."""
    is_phrase = " " in unit
    glossary = {" ".join(entry.lower().split()) for entry in profile.protect.glossary}
    return (
        (is_phrase and not profile.phrases)
        or (not is_phrase and len(unit) < profile.min_letters)
        or any(f" {entry} " in f" {unit} " for entry in glossary)
    )


def swap_once(unit: str, spinner: Spinner) -> Shares:
    """Return the results of one pass; shares add up to 1, or to 0 if there are none."""
    whole = own_candidates(unit, spinner)
    if " " not in unit:
        return whole
    parts = _swap_parts(unit.split(" "), spinner)
    return _mix(whole, parts, 1 - WHOLE) if whole else parts


def own_candidates(unit: str, spinner: Spinner) -> Shares:
    """Return the lexicon's candidates of the unit itself, best first."""
    lexicon = spinner.lexicon
    entry = find_unit(unit, lexicon)
    if entry is None:
        return {}
    start = int(lexicon.offsets[entry])
    end = min(int(lexicon.offsets[entry + 1]), start + spinner.profile.top)
    weights = lexicon.weight[start:end].astype(np.int64)
    texts = lexicon.texts.take(pa.array(lexicon.candidate[start:end])).to_pylist()
    return dict(zip(texts, (weights / weights.sum()).tolist(), strict=True))


def find_unit(unit: str, lexicon: Lexicon) -> int | None:
    """Return the index of the unit in the lexicon, whose units are sorted by their bytes."""
    entry = bisect_left(lexicon.units, unit.encode(), key=lambda other: other.as_py().encode())
    return entry if entry < len(lexicon.units) and lexicon.units[entry].as_py() == unit else None


def _swap_parts(words: list[str], spinner: Spinner) -> Shares:
    """Return the results of swapping word by word, each as readily as in a text; at least one word is swapped."""
    made: Shares = {"": 1.0}
    for word in words:
        chance = _chance(word, spinner)
        options = {word: 1 - chance} | {text: chance * share for text, share in _best(own_candidates(word, spinner))}
        longer: Shares = {}
        for text, share in made.items():
            for option, other in options.items():
                joined = f"{text} {option}".lstrip()
                longer[joined] = longer.get(joined, 0) + share * other
        made = dict(_best(longer, BEST**2))
    made.pop(" ".join(words), None)
    return _scale(made)


def _chance(word: str, spinner: Spinner) -> float:
    """Return the probability of a swap of the word while there is room, as its propensity gives it."""
    entry = find_unit(word, spinner.lexicon)
    if entry is None or is_left_alone(word, spinner.profile):
        return 0.0
    return float(-np.expm1(-spinner.lexicon.propensity[entry]))


def _swap_again(shares: Shares, spinner: Spinner) -> Shares:
    """Return the results of another pass over the replacements of one pass, swapped as a whole or in part."""
    made: Shares = {}
    for text, share in _best(shares):
        for again, other in swap_once(text, spinner).items():
            made[again] = made.get(again, 0) + share * other
    return _scale(made)


def _mix(shares: Shares, others: Shares, weight: float) -> Shares:
    if not others:
        return shares
    every = dict.fromkeys([*shares, *others])
    return {text: shares.get(text, 0) * (1 - weight) + others.get(text, 0) * weight for text in every}


def _best(shares: Mapping[str, float], n: int = BEST) -> list[tuple[str, float]]:
    return sorted(shares.items(), key=lambda item: (-item[1], item[0]))[:n]


def _scale(shares: Mapping[str, float]) -> Shares:
    total = sum(shares.values())
    return {text: share / total for text, share in shares.items()} if total else {}
