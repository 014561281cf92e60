"""The words that a profile's rules leave alone, by the engine's own rules on slots."""

import numpy as np

from pipelines.engine import Rules, Spans
from pipelines.engine.buffers import Bools, Texts
from pipelines.engine.gaps import describe_gaps
from pipelines.engine.protect import is_kept
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
from pipelines.engine.vocabulary import describe_words
from pipelines.engine.words import words_of


def find_open(texts: Texts, tokens: Tokens, rules: Rules | None, kept: Spans | None) -> Bools:
    """Bool [n]: the tokens that may change: neither protected by the rules nor in `kept`; None: no such limit."""
    protected = np.zeros(len(tokens), bool) if rules is None else _is_protected(texts, tokens, rules)
    if kept is not None:
        protected |= is_kept(texts, tokens, kept)
    return ~protected


def _is_protected(texts: Texts, tokens: Tokens, rules: Rules) -> Bools:
    vocabulary = describe_words(texts, tokens)
    protected = is_number(vocabulary) | is_contraction(tokens, vocabulary) | is_address(texts, tokens)
    protected |= (vocabulary.n_letters < rules.min_letters)[vocabulary.ids]
    if rules.names:
        protected |= is_name(tokens, vocabulary, describe_gaps(texts, tokens))
    if rules.quotations:
        protected |= is_quotation(texts, tokens)
    if rules.hyphenated:
        protected |= is_hyphenated(texts, tokens)
    if rules.glossary is not None:
        protected |= is_listed(rules.glossary, words_of(rules.glossary, vocabulary), tokens)
    return protected
