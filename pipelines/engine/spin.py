"""The whole engine, in order: clean texts in, spun texts and their edits out."""

import numpy as np
import pyarrow as pa

from pipelines.engine.analysis import analyse
from pipelines.engine.buffers import Ints, Texts, view_texts
from pipelines.engine.clean_words import read_words
from pipelines.engine.compose import Edits, compose
from pipelines.engine.contract import EditedTexts, SpunTexts, as_contract
from pipelines.engine.current_words import CurrentWords
from pipelines.engine.draw import Floats, Keys
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.parameters import TextParameters
from pipelines.engine.pass_state import Budget, PassState
from pipelines.engine.pieces import edits_of, pieces_of, replacement_texts
from pipelines.engine.plan import Plan, make_plan
from pipelines.engine.replace import replace_words
from pipelines.engine.rules import Rules
from pipelines.engine.spans import Spans
from pipelines.engine.splice import splice
from pipelines.engine.swaps import choose_swaps


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
    In each text, rate * n_words clean words are swapped, rounded to an integer (a half, up). Fewer are swapped only if
    the text has too few slots, and then the rest is less than the words of its smallest slot left, or if later passes
    restored what earlier ones had changed.
    """
    plan = make_plan(keys, lexicon, rules, parameters)
    analysis = analyse(view_texts(texts))
    n_words = analysis.tokens.counts
    words = read_words(analysis, plan, kept=kept)
    edited = _make_passes(analysis.texts, words, plan, _round(rates * n_words))
    return as_contract(analysis.texts, edited, lexicon, n_words)


def _make_passes(texts: Texts, words: CurrentWords, plan: Plan, target: Ints) -> EditedTexts:
    """Make all passes over the texts.

    words   of the clean texts
    target  int64 [m]: clean words to swap in each text
    """
    n_clean, n_swapped = words.counts, np.zeros_like(target)
    edits, replacements = Edits.none(), pa.array([], pa.string())
    shares = np.cumsum(plan.rules.passes)
    shares[-1] = 1  # exactly, whatever the rounding of the sum
    for number, share in enumerate(shares, 1):
        state = PassState(plan, number, words, edits)
        # Words that are not clean: all current words less the clean ones left.
        n_replaced = words.counts - (n_clean - n_swapped)
        again = _round(plan.parameters.again * n_replaced)
        swaps = choose_swaps(state, Budget(clean=_round(share * target) - n_swapped, again=again))
        pieces, piece_of_slot = pieces_of(swaps, words, plan)
        replacements = replacement_texts(pieces, plan.lexicon)
        spliced = splice(texts, words.starts[pieces.first], words.ends[pieces.last], pieces.text_index, replacements)
        made = edits_of(swaps, piece_of_slot, words, spliced)
        texts, edits = spliced.texts, compose(edits, made) if len(edits) else made
        if number < len(shares):
            n_swapped += np.bincount(swaps.text_index, swaps.n_clean, minlength=len(texts)).astype(np.int64)
            words = replace_words(words, pieces, spliced, plan)
    # After one pass in which each swap is one piece, the replacements of the pieces are those of the edits.
    is_one_piece_each = len(shares) == 1 and len(replacements) == len(edits)
    return EditedTexts(texts, edits, replacements if is_one_piece_each else None)


def _round(numbers: Floats) -> Ints:
    """Round to integers, a half up."""
    return np.floor(numbers + 0.5).astype(np.int64)
