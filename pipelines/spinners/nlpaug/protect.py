"""The words that a profile's rules leave alone, by the engine's own rules."""

import numpy as np

from pipelines.engine import Rules, Spans
from pipelines.engine.analysis import analyse
from pipelines.engine.buffers import Bools, Texts
from pipelines.engine.lexicon import Lexicon, index_lexicon
from pipelines.engine.plan import make_plan
from pipelines.engine.protect import protect_words
from pipelines.engine.spans import is_kept
from pipelines.engine.tokens import Tokens
from schemas import LEXICON


def find_open(texts: Texts, tokens: Tokens, rules: Rules | None, kept: Spans | None) -> Bools:
    """Bool [n]: the tokens that may change: neither protected by the rules nor in `kept`; None: no such limit."""
    protected = np.zeros(len(tokens), bool) if rules is None else _is_protected(texts, rules)
    if kept is not None:
        protected |= is_kept(texts, tokens, kept)
    return ~protected


def _is_protected(texts: Texts, rules: Rules) -> Bools:
    analysis = analyse(texts)
    plan = make_plan(np.zeros(len(texts), np.uint64), _no_lexicon(), rules)
    protection, vocabulary = protect_words(analysis, plan, kept=None, digits=None), analysis.vocabulary
    return protection.is_protected | vocabulary.gather(vocabulary.n_letters < rules.min_letters)


def _no_lexicon() -> Lexicon:
    """A lexicon without units, and so without homographs: nlpaug brings its own words."""
    return index_lexicon(LEXICON.empty_table())
