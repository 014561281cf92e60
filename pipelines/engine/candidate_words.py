"""The words of the lexicon's candidates, found once: what later passes need to know of replacements."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pipelines.engine.articles import article_codes
from pipelines.engine.buffers import Array, Bools, Ints, view_texts
from pipelines.engine.gaps import describe_gaps, is_linked
from pipelines.engine.phrases import PhraseTable
from pipelines.engine.slots import is_contraction, is_number
from pipelines.engine.tokens import find_tokens
from pipelines.engine.vocabulary import describe_words
from pipelines.engine.words import words_of


@dataclass(frozen=True)
class CandidateWords:
    """w words of t candidates, in order.

    offsets       int64 [t + 1]: the words of candidate i are offsets[i] : offsets[i + 1]
    starts, ends  int64 [w]: bytes within the candidate, half-open
    words         int64 [w]: word of the lexicon's phrases, or -1
    n_letters     int64 [w]: length in code points
    article       int8 [w]: 1 for `a`, 2 for `an`, 0 for all others
    is_allowed    bool [w]: it may be swapped in turn; what has a digit may not, nor the first half of it's
    is_linked     bool [w]: one space is between it and the next; of a last word: it ends the candidate
    begins        bool [t]: the candidate begins with a word
    """

    offsets: Ints
    starts: Ints
    ends: Ints
    words: Ints
    n_letters: Ints
    article: Array
    is_allowed: Bools
    is_linked: Bools
    begins: Bools


def split_candidates(candidates: pa.StringArray, table: PhraseTable) -> CandidateWords:
    """Find the words of each candidate; `table` has the lexicon's units."""
    texts = view_texts(candidates)
    tokens = find_tokens(texts)
    vocabulary = describe_words(texts, tokens)
    origins = np.repeat(texts.offsets[:-1], tokens.counts)
    linked = is_linked(describe_gaps(texts, tokens))
    some = tokens.counts > 0
    last = tokens.offsets[1:][some] - 1
    linked[last] = tokens.ends[last] == texts.offsets[1:][some]
    begins = some.copy()
    begins[some] = tokens.starts[tokens.offsets[:-1][some]] == texts.offsets[:-1][some]
    return CandidateWords(
        offsets=tokens.offsets,
        starts=tokens.starts - origins,
        ends=tokens.ends - origins,
        words=words_of(table, vocabulary),
        n_letters=vocabulary.n_letters[vocabulary.ids],
        article=article_codes(vocabulary.lower)[vocabulary.lower_ids][vocabulary.ids],
        is_allowed=~(is_number(vocabulary) | is_contraction(tokens, vocabulary)),
        is_linked=linked,
        begins=begins,
    )
