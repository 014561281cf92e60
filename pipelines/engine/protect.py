"""Which words may not change, by all rules together: decided once, on the clean texts."""

from dataclasses import dataclass

import numpy as np

from pipelines.engine.buffers import Bools, Ints, Texts, byte_positions, code_points
from pipelines.engine.gaps import Bits, is_linked
from pipelines.engine.names import is_known_name, is_lone_homograph
from pipelines.engine.numbers import is_plain_number
from pipelines.engine.plan import Plan
from pipelines.engine.slots import (
    is_address,
    is_contraction,
    is_hyphenated,
    is_listed,
    is_name,
    is_number,
    is_quotation,
)
from pipelines.engine.tokens import Tokens
from pipelines.engine.vocabulary import Vocabulary
from pipelines.engine.words import words_of


@dataclass(frozen=True)
class Spans:
    """k spans of texts: text index, and bytes within that text, half-open; all int64 [k], in any order."""

    text_index: Ints
    starts: Ints
    ends: Ints


def spans_of_points(texts: Texts, text_index: Ints, starts: Ints, ends: Ints) -> Spans:
    """Spans of which starts and ends are given in code points within their text; raises ValueError for any outside."""
    borders = code_points(texts.data, texts.offsets)
    wrong = (starts < 0) | (ends < starts) | (ends > np.diff(borders)[text_index])
    if wrong.any():
        text = int(text_index[wrong][0])
        raise ValueError(
            f"expected spans inside their texts, got {starts[wrong][0]} to {ends[wrong][0]} in text {text}, which has "
            f"{np.diff(borders)[text]} code points"
        )
    points, origins = borders[text_index], texts.offsets[text_index]
    starts = byte_positions(texts.data, points + starts) - origins
    ends = byte_positions(texts.data, points + ends) - origins
    return Spans(text_index, starts, ends)


def join_spans(*spans: Spans) -> Spans:
    """All of them."""
    columns = ([each.text_index for each in spans], [each.starts for each in spans], [each.ends for each in spans])
    return Spans(*(np.concatenate(column) for column in columns))


@dataclass(frozen=True)
class Protection:
    """What the rules say of n words.

    is_protected  bool [n]: it may not change
    like_name     bool [n]: it is name-like, and may change all the same
    """

    is_protected: Bools
    like_name: Bools


def protect_words(
    texts: Texts,
    tokens: Tokens,
    vocabulary: Vocabulary,
    gaps: Bits,
    plan: Plan,
    *,
    kept: Spans | None,
    digits: Bools | None,
) -> Protection:
    """All rules on all words; `digits` is what `numbers.is_digits` says, or None if no text may change numbers."""
    rules, spinners = plan.rules, plan.spinners
    protected = is_contraction(tokens, vocabulary) | is_address(texts, tokens)
    numbers = is_number(vocabulary)
    if digits is not None:
        numbers &= ~(is_plain_number(texts, tokens, digits) & _in_texts(spinners.digits, tokens))
    protected |= numbers
    if spinners.quotations.any():
        protected |= is_quotation(texts, tokens) & _in_texts(spinners.quotations, tokens)
    if rules.hyphenated:
        protected |= is_hyphenated(texts, tokens)
    if rules.glossary is not None:
        protected |= is_listed(rules.glossary, words_of(rules.glossary, vocabulary), tokens)
    if kept is not None:
        protected |= is_kept(texts, tokens, kept)
    like_name = is_name(tokens, vocabulary, gaps)
    if spinners.names.any():
        names = _find_names(like_name, tokens, vocabulary, is_linked(gaps), plan)
        protected |= names & _in_texts(spinners.names, tokens)
    return Protection(protected, like_name & ~protected)


def _in_texts(asked: Bools, tokens: Tokens) -> Bools | np.bool_:
    """Bool [n]: does the word's text ask for it? A single True if all do."""
    return np.True_ if asked.all() else np.repeat(asked, tokens.counts)


def _find_names(like_name: Bools, tokens: Tokens, vocabulary: Vocabulary, linked: Bools, plan: Plan) -> Bools:
    rules, phrases, asked = plan.rules, plan.lexicon.phrases, plan.spinners.homographs
    names, listed = like_name, np.zeros(len(tokens), bool)
    if rules.gazetteer is not None:
        listed = is_listed(rules.gazetteer, words_of(rules.gazetteer, vocabulary), tokens)
        names = is_known_name(like_name, listed, tokens, vocabulary, linked, given_names=rules.given_names)
    if asked.any():
        entries = phrases.single_entries[words_of(phrases, vocabulary)]
        is_homograph = np.append(plan.lexicon.is_homograph, False)[entries]
        lone = is_lone_homograph(like_name, listed, vocabulary, linked, is_homograph)
        names = names & ~(lone & _in_texts(asked, tokens))
    return names


def is_kept(texts: Texts, tokens: Tokens, kept: Spans) -> Bools:
    """Bool [n]: any of the token's bytes is in one of the spans; raises ValueError for spans outside their text."""
    n_bytes = np.diff(texts.offsets)
    wrong = (kept.starts < 0) | (kept.ends > n_bytes[kept.text_index])
    if wrong.any():
        text = int(kept.text_index[wrong][0])
        raise ValueError(
            f"expected kept spans inside their texts, got {kept.starts[wrong][0]} to {kept.ends[wrong][0]} "
            f"in text {text}, which has {n_bytes[text]} bytes: offsets count bytes from the start of the text"
        )
    some = kept.starts < kept.ends
    origins = texts.offsets[kept.text_index[some]]
    first = np.searchsorted(tokens.ends, kept.starts[some] + origins, side="right")
    behind = np.searchsorted(tokens.starts, kept.ends[some] + origins)
    steps = np.bincount(first, minlength=len(tokens) + 1) - np.bincount(behind, minlength=len(tokens) + 1)
    return np.cumsum(steps[:-1]) > 0
