"""The swaps of one pass: the slots that change, and the candidate of each.

Every slot is proposed as a swap first. Then the budget is drawn, and candidates are chosen for the swaps drawn.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.engine import kernels
from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.engine.choose import choose_by_score, choose_by_weight
from pipelines.engine.current_words import indefinite_of, window_of
from pipelines.engine.indefinite import NEITHER
from pipelines.engine.pass_state import Budget, PassState, choice_bits, rank_waits
from pipelines.engine.pick import first_in_window, pick_by_budgets
from pipelines.engine.slots import Slots, find_slots
from pipelines.engine.waits import Numbers


@dataclass(frozen=True)
class Proposals(Slots):
    """s slots as proposals of swaps.

    corrects  bool [s]: the swap includes the indefinite article in front of the slot, and corrects it
    `n_clean` counts all words that the swap covers.
    """

    corrects: Bools

    @property
    def start(self) -> Array:
        """Integers [s]: first word that the swap covers, the slot's or the corrected article."""
        return self.first - self.corrects if self.corrects.any() else self.first

    @property
    def end(self) -> Array:
        """Integers [s]: first word after the swap."""
        return self.first + self.n_words

    @property
    def n_covered(self) -> Array:
        """Integers [s]: number of words that the swap covers."""
        return self.n_words + self.corrects if self.corrects.any() else self.n_words


@dataclass(frozen=True)
class Swaps(Proposals):
    """s slots as swaps, with integers of 64 bits.

    row  int64 [s]: the lexicon's row of the candidate
    """

    row: Ints


def choose_swaps(state: PassState, budget: Budget) -> Swaps:
    """Choose the swaps of a pass, in order of place."""
    proposed, is_open = _propose_swaps(find_slots(state.words, state.plan), state)
    waits = rank_waits(proposed, state)
    if state.words.window is not None:
        _close_windows(proposed, is_open, waits, state)
    picked = pick_by_budgets(
        waits,
        proposed.text_index,
        n_clean=proposed.n_clean,
        n_covered=proposed.n_covered,
        is_open=is_open,
        budgets=(budget.clean, budget.again),
    )
    drawn = proposed.take(picked).widen()
    swaps = Swaps(**vars(drawn), row=_choose_rows(drawn, state))
    return swaps if state.is_clean else swaps.where(~_restores_clean(swaps, state))


def _propose_swaps(slots: Slots, state: PassState) -> tuple[Proposals, Bools]:
    """A swap for each slot, which corrects the indefinite article in front if the slot's candidate needs the other one.

    Returns the swaps and bool [s]: the swap may be made, as far as its article is concerned.
    """
    corrects, is_open = np.zeros(len(slots), bool), np.ones(len(slots), bool)
    at = _find_indefinites(slots, state)
    if not len(at):
        return Proposals(**vars(slots), corrects=corrects), is_open
    _correct_indefinites(slots, at, state, corrects, is_open)
    n_clean = slots.n_clean.copy()
    at = np.flatnonzero(corrects)
    n_clean[at] += state.words.is_clean[slots.first[at] - 1]
    return Proposals(**{**vars(slots), "n_clean": n_clean}, corrects=corrects), is_open


def _choose_rows(slots: Slots, state: PassState) -> Ints:
    """int64 [s]: the lexicon's row of the candidate of each slot."""
    plan, lexicon = state.plan, state.plan.lexicon
    bits = choice_bits(slots, state)
    starts = lexicon.offsets.take(slots.unit)
    if plan.is_mixture:
        ends = np.minimum(lexicon.offsets.take(slots.unit + 1), starts + plan.rules.top)
        return choose_by_score(bits, starts, ends, slots.text_index, lexicon=lexicon, parameters=plan.parameters)
    return choose_by_weight(bits, starts, lexicon.weights_of_units(plan.rules.top).take(slots.unit), lexicon.weight)


