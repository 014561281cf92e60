"""The swaps of one pass: which slots change, to what, in which form.

All random choices of a text are made here, by its key, the pass, and the place of the slot in the text.
"""

from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np

from pipelines.engine.buffers import Array, Bools, Ints, repeat_index
from pipelines.engine.choose import choose_candidates, has_candidates, pick_candidates, taste_propensity
from pipelines.engine.compose import Edits
from pipelines.engine.draw import (
    CHOOSE,
    MIX_1,
    RANK,
    SKIP,
    STEADY,
    UNIT_PLACES,
    Keys,
    mix,
    pick_slots,
    places_of,
    random_bits,
    thin_slots,
)
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.plan import Plan
from pipelines.engine.units import Units
from pipelines.engine.words import Words, count_marked, run_of


@dataclass(frozen=True)
class Swaps:
    """s slots of one pass and what is put there.

    text_index      int64 [s]
    first, n_words  int64 [s]: words of the slot
    entry           int64 [s]: the lexicon's unit
    propensity      float32 [s]: above 0
    row             int64 [s]: the lexicon's row that is put there; -1 as long as none is chosen
    mends           bool [s]: the article in front of the slot is mended, so it belongs to the swap
    n_fresh         int64 [s]: clean words that the swap covers
    like_name       bool [s]: any of its words is name-like
    """

    text_index: Ints
    first: Ints
    n_words: Ints
    entry: Ints
    propensity: Array
    row: Ints
    mends: Bools
    n_fresh: Ints
    like_name: Bools

    def __len__(self) -> int:
        return len(self.first)

    def take(self, at: Ints) -> Self:
        """The swaps with these indices."""
        return type(self)(**{field.name: getattr(self, field.name)[at] for field in fields(self)})

    def where(self, mask: Bools) -> Self:
        """The swaps for which the mask is true."""
        return self if mask.all() else self.take(np.flatnonzero(mask))


def choose_swaps(
    words: Words, slots: Units, plan: Plan, number: int, *, room: Ints, again_room: Ints, earlier: Edits
) -> Swaps:
    """The swaps of a pass, in order.

    number      of the pass, from 1 on
    room        int64 [m]: clean words to cover in each text
    again_room  int64 [m]: words of earlier replacements to swap in each text
    earlier     the edits of the passes before
    """
    swaps = _weigh_slots(words, slots, plan)
    mending = plan.spinners.repair_articles
    if mending.any():
        swaps = _with_rows(swaps, words, plan, number, mending[swaps.text_index])
        swaps = _mend_articles(swaps, words, plan)
    first, n_words = swaps.first - swaps.mends, swaps.n_words + swaps.mends
    n_fresh = count_marked(words.is_fresh, first, n_words) if len(earlier) else n_words
    swaps = replace(swaps, n_fresh=n_fresh)
    bits = _bits(swaps, words, plan, number, RANK)
    if words.run is not None:
        left = np.flatnonzero(_thin(swaps, words, bits))
        swaps, bits = swaps.take(left), bits[left]
    swaps = swaps.where(_draw(swaps, bits, room, again_room))
    swaps = _with_rows(swaps, words, plan, number, swaps.row < 0)
    return swaps.where(~_gives_back(swaps, words, earlier, plan.lexicon)) if len(earlier) else swaps


def pass_keys(keys: Keys, number: int) -> Keys:
    """uint64 [m]: the keys of the texts in a pass; those of the first, which is number 1, are the texts' own."""
    return keys if number == 1 else mix(keys + np.array([number], np.uint64) * MIX_1)


def _weigh_slots(words: Words, slots: Units, plan: Plan) -> Swaps:
    """All slots with their propensities; those whose propensity is 0 are none."""
    text_index = repeat_index(np.diff(np.searchsorted(slots.first, words.offsets)))
    propensity = _propensity(slots.entry, text_index, plan)
    like_name = np.zeros(len(slots), bool)
    if words.like_name.any():
        like_name = count_marked(words.like_name, slots.first, slots.n_words) > 0
    for factors, concerned in ((plan.spinners.phrases, slots.n_words > 1), (plan.spinners.entities, like_name)):
        if (factors != 1).any():
            factor = factors[text_index].astype(np.float32)
            propensity = np.where(concerned, propensity * factor, propensity)
    swaps = Swaps(
        text_index=text_index,
        first=slots.first,
        n_words=slots.n_words,
        entry=slots.entry,
        propensity=propensity,
        row=np.full(len(slots), -1),
        mends=np.zeros(len(slots), bool),
        n_fresh=np.full(len(slots), -1),  # `choose_swaps` counts them when it knows what is mended
        like_name=like_name,
    )
    return swaps.where(propensity > 0)


def _propensity(entries: Ints, text_index: Ints, plan: Plan) -> Array:
    if not plan.by_taste:
        return plan.lexicon.propensity[entries]
    is_open = has_candidates(entries, text_index, plan.rules.top, lexicon=plan.lexicon, spinners=plan.spinners)
    propensity = taste_propensity(entries, text_index, lexicon=plan.lexicon, spinners=plan.spinners)
    return np.where(is_open, propensity, np.float32(0))


