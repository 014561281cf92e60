"""The whole engine, in order: clean texts in, spun texts and their edits out."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pipelines.engine.analysis import analyse
from pipelines.engine.buffers import Ints, Texts, view_texts
from pipelines.engine.clean_words import read_words
from pipelines.engine.compose import Edits, compose
from pipelines.engine.contract import SpunTexts, as_contract
from pipelines.engine.current_words import CurrentWords
from pipelines.engine.draw import Floats, Keys
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.parameters import TextParameters
from pipelines.engine.pass_state import Budget, PassState
from pipelines.engine.pieces import Pieces, edits_of, pieces_of, splice_pieces
from pipelines.engine.plan import Plan, make_plan
from pipelines.engine.replace import replace_words
from pipelines.engine.rules import Rules
from pipelines.engine.spans import Spans
from pipelines.engine.splice import Spliced
from pipelines.engine.swaps import Swaps, choose_swaps
from pipelines.engine.undone import EditedTexts, redo_undone


def spin_texts(
    texts: pa.StringArray,
    keys: Keys,
    rates: Floats,
    lexicon: Lexicon,
    rules: Rules,
    *,
    kept: Spans | None = None,
    parameters: TextParameters | None = None,
) -> SpunTexts:
    """Spin each text, in as many passes as the rules have.

    keys        uint64 [m]: decide all random choices of a text; texts do not influence each other
    rates       float64 [m]: share of the words of each text to swap, 0-1
    kept        spans that must not change, in addition to the words that the rules protect
    parameters  of each text; they replace the rules' values of the same names
    In each text, rate * n_words clean words are swapped, rounded to an integer (halves up). Fewer are swapped if slots
    run out, if every slot left has more words than may still be swapped, or if a later pass restores an original.
    """
    plan = make_plan(keys, lexicon, rules, parameters)
    analysis = analyse(view_texts(texts))
    n_words = analysis.tokens.counts
    words = read_words(analysis, plan, kept=kept)
    versions = _make_passes(analysis.texts, words, plan, _round(rates * n_words))
    return as_contract(analysis.texts, redo_undone(analysis.texts, versions), lexicon, n_words)


@dataclass(frozen=True)
class _Pass:
    """The result of one pass.

    spliced  the texts after the pass
    edits    from the texts before the pass to these, one for each swap
    """

    swaps: Swaps
    pieces: Pieces
    spliced: Spliced
    edits: Edits


def _make_passes(texts: Texts, words: CurrentWords, plan: Plan, target: Ints) -> list[EditedTexts]:
    """Make all passes over the texts; returns these after each pass.

    words   of the clean texts
    target  int64 [m]: clean words to swap in each text
    """
    n_clean, n_swapped = words.counts, np.zeros_like(target)
    shares_until = np.cumsum(plan.rules.passes)  # of the target, until the end of each pass
    shares_until[-1] = 1  # exactly, whatever the rounding of the sum
    edits, versions = Edits.none(), []
    for number, share in enumerate(shares_until, 1):
        # Words of replacements: all current words less the clean ones left.
        n_replaced = words.counts - (n_clean - n_swapped)
        again = _round(plan.parameters.again * n_replaced)
        budget = Budget(clean=_round(share * target) - n_swapped, again=again)
        made = _make_pass(texts, PassState(plan, number, words, edits), budget)
        texts, edits = made.spliced.texts, compose(edits, made.edits) if len(edits) else made.edits
        versions.append(EditedTexts(texts, edits))
        if number < len(shares_until):
            n_swapped += np.bincount(made.swaps.text_index, made.swaps.n_clean, minlength=len(texts)).astype(np.int64)
            words = replace_words(words, made.pieces, made.spliced, plan)
    return versions


def _make_pass(texts: Texts, state: PassState, budget: Budget) -> _Pass:
    """Choose the swaps of a pass and make them in the texts."""
    swaps = choose_swaps(state, budget)
    pieces, piece_of_slot = pieces_of(swaps, state)
    spliced = splice_pieces(texts, pieces, state.plan.lexicon)
    return _Pass(swaps, pieces, spliced, edits_of(swaps, pieces, piece_of_slot, spliced))


def _round(numbers: Floats) -> Ints:
    """Round to integers, a half up."""
    return np.floor(numbers + 0.5).astype(np.int64)
