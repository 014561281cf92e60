"""Clean texts in, spun texts and their edits out: the whole engine, in order."""

import numpy as np
import pyarrow as pa

from pipelines.engine.buffers import Ints, Texts, view_texts
from pipelines.engine.compose import NO_EDITS, Edits, compose
from pipelines.engine.contract import SpunTexts, as_contract
from pipelines.engine.draw import Floats, Keys, runs_of
from pipelines.engine.gaps import describe_gaps, is_linked
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.numbers import is_digits
from pipelines.engine.pieces import edits_of, pieces_of, text_of
from pipelines.engine.plan import Plan, make_plan
from pipelines.engine.protect import Spans, protect_words
from pipelines.engine.replace import replace_words
from pipelines.engine.rules import Rules
from pipelines.engine.splice import splice
from pipelines.engine.swaps import choose_swaps
from pipelines.engine.tastes import Spinners
from pipelines.engine.tokens import Tokens, find_tokens
from pipelines.engine.units import Units, find_units
from pipelines.engine.vocabulary import Vocabulary, describe_words
from pipelines.engine.words import Words, clean_words


def spin_texts(
    texts: pa.StringArray,
    keys: Keys,
    rates: Floats,
    lexicon: Lexicon,
    rules: Rules,
    *,
    kept: Spans | None = None,
    spinners: Spinners | None = None,
) -> SpunTexts:
    """Spin each text, in as many passes as the rules have.

    keys      uint64 [m]: decides all random choices of a text; texts do not influence each other
    rates     float64 [m]: share of the words of each text to swap, 0-1
    kept      words that may not change, besides those that the rules protect
    spinners  one for each text; what they say takes the place of the rules' values of the same names
    As many clean words are swapped as rate * n_words says, rounded to a whole number (a half, up). A text comes short
    of that only if it has too few slots, and then by less words than the smallest phrase it has left, or if later
    passes undid what earlier ones did.
    """
    clean = view_texts(texts)
    plan = make_plan(keys, lexicon, rules, spinners)
    tokens = find_tokens(clean)
    words = find_words(clean, tokens, describe_words(clean, tokens), plan, kept=kept)
    spun, edits, replacements = _make_passes(clean, words, plan, _whole(rates * tokens.counts))
    return as_contract(clean, spun, edits, lexicon, tokens.counts, replacements=replacements)


def find_words(texts: Texts, tokens: Tokens, vocabulary: Vocabulary, plan: Plan, *, kept: Spans | None = None) -> Words:
    """The words of clean texts, with what the rules say of each."""
    gaps = describe_gaps(texts, tokens)
    spinners = plan.spinners
    digits = is_digits(vocabulary) if spinners.digits.any() else None
    protection = protect_words(texts, tokens, vocabulary, gaps, plan, kept=kept, digits=digits)
    is_short = (vocabulary.n_letters < plan.rules.min_letters)[vocabulary.ids]
    is_limited = bool((spinners.every > 1).any())
    return clean_words(
        tokens,
        vocabulary,
        plan.lexicon.phrases,
        is_allowed=~protection.is_protected,
        is_linked=is_linked(gaps),
        is_short=is_short if digits is None else is_short & ~digits,
        like_name=protection.like_name,
        articles=bool(spinners.repair_articles.any()),
        run=runs_of(tokens.counts, every=spinners.every, keys=plan.keys) if is_limited else None,
    )


def find_slots(words: Words, plan: Plan) -> Units:
    """The units of the lexicon that may change."""
    linked, phrases = words.is_linked, plan.spinners.phrases
    if not phrases.all():
        linked = linked & np.repeat(phrases > 0, words.counts)
    return find_units(
        plan.lexicon.phrases,
        words.words,
        is_allowed=words.is_allowed,
        is_short=words.is_short,
        is_linked=linked,
        phrases=bool(phrases.any()),
    )


def _make_passes(texts: Texts, words: Words, plan: Plan, room: Ints) -> tuple[Texts, Edits, pa.StringArray | None]:
    """The texts after all passes; what these did as one list of edits; and what each edit puts, if it is one swap.

    room  int64 [m]: clean words to cover in each text
    """
    lexicon, rules = plan.lexicon, plan.rules
    n_words, covered, edits = words.counts, np.zeros_like(room), NO_EDITS
    shares = np.cumsum(rules.passes)
    shares[-1] = 1  # whatever the last digits of the sum
    for number, share in enumerate(shares, 1):
        swaps = choose_swaps(
            words,
            find_slots(words, plan),
            plan,
            number,
            room=_whole(share * room) - covered,
            # Of the words that stand where clean ones were: all there are now, less the clean ones that are left.
            again_room=_whole(plan.spinners.again * (words.counts - n_words + covered)),
            earlier=edits,
        )
        pieces, slot_piece = pieces_of(swaps, words, lexicon, rules)
        starts, ends = words.starts[pieces.first], words.ends[pieces.first + pieces.n_words - 1]
        replacements = text_of(pieces, lexicon)
        spliced = splice(texts, starts, ends, pieces.text_index, replacements)
        texts = spliced.texts
        later = edits_of(swaps, slot_piece, starts, ends, spliced)
        edits = compose(edits, later) if len(edits) else later
        if number < len(shares):
            covered += np.bincount(swaps.text_index, swaps.n_fresh, minlength=len(texts)).astype(np.int64)
            known = lexicon.candidate_words
            words = replace_words(
                words, pieces, spliced.starts, spliced.ends, known=known, min_letters=rules.min_letters
            )
    are_single = len(shares) == 1 and len(pieces) == len(swaps)
    return texts, edits, replacements if are_single else None


def _whole(numbers: Floats) -> Ints:
    """Rounded to whole numbers, a half up."""
    return np.floor(numbers + 0.5).astype(np.int64)
