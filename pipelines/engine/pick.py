"""The draw of the slots that are swapped, by their waiting times: as many as a budget allows, or one per window.

A draw of the shortest exponential waiting times is one without replacement, with chances in proportion to propensity
(Efraimidis and Spirakis 2006).
"""

import numpy as np

from pipelines.engine import kernels
from pipelines.engine.buffers import Array, Bools, Ints, run_starts
from pipelines.engine.waits import Numbers

# Slots are sorted by one integer of 63 bits: 31 bits of the text's index, then the 32 of the waiting time.
WAIT_BITS = 32
MOST_TEXTS = 1 << (63 - WAIT_BITS)
# A histogram of waiting times shows how many of them a text needs at most: two intervals to an octave, 16 octaves to
# both sides of 1; all further ones fall into the first or the last interval.
INTERVAL_BITS, N_INTERVALS = 22, 64
FIRST_INTERVAL = (127 << 1) - N_INTERVALS // 2


def pick_by_budgets(
    waits: Numbers, text_index: Array, *, n_clean: Array, n_covered: Array, is_open: Bools, budgets: tuple[Ints, Ints]
) -> Ints:
    """The indices of the open swaps that the budgets of their texts allow, in order; see `pick_slots`.

    Swaps that cover clean words share the budget of clean words. Swaps inside earlier replacements share the other.

    waits       uint32 [s]: waiting time of each swap
    text_index  int32 [s]: text of each swap, not decreasing
    n_clean     int32 [s]: words of the clean text that the swap covers
    n_covered   int32 [s]: all words that it covers, 1 or more
    is_open     bool [s]: the swap may be made
    budgets     int64 [texts], twice: words of the clean text, and words of earlier replacements, to swap
    """
    _check_number(len(budgets[0]))
    picked = np.zeros(len(waits), bool)
    if kernels.is_compiled():
        scratch = np.empty(2 * len(waits), np.uint64)
        of_slots = (len(waits), waits, text_index, n_clean, n_covered, is_open)
        kernels.run("pick_by_budgets", *of_slots, *budgets, scratch, picked)
        return np.flatnonzero(picked)
    is_clean = n_clean > 0
    for mask, n_words, budget in zip((is_clean, ~is_clean), (n_clean, n_covered), budgets, strict=True):
        at = np.flatnonzero(mask & is_open)
        picked[at] = pick_slots(waits[at], n_words[at].astype(np.int64), text_index[at].astype(np.int64), budget)
    return np.flatnonzero(picked)


def _check_number(n_texts: int) -> None:
    if n_texts > MOST_TEXTS:
        raise ValueError(f"expected at most {MOST_TEXTS:,} texts at once, got {n_texts:,}: give smaller batches")


def pick_slots(waits: Numbers, n_words: Ints, text_index: Ints, budget: Ints) -> Bools:
    """Bool [s]: the slots to swap, so that each text swaps as many words as its budget allows.

    Slots are ranked by their waiting times. Each slot is taken, from the top of the ranking, unless it has more words
    than are left of the budget. So a text stays below its budget only if every slot not taken is longer than what is
    left.

    waits       uint32 [s]: waiting time of each slot, see `waits`
    n_words     int64 [s]: words of each slot, 1 or more
    text_index  int64 [s]: text of each slot, not decreasing
    budget      int64 [texts]: words to swap
    Raises ValueError for more texts than the ranking has bits for.
    """
    _check_number(len(budget))
    picked, left = np.zeros(len(waits), bool), budget.copy()
    # First those that wait so short that they may fill the budget. The others rank below them; they are needed only if
    # some slots were too long for what was left.
    is_early = _wait_short(waits, text_index, budget)
    for some in (is_early, ~is_early):
        at = np.flatnonzero(some & (left > 0)[text_index])
        _pick(at[_rank(text_index[at], waits[at])], picked, left, n_words=n_words, text_index=text_index)
    return picked


def _wait_short(waits: Numbers, text_index: Ints, budget: Ints) -> Bools:
    """Bool [s]: slots that wait shorter than all others of their text, at least as many as its budget has words."""
    interval = (waits >> np.uint32(INTERVAL_BITS)).astype(np.int64)
    interval -= FIRST_INTERVAL
    np.clip(interval, 0, N_INTERVALS - 1, out=interval)
    counts = np.bincount(text_index * N_INTERVALS + interval, minlength=len(budget) * N_INTERVALS)
    until = counts.reshape(-1, N_INTERVALS).cumsum(axis=1)
    last = (until < budget[:, None]).sum(axis=1)
    is_short: Bools = interval <= last[text_index]
    return is_short


def _pick(order: Ints, picked: Bools, left: Ints, *, n_words: Ints, text_index: Ints) -> None:
    """Take the slots of `order`, best first within each text, that fit; updates `picked` and the budget `left`."""
    order = order[np.flatnonzero(n_words[order] <= left[text_index[order]])]
    while len(order):
        # In each text, take the slots from the top as long as their sum fits the budget left. Then drop the slots that
        # are longer than the new budget left: it only shrinks, so they never fit.
        texts, words = text_index[order], n_words[order]
        taken = np.cumsum(words)
        before_text = np.append(0, taken)[np.searchsorted(texts, np.arange(len(left)))]
        fits = taken <= (before_text + left)[texts]
        taken = np.flatnonzero(fits)
        picked[order[taken]] = True
        left -= np.bincount(texts[taken], words[taken], minlength=len(left)).astype(np.int64)
        order = order[np.flatnonzero(~fits & (words <= left[texts]))]


def first_in_window(waits: Numbers, window: Ints) -> Bools:
    """Bool [s]: true for one slot of each window of words, the one that pick_slots ranks first.

    waits   uint32 [s] as for pick_slots
    window  int64 [s]: not decreasing
    """
    return first_least(waits, run_starts(window))


def first_least(numbers: Array, starts: Ints) -> Bools:
    """Bool [s]: the least number of each run that begins at `starts`, and the first of equal ones."""
    is_least = np.zeros(len(numbers), bool)
    if len(starts):
        run = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(numbers)))
        least = np.flatnonzero(numbers == np.minimum.reduceat(numbers, starts)[run])
        is_least[least[np.diff(run[least], prepend=-1) > 0]] = True
    return is_least


def _rank(text_index: Ints, waits: Numbers) -> Ints:
    """The order of the slots by text, then by waiting time, then by position."""
    keys = text_index << WAIT_BITS | waits
    order = np.argsort(keys)
    in_order = keys[order]
    is_same = in_order[1:] == in_order[:-1]
    if is_same.any():
        # The default sort is four times as fast as the stable one but leaves equal keys in any order, so ties are
        # sorted afterwards. They are rare, except where the occurrences of a unit share one rank.
        tied = np.flatnonzero(np.append(is_same, False) | np.append(False, is_same))
        order[tied] = _sort_ties(order[tied], in_order[tied])
    return order


def _sort_ties(slots: Ints, keys: Ints) -> Ints:
    """The slots, sorted within each run of equal keys; the keys do not decrease."""
    group = np.cumsum(np.diff(keys, prepend=keys[:1]) != 0)
    return np.sort(group * (slots.max() + 1) + slots) % (slots.max() + 1)