def _find_indefinites(slots: Slots, state: PassState) -> Ints:
    """The indices of the slots behind an `a` or `an`, in texts whose parameters ask for its correction."""
    repairs = state.plan.parameters.repair_articles
    if not repairs.any():
        return np.zeros(0, np.int64)
    at = slots.of_texts(repairs)
    before = slots.first[at] - 1  # index -1, or a word of the text before, is not linked and so harmless
    return at[state.words.is_linked[before] & (indefinite_of(state.words)[before] != NEITHER)]


def _correct_indefinites(slots: Slots, at: Ints, state: PassState, corrects: Bools, is_open: Bools) -> None:
    """Let each swap include the `a` or `an` in front of its slot if its candidate needs the other one.

    The swap that includes the article replaces any swap of the article alone. A swap is dropped if its article is wrong
    but protected, or inside the slot of a phrase.

    at  the slots behind an article
    Updates bool [s]: `corrects`, the swap includes the article, and `is_open`, the swap is not dropped.
    """
    words, lexicon = state.words, state.plan.lexicon
    needed = lexicon.inventory.needed_indefinite[lexicon.candidate[_choose_rows(slots.take(at).widen(), state)]]
    at = at[indefinite_of(words)[slots.first[at] - 1] != needed]
    last = np.maximum(at - 1, 0)  # the slot in front
    follows_slot = (at > 0) & (slots.first[last] + slots.n_words[last] == slots.first[at])
    follows_phrase = follows_slot & (slots.n_words[last] > 1)
    is_corrected = words.is_allowed[slots.first[at] - 1] & ~follows_phrase
    corrects[at] = is_corrected
    is_open[at[~is_corrected]] = False
    is_open[last[is_corrected & follows_slot]] = False


def _close_windows(swaps: Proposals, is_open: Bools, waits: Numbers, state: PassState) -> None:
    """Leave at most one open swap per window of clean words, in all passes together; updates bool [s] `is_open`.

    A swap belongs to the window of its first clean word. Swaps inside earlier replacements belong to no window, and all
    stay open; so do those of texts without windows of several words.
    """
    every, words = state.plan.parameters.every, state.words
    if kernels.is_compiled():
        of_swaps = (swaps.text_index, swaps.start, swaps.n_covered, swaps.n_clean, waits)
        kernels.run("close_windows", len(swaps), *of_swaps, every, words.is_clean, words.window, is_open)
        return
    at = swaps.of_texts(every > 1)
    at = at[is_open[at] & (swaps.n_clean[at] > 0)]
    window = window_of(words, swaps.start[at], swaps.n_covered[at])
    is_open[at[window < 0]] = False
    at, window = at[window >= 0], window[window >= 0]
    is_open[at] = first_in_window(waits[at], window)


def _restores_clean(swaps: Swaps, state: PassState) -> Bools:
    """Bool [s]: the swap would put the original unit of the clean text back, over exactly one earlier edit.

    Other swaps that restore an original are rare; `redo_undone` takes them back at the end.
    """
    words, edits, lexicon = state.words, state.edits, state.plan.lexicon
    restores = np.zeros(len(swaps), bool)
    if kernels.is_compiled():
        of_swaps = (len(swaps), swaps.start, swaps.end, swaps.n_clean, swaps.row, words.starts, words.ends)
        of_edits = (len(edits), edits.after_starts, edits.after_ends, edits.unit)
        kernels.run("restores_clean", *of_swaps, *of_edits, lexicon.candidate, lexicon.candidate_units, restores)
        return restores
    at = np.flatnonzero(swaps.n_clean == 0)
    starts, ends = words.starts[swaps.start[at]], words.ends[swaps.end[at] - 1]
    edit = np.searchsorted(edits.after_starts, starts, side="right") - 1
    is_whole_edit = (edits.after_starts[edit] == starts) & (edits.after_ends[edit] == ends)
    unit = lexicon.candidate_units[lexicon.candidate[swaps.row[at]]]
    restores[at] = is_whole_edit & (unit >= 0) & (unit == edits.unit[edit])
    return restores
