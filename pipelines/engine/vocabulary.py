"""What is known of each distinct word: computed once per word, gathered back to its tokens.

News repeats itself: a batch of a million tokens has some 50,000 distinct ones, so everything that is
a function of the word alone costs a twentieth of what it would cost per token.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Array, Bools, Ints, Texts, cut
from pipelines.engine.tokens import Tokens

LOWER, TITLE, UPPER = 0, 1, 2
# After these a full stop ends no sentence, so the capital that follows is a name's.
ABBREVIATIONS = pa.array(
    "mr mrs ms dr prof st gen col lt sgt capt sen rep gov rev hon jr sr vs inc corp co ltd no dept etc".split()  # noqa: SIM905 - a list takes 26 lines
)
# With 's these are contractions (it is, let us), not possessives: they stay as they are.
CONTRACTED = pa.array("it he she that this there here what who where when how why let".split())  # noqa: SIM905


@dataclass(frozen=True)
class Vocabulary:
    """v distinct words, and which of them each of n tokens is.

    ids              int64 [n]: the distinct word of each token
    lower            string [l]: the distinct lower-case forms of the words
    lower_ids        int64 [v]: which of them each word has
    case             int8 [v]: LOWER, TITLE (first letter is a capital) or UPPER (all of at least two letters are)
    n_letters        int64 [v]: length in code points
    has_digit        bool [v]: any character of it is a number's
    is_abbreviation  bool [v]: a full stop after it ends no sentence (Mr, Dr, single letters)
    is_contracted    bool [v]: with 's it is a contraction
    """

    ids: Ints
    lower: pa.StringArray
    lower_ids: Ints
    case: Array
    n_letters: Ints
    has_digit: Bools
    is_abbreviation: Bools
    is_contracted: Bools


def describe_words(texts: Texts, tokens: Tokens) -> Vocabulary:
    """Encode the tokens as ids of distinct words and describe each distinct word."""
    encoded = token_strings(texts, tokens).dictionary_encode()
    words = encoded.dictionary
    lower = pc.utf8_lower(words).dictionary_encode()
    lower_ids = lower.indices.to_numpy().astype(np.int64)
    n_letters = pc.utf8_length(words).to_numpy().astype(np.int64)
    is_capital = _bools(pc.utf8_is_upper(pc.utf8_slice_codeunits(words, 0, 1)))
    is_upper = _bools(pc.utf8_is_upper(words)) & (n_letters >= 2)
    has_digit = _bools(pc.match_substring_regex(lower.dictionary, r"\pN"))[lower_ids]
    is_listed = _bools(pc.is_in(lower.dictionary, value_set=ABBREVIATIONS))[lower_ids]
    return Vocabulary(
        ids=encoded.indices.to_numpy().astype(np.int64),
        lower=lower.dictionary,
        lower_ids=lower_ids,
        case=np.where(is_upper, UPPER, np.where(is_capital, TITLE, LOWER)).astype(np.int8),
        n_letters=n_letters,
        has_digit=has_digit,
        is_abbreviation=is_listed | ((n_letters == 1) & ~has_digit),
        is_contracted=_bools(pc.is_in(lower.dictionary, value_set=CONTRACTED))[lower_ids],
    )


def token_strings(texts: Texts, tokens: Tokens) -> pa.StringArray:
    """The tokens as an Arrow array [n], copied out of the texts."""
    borders = np.empty(2 * len(tokens), np.int64)
    borders[0::2], borders[1::2] = tokens.starts, tokens.ends
    if not len(tokens):
        return pa.array([], pa.string())
    return cut(texts.data, borders).take(pa.array(np.arange(0, len(borders), 2)))


def _bools(array: pa.BooleanArray) -> Bools:
    return np.asarray(array.to_numpy(zero_copy_only=False))
