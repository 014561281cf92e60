"""The swaps of one pass: which slots change, to what, in which form.

All random choices of a text are made here, by its key, the pass, and the place of the slot in the text.
"""

from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
import pyarrow as pa

from pipelines.engine.buffers import Array, Bools, Ints, repeat_index
from pipelines.engine.choose import pick_candidates
from pipelines.engine.compose import Edits
from pipelines.engine.draw import CHOOSE, MIX_1, RANK, Keys, mix, pick_slots, random_bits
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.replace import Pieces
from pipelines.engine.rules import Rules
from pipelines.engine.splice import Spliced
from pipelines.engine.tastes import Spinners
from pipelines.engine.units import Units
from pipelines.engine.vocabulary import LOWER
from pipelines.engine.words import AS_IS, CAPITALISED, CAPITALS, Words, count_marked, forms_of


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
    words: Words,
    slots: Units,
    keys: Keys,
    *,
    room: Ints,
    again_room: Ints,
    lexicon: Lexicon,
    rules: Rules,
    spinners: Spinners,
    earlier: Edits,
) -> Swaps:
    """The swaps of a pass, in order.

    keys        uint64 [m]: of each text in this pass, see `pass_keys`
    room        int64 [m]: clean words to cover in each text
    again_room  int64 [m]: words of earlier replacements to swap in each text
    earlier     the edits of the passes before
    """
    swaps = _weigh_slots(words, slots, lexicon, spinners)
    if spinners.repair_articles.any():
        swaps = _with_rows(swaps, words, keys, lexicon, rules)
        swaps = _mend_articles(swaps, words, lexicon, spinners)
    first, n_words = swaps.first - swaps.mends, swaps.n_words + swaps.mends
    if not len(earlier):
        swaps = replace(swaps, n_fresh=n_words)
        swaps = swaps.where(_draw(swaps, words, keys, n_words, room))
    else:
        swaps = replace(swaps, n_fresh=count_marked(words.is_fresh, first, n_words))
        swaps = swaps.where(_draw_again(swaps, words, keys, n_words, room=room, again_room=again_room))
    if not spinners.repair_articles.any():
        swaps = _with_rows(swaps, words, keys, lexicon, rules)
    return swaps.where(~_gives_back(swaps, words, earlier, lexicon)) if len(earlier) else swaps


def pass_keys(keys: Keys, number: int) -> Keys:
    """uint64 [m]: the keys of the texts in a pass; those of the first, which is number 1, are the texts' own."""
    return keys if number == 1 else mix(keys + np.array([number], np.uint64) * MIX_1)


def _weigh_slots(words: Words, slots: Units, lexicon: Lexicon, spinners: Spinners) -> Swaps:
    """All slots with their propensities; those whose propensity is 0 are none."""
    text_index = repeat_index(np.diff(np.searchsorted(slots.first, words.offsets)))
    propensity = lexicon.propensity[slots.entry]
    like_name = np.zeros(len(slots), bool)
    if words.like_name.any():
        like_name = count_marked(words.like_name, slots.first, slots.n_words) > 0
    for factors, concerned in ((spinners.phrases, slots.n_words > 1), (spinners.entities, like_name)):
        if (factors != 1).any():
            factor = factors[text_index].astype(np.float32)
            propensity = np.where(concerned, propensity * factor, propensity)
    none, no = np.full(len(slots), -1), np.zeros(len(slots), bool)
    swaps = Swaps(text_index, slots.first, slots.n_words, slots.entry, propensity, none, no, none, like_name)
    return swaps.where(propensity > 0)


def _bits(swaps: Swaps, words: Words, keys: Keys, purpose: int) -> Keys:
    positions = swaps.first - words.offsets[swaps.text_index]
    return random_bits(keys[swaps.text_index], positions, purpose)


def _with_rows(swaps: Swaps, words: Words, keys: Keys, lexicon: Lexicon, rules: Rules) -> Swaps:
    """The swaps with a candidate for each."""
    starts = lexicon.offsets[swaps.entry]
    ends = np.minimum(lexicon.offsets[swaps.entry + 1], starts + rules.top)
    return replace(swaps, row=pick_candidates(_bits(swaps, words, keys, CHOOSE), starts, ends, lexicon.cumulative))


