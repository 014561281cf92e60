"""The words of the texts that a pass leaves, without looking for words again.

The words of a replacement come from the lexicon, where they were found once, and take their places between the
words that stay.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.engine.buffers import Array, Bools, Ints, repeat_index, spread
from pipelines.engine.candidate_words import CandidateWords
from pipelines.engine.vocabulary import LOWER, TITLE, UPPER
from pipelines.engine.words import INITIAL, Words

# Case in each form of a replacement's first word, of a first word that is a single letter, and of the other words.
FIRST_CASE = np.array([LOWER, TITLE, UPPER], np.int8)
FIRST_LETTER_CASE = np.array([LOWER, INITIAL, UPPER], np.int8)
OTHER_CASE = np.array([LOWER, LOWER, UPPER], np.int8)


@dataclass(frozen=True)
class Pieces:
    """p stretches of words with what replaces each; sorted, disjoint.

    text_index  int64 [p]
    first       int64 [p]: first word
    n_words     int64 [p]: number of words
    candidate   int64 [p]: which of the lexicon's texts
    form        int64 [p]: AS_IS, CAPITALISED or CAPITALS
    """

    text_index: Ints
    first: Ints
    n_words: Ints
    candidate: Ints
    form: Ints

    def __len__(self) -> int:
        return len(self.first)


def replace_words(
    words: Words, pieces: Pieces, spun_starts: Ints, spun_ends: Ints, *, known: CandidateWords, min_letters: int
) -> Words:
    """The words of the texts after the pieces are replaced.

    spun_starts, spun_ends  int64 [p]: bytes of each replacement in the new texts
    known                   the words of the lexicon's texts
    """
    n_new = known.offsets[pieces.candidate + 1] - known.offsets[pieces.candidate]
    n_more = n_new - pieces.n_words
    more_before = np.cumsum(n_more) - n_more
    last = pieces.first + pieces.n_words - 1
    # Where each new word comes from, as if the first word of a piece stood for all that replace it; then these.
    counts = np.ones(len(words), np.int64)
    counts[spread(pieces.first, pieces.n_words)] = 0
    counts[pieces.first] = n_new
    source = np.repeat(np.arange(len(words)), counts)
    at = spread(pieces.first + more_before, n_new)
    row, piece = spread(known.offsets[pieces.candidate], n_new), repeat_index(n_new)
    is_first, is_last = _ends_of_runs(n_new)

    def renew(old: Array, new: Array | int) -> Array:
        gathered: Array = old[source]
        gathered[at] = new
        return gathered

    is_linked = renew(words.is_linked, known.is_linked[row] & (~is_last | words.is_linked[last][piece]))
    # A word has no link to what comes after it if that is a replacement that does not begin with a word.
    cut_off = (pieces.first + more_before - 1)[~known.begins[pieces.candidate]]
    is_linked[cut_off[cut_off >= 0]] = False
    # Behind a piece, all bytes move by as much as its end does.
    n_until = np.diff(pieces.first, prepend=0, append=len(words))
    shift = np.repeat(np.append(0, spun_ends - words.ends[last]), n_until)
    form = pieces.form[piece]
    first_case = np.where(known.n_letters[row] == 1, FIRST_LETTER_CASE[form], FIRST_CASE[form])
    return Words(
        starts=renew(words.starts + shift, spun_starts[piece] + known.starts[row]),
        ends=renew(words.ends + shift, spun_starts[piece] + known.ends[row]),
        offsets=words.offsets + _running_sum(n_more, pieces.text_index, len(words.offsets) - 1),
        words=renew(words.words, known.words[row]),
        case=renew(words.case, np.where(is_first, first_case, OTHER_CASE[form])),
        article=None if words.article is None else renew(words.article, known.article[row]),
        is_allowed=renew(words.is_allowed, known.is_allowed[row]),
        is_linked=is_linked,
        is_short=renew(words.is_short, known.n_letters[row] < min_letters),
        like_name=renew(words.like_name, new=False),
        is_fresh=renew(words.is_fresh, new=False),
        run=None if words.run is None else renew(_close_runs(words.run, spread(pieces.first, pieces.n_words)), -1),
    )


def _close_runs(run: Ints, replaced: Ints) -> Ints:
    """The runs without those that hold any of the replaced words."""
    is_closed = np.zeros(run.max(initial=0) + 2, bool)
    is_closed[run[replaced]] = True
    return np.where(is_closed[run], -1, run)


def _ends_of_runs(lengths: Ints) -> tuple[Bools, Bools]:
    """Which items of runs of these lengths, one after the other, are the first and the last of their run."""
    ends = np.cumsum(lengths)
    is_first, is_last = np.zeros(lengths.sum(), bool), np.zeros(lengths.sum(), bool)
    some = lengths > 0
    is_first[(ends - lengths)[some]] = True
    is_last[ends[some] - 1] = True
    return is_first, is_last


def _running_sum(steps: Ints, text_index: Ints, n_texts: int) -> Ints:
    """int64 [m + 1]: the steps in the texts before each."""
    return np.append(0, np.cumsum(np.bincount(text_index, steps, minlength=n_texts).astype(np.int64)))
