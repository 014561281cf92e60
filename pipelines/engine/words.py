"""What the engine knows of each word of the current texts: of the clean ones, and of what passes made of them.

Pass 1 finds it out; later passes carry it on, see `replace`.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.engine.articles import article_codes
from pipelines.engine.buffers import Array, Bools, Ints, spread
from pipelines.engine.phrases import PhraseTable, find_words
from pipelines.engine.tokens import Tokens
from pipelines.engine.vocabulary import LOWER, TITLE, UPPER, Vocabulary

# A case beside those of the vocabulary: a capital that is all of its word, which may stand among capitals or not.
INITIAL = 3
# The forms of a replacement: as the lexicon has it, capitalised, or in capitals.
AS_IS, CAPITALISED, CAPITALS = 0, 1, 2


@dataclass(frozen=True)
class Words:
    """n words of m texts, in order.

    starts, ends  int64 [n]: byte spans, half-open
    offsets       int64 [m + 1]: the words of text i are offsets[i] : offsets[i + 1]
    words         int64 [n]: word of the lexicon's phrases, or -1
    case          int8 [n]: LOWER, TITLE, UPPER or INITIAL
    article       int8 [n]: 1 for `a`, 2 for `an`, 0 for all others; None if no text has its articles mended
    is_allowed    bool [n]: no rule protects the word
    is_linked     bool [n]: exactly one space stands between it and the next, in the same text
    is_short      bool [n]: too short to be swapped on its own
    like_name     bool [n]: name-like, though it is allowed
    is_fresh      bool [n]: a word of the clean text, no part of a replacement
    run           int64 [n]: the run of clean words that the word is in, see `draw.runs_of`; -1 if it had its swap;
                  None if no text has such a limit
    """

    starts: Ints
    ends: Ints
    offsets: Ints
    words: Ints
    case: Array
    article: Array | None
    is_allowed: Bools
    is_linked: Bools
    is_short: Bools
    like_name: Bools
    is_fresh: Bools
    run: Ints | None

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def counts(self) -> Ints:
        """int64 [m]: words of each text."""
        return np.diff(self.offsets)


def clean_words(
    tokens: Tokens,
    vocabulary: Vocabulary,
    table: PhraseTable,
    *,
    is_allowed: Bools,
    is_linked: Bools,
    is_short: Bools,
    like_name: Bools,
    articles: bool,
    run: Ints | None,
) -> Words:
    """The words of clean texts, for the first pass; `articles` asks for which are `a` or `an`."""
    return Words(
        starts=tokens.starts,
        ends=tokens.ends,
        offsets=tokens.offsets,
        words=words_of(table, vocabulary),
        case=_case_of(vocabulary)[vocabulary.ids],
        article=article_codes(vocabulary.lower)[vocabulary.lower_ids][vocabulary.ids] if articles else None,
        is_allowed=is_allowed,
        is_linked=is_linked,
        is_short=is_short,
        like_name=like_name,
        is_fresh=np.ones(len(tokens), bool),
        run=run,
    )


def _case_of(vocabulary: Vocabulary) -> Array:
    is_initial = (vocabulary.case == TITLE) & (vocabulary.n_letters == 1)
    return np.where(is_initial, np.int8(INITIAL), vocabulary.case)


def words_of(table: PhraseTable, vocabulary: Vocabulary) -> Ints:
    """int64 [n]: the table's word of each token, or -1; case does not matter."""
    return find_words(table, vocabulary.lower)[vocabulary.lower_ids][vocabulary.ids]


def forms_of(words: Words, first: Ints, n_words: Ints) -> Ints:
    """int64 [s]: the form in which a replacement has the case of the words first[i] : first[i] + n_words[i].

    Words all in capitals give capitals, unless they are a single letter; a capital first letter moves to the
    replacement's first letter.
    """
    case = words.case[first]
    form = np.where(case == LOWER, AS_IS, np.where((case == UPPER) & (n_words == 1), CAPITALS, CAPITALISED))
    phrases = np.flatnonzero((case != LOWER) & (n_words > 1))
    form[phrases] += _in_capitals(words, first[phrases], n_words[phrases])
    return form


def _in_capitals(words: Words, first: Ints, n_words: Ints) -> Bools:
    """Bool [s]: no word has a small letter, and one of them several capitals (A LOT, not A)."""
    if not len(first):
        return np.zeros(0, bool)
    case = words.case[spread(first, n_words)]
    borders = np.cumsum(n_words) - n_words
    # The codes above TITLE are those that may stand among capitals.
    return np.logical_and.reduceat(case > TITLE, borders) & np.logical_or.reduceat(case == UPPER, borders)


def count_marked(mask: Bools, first: Ints, n_words: Ints) -> Ints:
    """int64 [s]: how many of the words first[i] : first[i] + n_words[i] are marked."""
    count = mask[first].astype(np.int64)
    for word in range(1, int(n_words.max(initial=0))):
        longer = np.flatnonzero(n_words > word)
        count[longer] += mask[first[longer] + word]
    return count


def run_of(words: Words, first: Ints, n_words: Ints) -> Ints:
    """int64 [s]: the run of the first clean word of first[i] : first[i] + n_words[i], which has one."""
    if words.run is None:
        raise ValueError("expected words with their runs, got none: give them to `clean_words`")
    place, last = first, first + n_words - 1
    for _ in range(1, int(n_words.max(initial=0))):
        place = np.where(words.is_fresh[place], place, np.minimum(place + 1, last))
    return words.run[place]
