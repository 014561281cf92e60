"""The swaps of one pass: the slots that change, and the candidate of each.

Every slot is proposed as a swap first. Then the budget is drawn, and candidates are chosen for the swaps drawn.
"""

from dataclasses import dataclass, replace

import numpy as np

from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.engine.choose import choose_by_score, choose_by_weight
from pipelines.engine.current_words import count_marked, indefinite_of, window_of
from pipelines.engine.indefinite import NEITHER
from pipelines.engine.pass_state import Budget, PassState, choice_bits, rank_waits
from pipelines.engine.pick import first_in_window, pick_slots
from pipelines.engine.slots import Slots, find_slots
from pipelines.engine.waits import Numbers

# The row of a swap before its candidate is chosen; values that the lexicon gives for it are not used.
NOT_CHOSEN = -1


@dataclass(frozen=True)
class Swaps(Slots):
    """s slots as swaps, proposed or drawn.

    row       int64 [s]: the lexicon's row of the candidate, or NOT_CHOSEN
    corrects  bool [s]: the swap includes the indefinite article in front of the slot, and corrects it
    n_clean   int64 [s]: words of the clean text among those that the swap covers
    """

    row: Ints
    corrects: Bools
    n_clean: Ints

    @property
    def start(self) -> Ints:
        """int64 [s]: first word that the swap covers, the slot's or the corrected article."""
        return self.first - self.corrects

    @property
    def end(self) -> Ints:
        """int64 [s]: first word after the swap."""
        return self.first + self.n_words

    @property
    def n_covered(self) -> Ints:
        """int64 [s]: number of words that the swap covers."""
        return self.n_words + self.corrects


def choose_swaps(state: PassState, budget: Budget) -> Swaps:
    """Choose the swaps of a pass, in order of place."""
    swaps, is_open = _propose_swaps(find_slots(state.words, state.plan), state)
    waits = rank_waits(swaps, state)
    if state.words.window is not None:
        is_open &= _is_first_in_window(swaps, is_open, waits, state)
    swaps = swaps.take(_pick_swaps(swaps, is_open, waits, budget))
    swaps = _choose_candidates(swaps, state, swaps.row == NOT_CHOSEN)
    return swaps if state.is_clean else swaps.where(~_restores_clean(swaps, state))


def _propose_swaps(slots: Slots, state: PassState) -> tuple[Swaps, Bools]:
    """A swap for each slot; candidates are chosen only where indefinite articles are to be corrected.

    Returns the swaps and bool [s]: the swap may be made, as far as its article is concerned.
    """
    zeros, is_open = np.zeros(len(slots), np.int64), np.ones(len(slots), bool)
    swaps = Swaps(**vars(slots), row=zeros + NOT_CHOSEN, corrects=zeros.astype(bool), n_clean=zeros)
    if state.plan.parameters.repair_articles.any():
        found = _indefinite_before(swaps, state)
        swaps = _choose_candidates(swaps, state, found != NEITHER)
        corrects, is_open = _correct_indefinite(swaps, found, state)
        swaps = replace(swaps, corrects=corrects)
    return replace(swaps, n_clean=_count_clean(swaps, state)), is_open


def _count_clean(swaps: Swaps, state: PassState) -> Ints:
    """int64 [s]: words of the clean text that each swap covers."""
    if state.is_clean:
        return swaps.n_covered
    return count_marked(state.words.is_clean, swaps.start, swaps.n_covered)


def _choose_candidates(swaps: Swaps, state: PassState, mask: Bools) -> Swaps:
    """The swaps, with a candidate for each where the mask is true."""
    plan, lexicon = state.plan, state.plan.lexicon
    at, row = np.flatnonzero(mask), swaps.row.copy()
    some = swaps if len(at) == len(swaps) else swaps.take(at)
    bits = choice_bits(some, state)
    starts = lexicon.offsets[some.unit]
    ends = np.minimum(lexicon.offsets[some.unit + 1], starts + plan.rules.top)
    if plan.is_mixture:
        row[at] = choose_by_score(bits, starts, ends, some.text_index, lexicon=lexicon, parameters=plan.parameters)
    else:
        row[at] = choose_by_weight(bits, starts, ends, lexicon.cumulative)
    return replace(swaps, row=row)


