"""The words of clean texts as the first pass needs them, with the result of all rules for each word."""

import numpy as np

from pipelines.engine.analysis import Analysis
from pipelines.engine.apostrophes import has_only_curly
from pipelines.engine.buffers import Array, Bools
from pipelines.engine.current_words import INITIAL, CurrentWords
from pipelines.engine.draw import windows_of
from pipelines.engine.indefinite import indefinite_codes
from pipelines.engine.numbers import is_digits
from pipelines.engine.phrases import find_token_words
from pipelines.engine.plan import Plan
from pipelines.engine.protect import protect_words
from pipelines.engine.sentences import draw_emphasis
from pipelines.engine.spans import Spans
from pipelines.engine.vocabulary import TITLE, Vocabulary


def read_words(analysis: Analysis, plan: Plan, *, kept: Spans | None = None) -> CurrentWords:
    """Describe the words of clean texts; `kept` spans must not change."""
    tokens, vocabulary, parameters = analysis.tokens, analysis.vocabulary, plan.parameters
    digits = is_digits(vocabulary) if parameters.digits.any() else None
    protection = protect_words(analysis, plan, kept=kept, digits=digits)
    return CurrentWords(
        starts=tokens.starts.astype(np.int32),
        ends=tokens.ends.astype(np.int32),
        offsets=tokens.offsets,
        is_curly=has_only_curly(analysis.texts),
        words=find_token_words(plan.lexicon.phrases, vocabulary),
        case=vocabulary.gather(_case_of(vocabulary)),
        indefinite=_indefinite_of(vocabulary) if parameters.repair_articles.any() else None,
        is_allowed=~protection.is_protected,
        is_linked=analysis.is_linked,
        is_short=_is_short(vocabulary, plan.rules.min_letters, digits),
        is_name_like=protection.is_name_like,
        is_clean=np.ones(len(tokens), bool),
        window=_windows(analysis, plan) if (parameters.every > 1).any() else None,
        emphasis=draw_emphasis(analysis, plan.keys, parameters.sentence_spread),
    )


def _case_of(vocabulary: Vocabulary) -> Array:
    """int8 [v]: the case of each distinct word, with INITIAL for single capital letters."""
    is_initial = (vocabulary.case == TITLE) & (vocabulary.n_letters == 1)
    return np.where(is_initial, np.int8(INITIAL), vocabulary.case)


def _indefinite_of(vocabulary: Vocabulary) -> Array:
    return vocabulary.gather_lower(indefinite_codes(vocabulary.lower))


def _is_short(vocabulary: Vocabulary, min_letters: int, digits: Bools | None) -> Bools:
    """Bool [n]: too short to be swapped on its own; numbers in digits are not, where they may change."""
    is_short = vocabulary.gather(vocabulary.n_letters < min_letters)
    return is_short if digits is None else is_short & ~digits


def _windows(analysis: Analysis, plan: Plan) -> Array:
    return windows_of(analysis.tokens.counts, every=plan.parameters.every, keys=plan.keys).astype(np.int32)