def _bits(swaps: Swaps, words: Words, plan: Plan, number: int, purpose: int) -> Keys:
    """uint64 [s]: random bits of the slots, to rank or to choose by.

    What a text has decided on a unit as a whole holds in all passes, so those numbers go by the text's own key.
    """
    own = plan.keys[swaps.text_index]
    keys = own if number == 1 else pass_keys(plan.keys, number)[swaps.text_index]
    places = swaps.first - words.offsets[swaps.text_index]
    to_choose = purpose == CHOOSE
    share = plan.spinners.consistency if to_choose else 1 - plan.spinners.skipping
    if share.any():
        places = places_of(own, places, swaps.entry, share[swaps.text_index], STEADY if to_choose else SKIP)
        # From UNIT_PLACES on a place stands for a unit as a whole, below it for a word of the text.
        keys = keys if number == 1 else np.where(places < UNIT_PLACES, keys, own)
    return random_bits(keys, places, purpose)


def _with_rows(swaps: Swaps, words: Words, plan: Plan, number: int, asked: Bools) -> Swaps:
    """The swaps with a candidate for each that the mask asks for."""
    some, row = swaps.where(asked), swaps.row.copy()
    bits = _bits(some, words, plan, number, CHOOSE)
    starts = plan.lexicon.offsets[some.entry]
    ends = np.minimum(plan.lexicon.offsets[some.entry + 1], starts + plan.rules.top)
    if plan.by_taste:
        lexicon, spinners = plan.lexicon, plan.spinners
        row[asked] = choose_candidates(bits, starts, ends, some.text_index, lexicon=lexicon, spinners=spinners)
    else:
        row[asked] = pick_candidates(bits, starts, ends, plan.lexicon.cumulative)
    return replace(swaps, row=row)


def _thin(swaps: Swaps, words: Words, bits: Keys) -> Bools:
    """Bool [s]: which swaps are left if each run of clean words has at most one, in all passes together.

    A swap belongs to the run of its first clean word; those inside of earlier replacements to none.
    """
    at = np.flatnonzero(swaps.n_fresh)
    n_words = (swaps.n_words + swaps.mends)[at]
    run = run_of(words, (swaps.first - swaps.mends)[at], n_words)
    is_open = run >= 0
    at, run = at[is_open], run[is_open]
    left = swaps.n_fresh == 0
    left[at] = thin_slots(bits[at], swaps.propensity[at], run)
    return left


def _draw(swaps: Swaps, bits: Keys, room: Ints, again_room: Ints) -> Bools:
    """Bool [s]: which swaps are made.

    Those that cover clean words share `room`, clean words, by these; those inside of earlier replacements have
    `again_room`, words of the texts as they now are.
    """
    if swaps.n_fresh.all():
        return pick_slots(bits, swaps.propensity, swaps.n_fresh, swaps.text_index, room)
    picked = np.zeros(len(swaps), bool)
    is_again = swaps.n_fresh == 0
    for mask, n_words, limit in (
        (is_again, swaps.n_words + swaps.mends, again_room),
        (~is_again, swaps.n_fresh, room),
    ):
        at = np.flatnonzero(mask)
        picked[at] = pick_slots(bits[at], swaps.propensity[at], n_words[at], swaps.text_index[at], limit)
    return picked


def _gives_back(swaps: Swaps, words: Words, earlier: Edits, lexicon: Lexicon) -> Bools:
    """Bool [s]: the swap would put the unit that stood there in the clean text."""
    inside = np.flatnonzero(swaps.n_fresh == 0)
    first, last = (swaps.first - swaps.mends)[inside], (swaps.first + swaps.n_words - 1)[inside]
    starts, ends = words.starts[first], words.ends[last]
    edit = np.searchsorted(earlier.spun_starts, starts, side="right") - 1
    is_whole = (earlier.spun_starts[edit] == starts) & (earlier.spun_ends[edit] == ends)
    unit = lexicon.candidate_units[lexicon.candidate[swaps.row[inside]]]
    gives_back = np.zeros(len(swaps), bool)
    gives_back[inside] = is_whole & (unit >= 0) & (unit == earlier.unit[edit])
    return gives_back


def _mend_articles(swaps: Swaps, words: Words, plan: Plan) -> Swaps:
    """Let swaps take in the article in front of them that would be wrong.

    A swap of that article alone gives way; if the article may not change, or belongs to a phrase that may, it is
    the swap behind that goes.
    """
    before = swaps.first - 1  # a text's first word has index -1 or a word that is not linked: both are harmless
    article = np.where(words.is_linked[before], _articles(words)[before], 0)
    wrong = (article > 0) & (article != plan.lexicon.candidate_articles[plan.lexicon.candidate[swaps.row]])
    wrong &= plan.spinners.repair_articles[swaps.text_index]
    behind_slot, behind_phrase = np.zeros(len(swaps), bool), np.zeros(len(swaps), bool)
    behind_slot[1:] = swaps.first[1:] == (swaps.first + swaps.n_words)[:-1]
    behind_phrase[1:] = behind_slot[1:] & (swaps.n_words[:-1] > 1)
    mends = wrong & words.is_allowed[before] & ~behind_phrase
    gone = wrong & ~mends
    gone[:-1] |= (mends & behind_slot)[1:]
    return replace(swaps, mends=mends).where(~gone)


def _articles(words: Words) -> Array:
    if words.article is None:
        raise ValueError("expected words with their articles, got none: ask `clean_words` for them")
    return words.article