def _indefinite_before(swaps: Swaps, state: PassState) -> Array:
    """int8 [s]: the code of the `a` or `an` in front of each slot, in texts whose parameters ask for its correction."""
    at = np.flatnonzero(state.plan.parameters.repair_articles[swaps.text_index])
    before = swaps.first[at] - 1  # index -1, or a word of the text before, is not linked and so harmless
    found = np.full(len(swaps), NEITHER, np.int8)
    found[at] = np.where(state.words.is_linked[before], indefinite_of(state.words)[before], NEITHER)
    return found


def _correct_indefinite(swaps: Swaps, found: Array, state: PassState) -> tuple[Bools, Bools]:
    """Let each swap include the `a` or `an` in front of its slot if its candidate needs the other one.

    The swap that includes the article replaces any swap of the article alone. A swap is dropped if its article is wrong
    but protected, or inside the slot of a phrase.

    found  int8 [s]: the code of the article in front of each slot; where there is one, the swap has its candidate
    Returns bool [s], twice: the swap includes the article; the swap is not dropped.
    """
    at, lexicon = np.flatnonzero(found != NEITHER), state.plan.lexicon
    is_wrong = np.zeros(len(swaps), bool)
    is_wrong[at] = found[at] != lexicon.needed_indefinite[lexicon.candidate[swaps.row[at]]]
    follows_swap, follows_phrase = np.zeros(len(swaps), bool), np.zeros(len(swaps), bool)
    follows_swap[1:] = swaps.first[1:] == swaps.end[:-1]
    follows_phrase[1:] = follows_swap[1:] & (swaps.n_words[:-1] > 1)
    corrects = is_wrong & state.words.is_allowed[swaps.first - 1] & ~follows_phrase
    is_dropped = is_wrong & ~corrects
    is_dropped[:-1] |= (corrects & follows_swap)[1:]
    return corrects, ~is_dropped


def _is_first_in_window(swaps: Swaps, is_open: Bools, waits: Numbers, state: PassState) -> Bools:
    """Bool [s]: true for at most one open swap per window of clean words, in all passes together.

    A swap belongs to the window of its first clean word. Swaps inside earlier replacements belong to no window, and are
    all true; so are those of texts without windows of several words.
    """
    is_limited = (state.plan.parameters.every > 1)[swaps.text_index]
    at = np.flatnonzero(is_open & is_limited & (swaps.n_clean > 0))
    window = window_of(state.words, swaps.start[at], swaps.n_covered[at])
    is_left = np.ones(len(swaps), bool)
    is_left[at[window < 0]] = False
    at, window = at[window >= 0], window[window >= 0]
    is_left[at] = first_in_window(waits[at], window)
    return is_left


def _pick_swaps(swaps: Swaps, is_open: Bools, waits: Numbers, budget: Budget) -> Ints:
    """The indices of the open swaps that the budget allows, in order.

    Swaps that cover clean words share the budget of clean words. Swaps inside earlier replacements share the other.
    """
    picked = np.zeros(len(swaps), bool)
    is_clean = swaps.n_clean > 0
    for mask, n_words, limit in ((is_clean, swaps.n_clean, budget.clean), (~is_clean, swaps.n_covered, budget.again)):
        among = mask & is_open
        if among.any():
            picked |= pick_slots(waits, n_words, swaps.text_index, limit, among)
    return np.flatnonzero(picked)


def _restores_clean(swaps: Swaps, state: PassState) -> Bools:
    """Bool [s]: the swap would put the original unit of the clean text back, over exactly one earlier edit.

    Other swaps that restore an original are rare; `as_contract` drops their edits.
    """
    words, edits, lexicon = state.words, state.edits, state.plan.lexicon
    at = np.flatnonzero(swaps.n_clean == 0)
    starts, ends = words.starts[swaps.start[at]], words.ends[swaps.end[at] - 1]
    edit = np.searchsorted(edits.after_starts, starts, side="right") - 1
    is_whole_edit = (edits.after_starts[edit] == starts) & (edits.after_ends[edit] == ends)
    unit = lexicon.candidate_units[lexicon.candidate[swaps.row[at]]]
    restores = np.zeros(len(swaps), bool)
    restores[at] = is_whole_edit & (unit >= 0) & (unit == edits.unit[edit])
    return restores
