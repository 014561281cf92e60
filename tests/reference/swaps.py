"""The swaps of a pass, slow and obvious: slots, candidates, indefinite articles, windows."""

import re
from dataclasses import dataclass, fields, replace

import numpy as np

from pipelines.engine.indefinite import NO_VOWEL, READ, SPELT, SPELT_VOWEL, VOWEL, VOWELS
from pipelines.engine.parameters import TextParameters
from pipelines.engine.rules import Rules
from reference.draw import (
    CHOICE,
    SHARED_CHOICE,
    candidates_of,
    choose,
    first_in_window,
    pass_key,
    place_of,
    propensity_in_text,
    random_bits,
    rank_number,
    wait,
    window_of,
)
from reference.units import find_units

# The rules that each text may have its own value of, with the same names in both records.
PER_TEXT = sorted({field.name for field in fields(Rules)} & {field.name for field in fields(TextParameters)})


def draw_bits(key, number, first, entry, *, share):
    """The random bits of a slot in a pass; those that all occurrences of a unit share are the same in all passes."""
    place = place_of(key, first, entry, share, SHARED_CHOICE)
    return random_bits(pass_key(key, number) if place == first else key, place, CHOICE)


def as_float32(number):
    return float(np.float32(number))


@dataclass(frozen=True)
class Parameters:
    """The parameters of a text: one row of TextParameters as a dict, and the lexicon as the engine has it."""

    values: dict
    lexicon: object

    def rules(self, rules):
        return replace(rules, **{name: self.values[name] for name in PER_TEXT})


@dataclass
class Swap:
    first: int
    n_words: int
    unit: str
    wait: float
    candidate: str
    corrects: bool = False  # the swap includes the article before it
    n_clean: int = 0

    @property
    def after(self):
        return self.first + self.n_words

    @property
    def begin(self):
        return self.first - self.corrects


def pick_swaps(swaps, budget, cost):
    """In order of rank, all swaps with a cost that fits the rest of the budget."""
    picked = []
    for swap in sorted(swaps, key=lambda swap: (swap.wait, swap.first)):
        if cost(swap) <= budget:
            picked.append(swap)
            budget -= cost(swap)
    return picked


def pick_candidate(bits, candidates):
    number = (bits >> 32) * sum(weight for _, weight in candidates) >> 32
    for i, (_, weight) in enumerate(candidates):
        if number < weight:
            return i
        number -= weight
    raise AssertionError


def propose_swaps(words, key, number, *, lexicon, rules, parameters):
    """A swap for each slot."""
    swaps, units = [], sorted(lexicon, key=str.encode)
    for first, length, unit in find_units(words, lexicon, rules):
        entry, candidates = units.index(unit), lexicon[unit][1][: rules.top]
        usable = parameters and candidates_of(parameters.lexicon, entry)[: rules.top]
        if parameters and choose(0, usable, parameters.values) is None:
            continue
        propensity = (
            propensity_in_text(entry, parameters.values, parameters.lexicon.propensities)
            if parameters
            else lexicon[unit][0]
        )
        if length > 1:
            propensity = as_float32(propensity) * as_float32(rules.phrases)
        if any(word.is_name_like for word in words[first : first + length]):
            propensity = as_float32(propensity) * as_float32(rules.entities)
        if rules.sentence_spread:
            propensity = as_float32(propensity) * as_float32(words[first].emphasis)
        if as_float32(propensity) > 0:
            bits = draw_bits(key, number, first, entry, share=rules.consistency)
            chosen = choose(bits, usable, parameters.values) if parameters else pick_candidate(bits, candidates)
            rank = rank_number(key, number, first, entry, 1 - rules.skipping)
            swaps.append(Swap(first, length, unit, wait(rank, propensity), candidates[chosen][0]))
    return correct_indefinite(swaps, words) if rules.repair_articles else swaps


def one_per_window(swaps, words, key, every, n_words):
    """The swaps left with at most one per window of clean words, over all passes."""
    clean = {word.position for word in words if word.is_clean}
    taken = {window_of(key, position, every) for position in range(n_words) if position not in clean}
    inside = [swap for swap in swaps if not swap.n_clean]
    others = []
    for swap in swaps:
        positions = [word.position for word in words[swap.begin : swap.after] if word.is_clean]
        if positions and window_of(key, positions[0], every) not in taken:
            others.append((window_of(key, positions[0], every), swap))
    left = first_in_window([(window, swap.wait) for window, swap in others])
    return inside + [swap for (_, swap), stays in zip(others, left, strict=True) if stays]


def indefinite_for(text):
    text = re.sub(r"^[\W_]*", "", text)
    if re.match(SPELT, text) and not re.match(READ, text):
        return "an" if re.match(SPELT_VOWEL, text) else "a"
    by_letter = text[:1] in VOWELS and not re.match(NO_VOWEL, text)
    return "an" if text and (by_letter or re.match(VOWEL, text)) else "a"


def correct_indefinite(swaps, words):
    """Let each swap include the article in front of it if its candidate needs the other."""
    dropped = set()
    for i, swap in enumerate(swaps):
        if not swap.first or not words[swap.first - 1].is_linked:
            continue
        before = words[swap.first - 1]
        if before.lower in ("a", "an") and before.lower != indefinite_for(swap.candidate):
            holder = swaps[i - 1] if i and swaps[i - 1].after == swap.first else None
            swap.corrects = before.is_allowed and (holder is None or holder.n_words == 1)
            if not swap.corrects:
                dropped.add(i)
            elif holder:
                dropped.add(i - 1)
    return [swap for i, swap in enumerate(swaps) if i not in dropped]
