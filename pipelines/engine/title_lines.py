"""Lines in Title Case, mostly headlines: each of their words has a capital, so a capital there is no sign of a name."""

import numpy as np

from pipelines.engine import kernels
from pipelines.engine.analysis import Analysis
from pipelines.engine.buffers import Bools
from pipelines.engine.gaps import LINE_END, NOT_ONE_SPACE, TEXT_START
from pipelines.engine.vocabulary import LOWER

# Headlines leave short words (of, in, the) in lower case, so only words of this many letters count, and a line needs
# some of them: a byline (Ann Brook, Harbour News) has fewer.
MIN_LETTERS, MIN_WORDS = 4, 4


def is_in_title_line(analysis: Analysis) -> Bools:
    """Bool [n]: the line has MIN_WORDS longer words or more, four fifths of them with a capital.

    At most a fifth of the gaps between its words are other than one space: lists of names have more.
    """
    vocabulary, gaps = analysis.vocabulary, analysis.gaps
    is_longer = (vocabulary.n_letters >= MIN_LETTERS) & ~vocabulary.has_digit
    has_capital = is_longer & (vocabulary.case != LOWER)
    if kernels.is_compiled():
        is_title = np.empty(len(gaps), bool)
        kernels.run("find_title_lines", len(gaps), vocabulary.ids, gaps, is_longer, has_capital, is_title)
        return is_title
    begins = (gaps & (LINE_END | TEXT_START)) != 0
    lines = np.flatnonzero(begins)
    if not len(lines):
        return begins
    n_longer = np.add.reduceat(vocabulary.gather(is_longer.astype(np.int32)), lines)
    n_capitals = np.add.reduceat(vocabulary.gather(has_capital.astype(np.int32)), lines)
    n_words = np.diff(lines, append=len(gaps))
    n_odd_gaps = np.add.reduceat((((gaps & NOT_ONE_SPACE) != 0) & ~begins).astype(np.int32), lines)
    is_title = (n_longer >= MIN_WORDS) & (5 * n_capitals >= 4 * n_longer) & (5 * n_odd_gaps <= n_words)
    return np.repeat(is_title, n_words)
