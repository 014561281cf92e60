"""All of the engine, slow and obvious: one text, pass by pass."""

import itertools
import math
from dataclasses import dataclass, field, replace

from reference.compose import Edit, compose, forth
from reference.current_words import (
    begins_with_word,
    casing_of,
    in_casing,
    read_words,
    with_emphasis,
    words_of_replacement,
)
from reference.draw import gets_capital
from reference.lexicon import kind_of
from reference.protect import NO_LISTS
from reference.swaps import one_per_window, pick_swaps, propose_swaps
from reference.tokens import lower


@dataclass
class Trace:
    """The result of the last pass: clean words missing to the target, and the lengths of the slots left."""

    short: int = 0
    left: list = field(default_factory=list)


def spin_text(text, key, rate, *, lexicon, rules, lists=NO_LISTS, kept=(), parameters=None, trace=None):
    """Return the spun text, its edits, and the numbers of words and of swapped words."""
    trace = trace or Trace()
    rules = parameters.rules(rules) if parameters else rules
    words = read_words(text, rules, lists, lexicon=lexicon, kept=kept)
    words = with_emphasis(words, text, key, rules.sentence_spread) if rules.sentence_spread else words
    n_words, target, n_swapped = len(words), math.floor(rate * len(words) + 0.5), 0
    edits, spun, versions = [], text, []
    shares = [*[*itertools.accumulate(rules.passes)][:-1], 1]
    for number, share in enumerate(shares, 1):
        swaps = propose_swaps(words, key, number, lexicon=lexicon, rules=rules, parameters=parameters)
        for swap in swaps:
            swap.n_clean = sum(word.is_clean for word in words[swap.begin : swap.after])
        swaps = one_per_window(swaps, words, key, rules.every, n_words)
        budget = math.floor(share * target + 0.5) - n_swapped
        again = math.floor(rules.again * sum(not word.is_clean for word in words) + 0.5)
        over_clean, inside = [s for s in swaps if s.n_clean], [s for s in swaps if not s.n_clean]
        picked = pick_swaps(over_clean, budget, lambda swap: swap.n_clean)
        n_swapped += sum(swap.n_clean for swap in picked)
        trace.short, trace.left = target - n_swapped, [swap.n_clean for swap in over_clean if swap not in picked]
        picked += pick_swaps(inside, again, lambda swap: swap.after - swap.begin)
        picked = [swap for swap in picked if not restores_clean(swap, words, edits)]
        picked = sorted(picked, key=lambda swap: swap.first)
        casings = {swap.first: casing_in(words, swap, rules, key, number) for swap in picked}
        picked = [replace(swap, candidate=with_apostrophes_of(text, swap.candidate)) for swap in picked]
        spun, words, edits = make_swaps(spun, words, edits, picked, lexicon=lexicon, casings=casings)
        versions.append((spun, edits))
    spun, edits = redo_undone(text, versions)
    rows = [
        {
            "clean_start": edit.clean_start,
            "clean_end": edit.clean_end,
            "spun_start": edit.start,
            "spun_end": edit.end,
            "original": text[edit.clean_start : edit.clean_end],
            "replacement": spun[edit.start : edit.end],
            "kind": edit.kind,
            "origin": "moby",
            "passes": edit.passes,
        }
        for edit in edits
    ]
    return spun, rows, n_words, sum(edit.n_words for edit in edits)


def redo_undone(text, versions):
    """The last version, where edits that came back to their originals are as in the last version that swapped them."""
    spun, edits = versions[-1]
    redone, at, made = "", 0, []
    for edit in edits:
        redone += spun[at : edit.start]
        start, at, n_passes = len(redone), edit.end, edit.passes
        written = spun[edit.start : edit.end]
        for then, then_edits in reversed(versions):
            if not is_original(text, edit, written):
                break
            written = then[forth(edit.clean_start, then_edits) : forth(edit.clean_end, then_edits)]
            inside = [e.passes for e in then_edits if edit.clean_start <= e.clean_start < edit.clean_end]
            n_passes = max(inside, default=0)
        redone += written
        made.append(replace(edit, start=start, end=len(redone), passes=n_passes))
    return redone + spun[at:], made


def is_original(text, edit, written):
    """The text is the original of an edit, but for capitals."""
    original = text[edit.clean_start : edit.clean_end]
    is_same = [*map(lower, original)] == [*map(lower, written)] and edit.passes > 1
    return is_same and len(original.encode()) == len(written.encode())


def with_apostrophes_of(text, candidate):
    """With curly apostrophes if the clean text has no others."""
    return candidate.replace("'", "\u2019") if "\u2019" in text and "'" not in text else candidate


def restores_clean(swap, words, edits):
    start, end = words[swap.begin].start, words[swap.after - 1].end
    return any((edit.start, edit.end, edit.unit) == (start, end, swap.candidate) for edit in edits)


def casing_in(words, swap, rules, key, number):
    """The casing of a replacement by the rules, in a pass."""
    casing = "lower" if rules.casing == "lower" else casing_of(words[swap.first : swap.after])
    capital = rules.casing == "title" and gets_capital(key, number, swap.first)
    return "title" if capital and casing == "lower" else casing


def make_swaps(text, words, edits, swaps, *, lexicon, casings):
    """Return the text, its words and the edits after a pass.

    casings  of the replacements, by the first word of their slots
    """
    pieces = []
    for swap in swaps:
        casing = casings[swap.first]
        if swap.corrects:
            article = "an" if words[swap.begin].lower == "a" else "a"
            capital = "upper" if casing == "upper" else "title"
            pieces.append((swap.begin, swap.first, article, "lower" if words[swap.begin].case == "lower" else capital))
        pieces.append((swap.first, swap.after, swap.candidate, casing))
    spun, spun_words, at, at_word = "", [], 0, 0
    starts, ends = {}, {}
    for first, after, candidate, casing in pieces:
        spun += text[at : words[first].start]
        spun_words += moved(words[at_word:first], len(spun) - words[first].start)
        if spun_words and not begins_with_word(candidate):
            spun_words[-1] = replace(spun_words[-1], is_linked=False)
        starts[first] = len(spun)
        spun_words += words_of_replacement(candidate, casing, len(spun), words[first:after])
        spun += in_casing(candidate, casing)
        ends[after] = len(spun)
        at, at_word = words[after - 1].end, after
    spun_words += moved(words[at_word:], len(spun) - at)
    spun += text[at:]
    later = []
    for swap in swaps:
        slot = words[swap.first : swap.after]
        kind = kind_of(swap.unit, lexicon)
        if kind != "homograph" and any(word.is_name_like for word in slot):
            kind = "entity"
        span = (words[swap.begin].start, slot[-1].end, starts[swap.begin], ends[swap.after])
        later.append(Edit(*span, swap.n_clean, 1, kind, swap.unit))
    return spun, spun_words, compose(edits, later)


def moved(words, shift):
    return [replace(word, start=word.start + shift, end=word.end + shift) for word in words]
