"""Swaps as what is spliced in, and as edits."""

import numpy as np
import pyarrow as pa

from pipelines.engine.buffers import Ints
from pipelines.engine.compose import Edits
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.replace import Pieces
from pipelines.engine.rules import Rules
from pipelines.engine.splice import Spliced
from pipelines.engine.swaps import Swaps
from pipelines.engine.vocabulary import LOWER
from pipelines.engine.words import AS_IS, CAPITALISED, CAPITALS, Words, forms_of


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