def _draw(swaps: Swaps, words: Words, keys: Keys, n_words: Ints, room: Ints) -> Bools:
    """Bool [s]: which swaps are made, so that they fill the room of each text."""
    return pick_slots(_bits(swaps, words, keys, RANK), swaps.propensity, n_words, swaps.text_index, room)


def _draw_again(swaps: Swaps, words: Words, keys: Keys, n_words: Ints, *, room: Ints, again_room: Ints) -> Bools:
    """Bool [s]: which swaps are made in a later pass.

    Those that cover clean words share `room`, clean words, by these; those inside of earlier replacements have
    `again_room`, words of the texts as they now are.
    """
    at_again, at_others = np.flatnonzero(swaps.n_fresh == 0), np.flatnonzero(swaps.n_fresh > 0)
    again, others = swaps.take(at_again), swaps.take(at_others)
    picked = np.zeros(len(swaps), bool)
    picked[at_again] = _draw(again, words, keys, n_words[at_again], again_room)
    picked[at_others] = _draw(others, words, keys, others.n_fresh, room)
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


def _mend_articles(swaps: Swaps, words: Words, lexicon: Lexicon, spinners: Spinners) -> Swaps:
    """Let swaps take in the article in front of them that would be wrong.

    A swap of that article alone gives way; if the article may not change, or belongs to a phrase that may, it is
    the swap behind that goes.
    """
    before = swaps.first - 1  # a text's first word has index -1 or a word that is not linked: both are harmless
    article = np.where(words.is_linked[before], _articles(words)[before], 0)
    wrong = (article > 0) & (article != lexicon.candidate_articles[lexicon.candidate[swaps.row]])
    wrong &= spinners.repair_articles[swaps.text_index]
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


def text_of(pieces: Pieces, lexicon: Lexicon) -> pa.StringArray:
    """String [p]: what is put for each piece."""
    return lexicon.texts.take(pa.array(pieces.candidate + pieces.form * lexicon.n_texts))


def pieces_of(swaps: Swaps, words: Words, lexicon: Lexicon, rules: Rules) -> tuple[Pieces, Ints]:
    """What is replaced where, and int64 [s]: the piece of each slot; a mended article is the piece before it."""
    form = np.full(len(swaps), AS_IS)
    if rules.casing == "copy":
        form = forms_of(words, swaps.first, swaps.n_words)
    candidate = lexicon.candidate[swaps.row]
    if not swaps.mends.any():
        pieces = Pieces(swaps.text_index, swaps.first, swaps.n_words, candidate, form)
        return pieces, np.arange(len(swaps))
    slot_piece = np.arange(len(swaps)) + np.cumsum(swaps.mends)
    mended = np.flatnonzero(swaps.mends)
    article = swaps.first[mended] - 1
    form_of_article = np.where(form[mended] == CAPITALS, CAPITALS, CAPITALISED)
    form_of_article[words.case[article] == LOWER] = AS_IS
    # The last two of the lexicon's texts are the articles, in the order of their codes.
    other = lexicon.n_texts - 3 + lexicon.candidate_articles[candidate[mended]].astype(np.int64)

    def interleave(of_articles: Ints, of_slots: Ints) -> Ints:
        both = np.empty(len(swaps) + len(mended), np.int64)
        both[slot_piece[mended] - 1], both[slot_piece] = of_articles, of_slots
        return both

    pieces = Pieces(
        text_index=interleave(swaps.text_index[mended], swaps.text_index),
        first=interleave(article, swaps.first),
        n_words=interleave(np.ones_like(article), swaps.n_words),
        candidate=interleave(other, candidate),
        form=interleave(form_of_article, form),
    )
    return pieces, slot_piece


def edits_of(swaps: Swaps, slot_piece: Ints, starts: Ints, ends: Ints, spliced: Spliced) -> Edits:
    """What the pass did: an edit for each swap.

    slot_piece    int64 [s]: the piece of each slot
    starts, ends  int64 [p]: bytes of each piece before the pass
    """
    first_piece = slot_piece - swaps.mends
    return Edits(
        text_index=swaps.text_index,
        clean_starts=starts[first_piece],
        clean_ends=ends[slot_piece],
        spun_starts=spliced.starts[first_piece],
        spun_ends=spliced.ends[slot_piece],
        n_words=swaps.n_fresh,
        passes=np.ones_like(swaps.row),
        row=swaps.row,
        like_name=swaps.like_name,
        unit=swaps.entry,
    )
