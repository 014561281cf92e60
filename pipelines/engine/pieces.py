"""The pieces of a pass: the stretches of words to replace, with the replacement of each, and the edits they make."""

from dataclasses import dataclass

import numpy as np

from pipelines.engine import kernels
from pipelines.engine.buffers import Array, Ints, Texts
from pipelines.engine.casings import AS_IS, CAPITALISED, CAPITALS
from pipelines.engine.compose import Edits
from pipelines.engine.current_words import CurrentWords, matching_casing
from pipelines.engine.draw import CAPITAL_PLACES, CHOICE, random_bits
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.pass_state import PassState, pass_keys
from pipelines.engine.rules import CASINGS
from pipelines.engine.splice import Replacements, Spliced, splice
from pipelines.engine.swaps import Swaps
from pipelines.engine.vocabulary import LOWER

LOWER_CASE, TITLE_CASE = CASINGS.index("lower"), CASINGS.index("title")


@dataclass(frozen=True)
class Pieces:
    """p stretches of words, sorted and disjoint, with the replacement of each.

    text_index    int64 [p]
    first         int64 [p]: first word
    n_words       int64 [p]: number of words
    starts, ends  int64 [p]: bytes of the words, half-open
    candidate     int64 [p]: candidate of the lexicon
    casing        int64 [p]: see `casings`
    """

    text_index: Ints
    first: Ints
    n_words: Ints
    starts: Ints
    ends: Ints
    candidate: Ints
    casing: Ints

    def __len__(self) -> int:
        return len(self.first)


def splice_pieces(texts: Texts, pieces: Pieces, lexicon: Lexicon) -> Spliced:
    """The texts with the replacement of each piece in its place."""
    replacements = Replacements(lexicon.inventory.viewed_texts, pieces.candidate + pieces.casing * lexicon.n_texts)
    return splice(texts, pieces.starts, pieces.ends, pieces.text_index, replacements)


def pieces_of(swaps: Swaps, state: PassState) -> tuple[Pieces, Ints]:
    """Cut swaps into pieces: one for the slot, and one before it for an indefinite article that the swap corrects.

    Returns the pieces and int64 [s]: the piece of each slot.
    """
    words = state.words
    slots = _slot_pieces(swaps, state)
    if not swaps.corrects.any():
        return slots, np.arange(len(swaps))
    indefinites = _indefinite_pieces(swaps, slots, words, state.plan.lexicon)
    piece_of_slot = np.arange(len(swaps)) + np.cumsum(swaps.corrects)
    return _interleave(indefinites, slots, piece_of_slot[swaps.corrects] - 1, piece_of_slot), piece_of_slot


def _slot_pieces(swaps: Swaps, state: PassState) -> Pieces:
    words, lexicon = state.words, state.plan.lexicon
    candidates, is_small = lexicon.candidate, lexicon.inventory.is_small
    if kernels.is_compiled():
        starts, ends, candidate, casing = np.empty((4, len(swaps)), np.int64)
        of_words = (words.starts, words.ends, words.words, words.case, is_small)
        of_swaps = (len(swaps), swaps.first, swaps.n_words, swaps.row, candidates)
        kernels.run("cut_pieces", *of_swaps, *of_words, starts, ends, candidate, casing)
    else:
        starts, ends = words.starts[swaps.first].astype(np.int64), words.ends[swaps.end - 1].astype(np.int64)
        candidate = candidates[swaps.row].astype(np.int64)
        casing = matching_casing(words, swaps.first, swaps.n_words, is_small)
    if words.is_curly.any():
        is_curly = words.is_curly.take(swaps.text_index)
        candidate = np.where(is_curly, lexicon.inventory.curly.take(candidate), candidate)
    return Pieces(
        text_index=swaps.text_index,
        first=swaps.first,
        n_words=swaps.n_words,
        starts=starts,
        ends=ends,
        candidate=candidate,
        casing=_casing_of(swaps, casing, state),
    )


def _casing_of(swaps: Swaps, found: Ints, state: PassState) -> Ints:
    """int64 [s]: the casing of each replacement, by the casing of its text.

    found  int64 [s]: the casing that copies that of the words replaced
    """
    casing, words = state.plan.parameters.casing, state.words
    if (casing == LOWER_CASE).all():
        return np.full(len(swaps), AS_IS)
    if not casing.any():
        return found
    of_swap = casing[swaps.text_index]
    places = CAPITAL_PLACES + swaps.first - words.offsets[swaps.text_index]
    coins = random_bits(pass_keys(state.plan.keys, state.number)[swaps.text_index], places, CHOICE)
    is_capital = (of_swap == TITLE_CASE) & (found == AS_IS) & (coins >> np.uint64(63) == 1)
    return np.where(of_swap == LOWER_CASE, AS_IS, np.where(is_capital, CAPITALISED, found))


def _indefinite_pieces(swaps: Swaps, slots: Pieces, words: CurrentWords, lexicon: Lexicon) -> Pieces:
    """A piece for each corrected indefinite article, with the article that the slot's candidate needs."""
    at = np.flatnonzero(swaps.corrects)
    first = swaps.start[at]
    casing = np.where(slots.casing[at] == CAPITALS, CAPITALS, CAPITALISED)
    casing[words.case[first] == LOWER] = AS_IS
    return Pieces(
        text_index=swaps.text_index[at],
        first=first,
        n_words=np.ones_like(first),
        starts=words.starts[first].astype(np.int64),
        ends=words.ends[first].astype(np.int64),
        candidate=lexicon.indefinite_candidates(lexicon.inventory.needed_indefinite[slots.candidate[at]]),
        casing=casing,
    )


def _interleave(left: Pieces, right: Pieces, left_places: Ints, right_places: Ints) -> Pieces:
    """All pieces of both in one record, at their places in it."""

    def interleave(of_left: Array, of_right: Array) -> Ints:
        both = np.empty(len(left) + len(right), np.int64)
        both[left_places], both[right_places] = of_left, of_right
        return both

    return Pieces(
        text_index=interleave(left.text_index, right.text_index),
        first=interleave(left.first, right.first),
        n_words=interleave(left.n_words, right.n_words),
        starts=interleave(left.starts, right.starts),
        ends=interleave(left.ends, right.ends),
        candidate=interleave(left.candidate, right.candidate),
        casing=interleave(left.casing, right.casing),
    )


def edits_of(swaps: Swaps, pieces: Pieces, piece_of_slot: Ints, spliced: Spliced) -> Edits:
    """An edit for each swap of a pass.

    piece_of_slot  int64 [s]: the piece of each slot; the article that a swap corrects is the piece before it
    spliced        the texts after the pass
    """
    first_piece = piece_of_slot - swaps.corrects
    return Edits(
        text_index=swaps.text_index,
        before_starts=pieces.starts.take(first_piece),
        before_ends=pieces.ends.take(piece_of_slot),
        after_starts=spliced.starts.take(first_piece),
        after_ends=spliced.ends.take(piece_of_slot),
        n_clean=swaps.n_clean,
        passes=np.ones_like(swaps.row),
        row=swaps.row,
        is_name_like=swaps.is_name_like,
        unit=swaps.unit,
    )
