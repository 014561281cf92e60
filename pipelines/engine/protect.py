"""Protected words: the masks of all rules together, applied once, on the clean texts."""

from dataclasses import dataclass

import numpy as np

from pipelines.engine.acronyms import is_acronym
from pipelines.engine.analysis import Analysis
from pipelines.engine.buffers import Bools
from pipelines.engine.glossary import is_listed
from pipelines.engine.markup import is_markup
from pipelines.engine.masks import is_address, is_contraction, is_hyphenated, is_number, is_quotation
from pipelines.engine.name_parts import is_name_part
from pipelines.engine.names import NameEvidence, find_lone_homographs, find_names, gather_evidence
from pipelines.engine.numbers import is_plain_number, is_scale
from pipelines.engine.plan import Plan
from pipelines.engine.spans import Spans, is_kept
from pipelines.engine.tokens import Tokens


@dataclass(frozen=True)
class Protection:
    """The result of the rules for n words.

    is_protected  bool [n]: must not change
    is_name_like  bool [n]: name-like, yet not protected
    """

    is_protected: Bools
    is_name_like: Bools


def protect_words(analysis: Analysis, plan: Plan, *, kept: Spans | None, digits: Bools | None) -> Protection:
    """Apply all rules to all words.

    kept    spans that must not change
    digits  bool [n]: see `numbers.is_digits`; None: no text may change numbers
    """
    texts, tokens, vocabulary = analysis.texts, analysis.tokens, analysis.vocabulary
    rules, parameters = plan.rules, plan.parameters
    protected = is_contraction(tokens, vocabulary) | is_address(texts, tokens) | is_markup(texts, tokens)
    numbers = is_number(vocabulary)
    protected |= is_scale(analysis, numbers)
    if digits is not None:
        numbers &= ~(is_plain_number(texts, tokens, digits) & _of_texts(parameters.digits, tokens))
    protected |= numbers
    if parameters.quotations.any():
        protected |= is_quotation(texts, tokens) & _of_texts(parameters.quotations, tokens)
    if rules.hyphenated:
        protected |= is_hyphenated(texts, tokens)
    if rules.glossary is not None:
        protected |= is_listed(rules.glossary, tokens, vocabulary)
    if kept is not None:
        protected |= is_kept(texts, tokens, kept)
    evidence = gather_evidence(analysis, rules, plan.lexicon)
    if not parameters.names.all():
        protected |= is_acronym(analysis, ~_of_texts(parameters.names, tokens))  # in other texts they are names
    if parameters.names.any():
        protected |= _protected_names(analysis, evidence, plan) & _of_texts(parameters.names, tokens)
    return Protection(protected, evidence.is_name_like & ~protected)


def _of_texts(is_set: Bools, tokens: Tokens) -> Bools | np.bool_:
    """Bool [n]: the parameter is set for the word's text; a single True if it is set for all texts."""
    return np.True_ if is_set.all() else np.repeat(is_set, tokens.counts)


def _protected_names(analysis: Analysis, evidence: NameEvidence, plan: Plan) -> Bools:
    """Bool [n]: names and the small words inside them, apart from lone homographs in texts that may change them."""
    may_change = plan.parameters.homographs
    names = find_names(analysis, evidence, plan.rules)
    if may_change.any():
        lone = find_lone_homographs(analysis, evidence, plan.lexicon)
        names = names & ~(lone & _of_texts(may_change, analysis.tokens))
    return names | is_name_part(analysis)
