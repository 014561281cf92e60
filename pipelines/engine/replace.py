"""The words of the texts after a pass, without a new search for words.

The words of a replacement come from the lexicon, where they were found once, and take their places between the words
that stay.
"""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from pipelines.engine import kernels
from pipelines.engine.buffers import Array, Bools, Ints, repeat_index, spread
from pipelines.engine.candidate_words import CandidateWords
from pipelines.engine.casings import N_CASINGS, cases_of_words
from pipelines.engine.current_words import INITIAL, CurrentWords
from pipelines.engine.pieces import Pieces
from pipelines.engine.plan import Plan
from pipelines.engine.splice import Spliced
from pipelines.engine.vocabulary import LOWER, TITLE

# Case, by casing, of a replacement's first word and of the others, which are of three kinds; and of single letters.
FIRST_CASE, OTHER_CASE = cases_of_words(LOWER, TITLE)
FIRST_LETTER_CASE, OTHER_LETTER_CASE = cases_of_words(LOWER, INITIAL)

# The fields of CurrentWords that have an item for each text.
OF_TEXTS = ("offsets", "is_curly")


@dataclass(frozen=True)
class _Alignment:
    """The words after a pass, aligned with the words before it and with the words of the candidates.

    n words after the pass, r of them in replacements:
    old_word        int64 [n]: the word before the pass; for words of a replacement, the first that it replaces
    place           int64 [r]: the word after the pass
    candidate_word  int64 [r]: the same word in the lexicon's candidate words
    piece           int64 [r]: its piece
    is_first        bool [r]: first word of its replacement
    is_last         bool [r]: last word of its replacement
    """

    old_word: Ints
    place: Ints
    candidate_word: Ints
    piece: Ints
    is_first: Bools
    is_last: Bools

    def merge(self, old: Array, new: Array | int) -> Array:
        """[n]: values after the pass, from those of the words before it and of the words of replacements, [r]."""
        merged: Array = old[self.old_word]
        merged[self.place] = new
        return merged

    def merge_places(self, old: Array, new: Array) -> Array:
        """int32 [n]: the same of places in the texts."""
        return self.merge(old, new).astype(np.int32)


def replace_words(words: CurrentWords, pieces: Pieces, spliced: Spliced, plan: Plan) -> CurrentWords:
    """The words of the texts after the pieces are replaced; `spliced` are these texts."""
    known = plan.lexicon.inventory.words
    n_new = known.counts.take(pieces.candidate)
    if kernels.is_compiled():
        return _replace_words(words, pieces, spliced, n_new, plan)
    aligned = _align(len(words), pieces, n_new, known)
    new = aligned.candidate_word
    spun_starts, shift = spliced.starts[aligned.piece], _shift_of_words(len(words), pieces, spliced)
    return CurrentWords(
        starts=aligned.merge_places(words.starts + shift, spun_starts + known.starts[new]),
        ends=aligned.merge_places(words.ends + shift, spun_starts + known.ends[new]),
        offsets=_offsets(words.offsets, pieces, n_new),
        is_curly=words.is_curly,
        words=aligned.merge(words.words, known.words[new]),
        case=aligned.merge(words.case, _case_of(aligned, pieces, known)),
        indefinite=None if words.indefinite is None else aligned.merge(words.indefinite, known.indefinite[new]),
        is_allowed=aligned.merge(words.is_allowed, known.is_allowed[new] & ~_is_kept(words, aligned, pieces, known)),
        is_linked=_links(words, aligned, pieces, n_new, known),
        is_short=aligned.merge(words.is_short, known.n_letters[new] < plan.rules.min_letters),
        is_name_like=aligned.merge(words.is_name_like, new=False),
        is_clean=aligned.merge(words.is_clean, new=False),
        window=None if words.window is None else aligned.merge(_close_windows(words.window, pieces), -1),
        # The words of a replacement are in the sentence of the first word that it replaces.
        emphasis=None if words.emphasis is None else words.emphasis[aligned.old_word],
    )


def _align(n_words: int, pieces: Pieces, n_new: Ints, known: CandidateWords) -> _Alignment:
    """Align the words before and after the pass; `n_new` is the number of words of each replacement."""
    # An old word appears once. In a piece, the first word appears once for each word of the replacement, to hold its
    # place, and the other words never.
    counts = np.ones(n_words, np.int64)
    counts[spread(pieces.first, pieces.n_words)] = 0
    counts[pieces.first] = n_new
    is_first, is_last = _ends_of_runs(n_new)
    return _Alignment(
        old_word=np.repeat(np.arange(n_words), counts),
        place=spread(_new_first(pieces, n_new), n_new),
        candidate_word=spread(known.offsets[pieces.candidate], n_new),
        piece=repeat_index(n_new),
        is_first=is_first,
        is_last=is_last,
    )


