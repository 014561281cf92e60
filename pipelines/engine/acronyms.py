"""Words in capitals among others: acronyms, which are other words than those in small letters (US, us)."""

import numpy as np

from pipelines.engine.analysis import Analysis
from pipelines.engine.buffers import Bools, spread
from pipelines.engine.gaps import LINE_END, TEXT_START
from pipelines.engine.vocabulary import UPPER


def is_acronym(analysis: Analysis, among: Bools | np.bool_ = np.True_) -> Bools:
    """Bool [n]: one of the words `among`, bool [n], that is all in capitals, in a line that has small letters.

    A line has small letters if it has a word of two letters or more, without a digit, that is not all in capitals.
    """
    vocabulary, gaps = analysis.vocabulary, analysis.gaps
    found = (vocabulary.token_case == UPPER) & among
    at = np.flatnonzero(found)
    if not len(at):
        return found
    has_small = (vocabulary.n_letters > 1) & ~vocabulary.has_digit & (vocabulary.case != UPPER)
    lines = np.flatnonzero(gaps & (LINE_END | TEXT_START))
    # Few lines have such words, and the others are not looked at.
    line_of = np.searchsorted(lines, at, side="right") - 1
    is_next = np.diff(line_of, prepend=-1) != 0
    used = line_of[is_next]
    lengths = np.diff(lines, append=len(gaps))[used]
    words = vocabulary.ids.take(spread(lines[used], lengths))
    has_small_words = np.logical_or.reduceat(has_small.take(words), np.cumsum(lengths) - lengths)
    found[at] = has_small_words[np.cumsum(is_next) - 1]
    return found
