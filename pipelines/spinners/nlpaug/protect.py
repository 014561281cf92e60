"""The words that a profile's rules leave alone, found by the engine itself."""

from dataclasses import replace

import numpy as np

from pipelines.engine import Rules, Spans
from pipelines.engine.analysis import analyse
from pipelines.engine.buffers import Bools, Texts
from pipelines.engine.clean_words import read_words
from pipelines.engine.index import index_lexicon
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.plan import make_plan
from pipelines.engine.spans import is_kept
from pipelines.engine.tokens import Tokens
from schemas import LEXICON


def find_open(texts: Texts, tokens: Tokens, rules: Rules | None, protected: Spans | None) -> Bools:
    """Bool [n]: the tokens that may change; no rules, no protected spans: all of them.

    Numbers in digits may not change, whatever the rules allow: nlpaug has no table of numbers.
    """
    if rules is None:
        return np.ones(len(tokens), bool) if protected is None else ~is_kept(texts, tokens, protected)
    plan = make_plan(np.zeros(len(texts), np.uint64), _no_lexicon(), replace(rules, digits=False))
    words = read_words(analyse(texts), plan, kept=protected)
    return words.is_allowed & ~words.is_short


def _no_lexicon() -> Lexicon:
    """Return a lexicon without units, and so without homographs: nlpaug brings its own words."""
    return index_lexicon(LEXICON.empty_table())