def _new_first(pieces: Pieces, n_new: Ints) -> Ints:
    """int64 [p]: the first word of each replacement among the words after the pass."""
    gain = n_new - pieces.n_words
    return pieces.first + np.cumsum(gain) - gain


def _shift_of_words(n_words: int, pieces: Pieces, spliced: Spliced) -> Ints:
    """int64 [n_words]: bytes by which each word moves: the bytes that the pieces before it have added."""
    n_until = np.diff(pieces.first, prepend=0, append=n_words)
    return np.repeat(np.append(0, spliced.ends - pieces.ends), n_until)


def _offsets(offsets: Ints, pieces: Pieces, n_new: Ints) -> Ints:
    """int64 [m + 1]: the offsets of the texts' words after the pass."""
    gain = np.bincount(pieces.text_index, n_new - pieces.n_words, minlength=len(offsets) - 1).astype(np.int64)
    return offsets + np.append(0, np.cumsum(gain))


def _case_of(aligned: _Alignment, pieces: Pieces, known: CandidateWords) -> Array:
    """int8 [r]: the case of each word of a replacement."""
    casing = pieces.casing[aligned.piece]
    is_letter, rising = known.n_letters[aligned.candidate_word] == 1, known.rising[aligned.candidate_word]
    first_case = np.where(is_letter, FIRST_LETTER_CASE[casing], FIRST_CASE[casing])
    other_case = np.where(is_letter, OTHER_LETTER_CASE[rising, casing], OTHER_CASE[rising, casing])
    return np.where(aligned.is_first, first_case, other_case)


def _is_kept(words: CurrentWords, aligned: _Alignment, pieces: Pieces, known: CandidateWords) -> Bools:
    """Bool [r]: the word is the first that its replacement replaces (on -> on the).

    Later passes leave it alone: they would make "on the the the" of it, and no sample has a word three times in a row.
    """
    replaced, new = words.words[pieces.first][aligned.piece], known.words[aligned.candidate_word]
    return np.asarray((new == replaced) & (new >= 0))


def _links(words: CurrentWords, aligned: _Alignment, pieces: Pieces, n_new: Ints, known: CandidateWords) -> Bools:
    """Bool [n]: exactly one space between the word and the next, after the pass."""
    # The last word of a replacement keeps the link of the last word that it replaces.
    link_after_piece = words.is_linked[pieces.first + pieces.n_words - 1][aligned.piece]
    is_linked = aligned.merge(
        words.is_linked, known.is_linked[aligned.candidate_word] & (~aligned.is_last | link_after_piece)
    )
    # A word loses its link to a replacement that does not begin with a word.
    unlinked = (_new_first(pieces, n_new) - 1)[~known.begins[pieces.candidate]]
    is_linked[unlinked[unlinked >= 0]] = False
    return is_linked


def _close_windows(window: Array, pieces: Pieces) -> Array:
    """int32 [words]: the window of each word, -1 for windows with a replaced word."""
    is_closed = np.zeros(window.max(initial=0) + 2, bool)  # the last item is read for words without a window, -1
    is_closed[window[spread(pieces.first, pieces.n_words)]] = True
    return window | -is_closed[window].astype(np.int32)


def _ends_of_runs(lengths: Ints) -> tuple[Bools, Bools]:
    """Bool [sum of lengths], twice: the first and the last item of each of the adjacent runs of these lengths."""
    ends = np.cumsum(lengths)
    is_first, is_last = np.zeros(lengths.sum(), bool), np.zeros(lengths.sum(), bool)
    is_filled = lengths > 0
    is_first[(ends - lengths)[is_filled]] = True
    is_last[ends[is_filled] - 1] = True
    return is_first, is_last


def _replace_words(words: CurrentWords, pieces: Pieces, spliced: Spliced, n_new: Ints, plan: Plan) -> CurrentWords:
    """The same, compiled; `n_new` is the number of words of each replacement."""
    known, window = plan.lexicon.inventory.words, words.window
    offsets = _offsets(words.offsets, pieces, n_new)
    is_closed = None if window is None else np.zeros(window.max(initial=0) + 1, bool)
    old = {field.name: getattr(words, field.name) for field in fields(words) if field.name not in OF_TEXTS}
    new: dict[str, Any] = {
        name: None if array is None else np.empty(offsets[-1], array.dtype) for name, array in old.items()
    }
    kernels.run(
        "replace_words",
        *(len(words), *old.values()),
        *(len(pieces), pieces.first, pieces.n_words, n_new, pieces.ends, pieces.casing),
        *(spliced.starts, spliced.ends),
        *(known.offsets.take(pieces.candidate), known.begins.take(pieces.candidate), known.packed),
        *(plan.rules.min_letters, FIRST_CASE, FIRST_LETTER_CASE, OTHER_CASE, OTHER_LETTER_CASE, N_CASINGS),
        *(is_closed, *new.values()),
    )
    return CurrentWords(offsets=offsets, is_curly=words.is_curly, **new)
