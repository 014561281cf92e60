"""What is known of each distinct word: computed once per word, gathered back to its tokens.

News repeats itself: a batch of a million tokens has some 50,000 distinct ones, so everything that is
a function of the word alone costs a twentieth of what it would cost per token.
"""

import unicodedata
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Array, Bools, Bytes, Ints, Texts, cut, hash_ints, look_up, short_keys, view_texts
from pipelines.engine.tokens import Tokens

LOWER, TITLE, UPPER = 0, 1, 2
# What a byte of a word may be; other bytes below 0x80 are joiners.
DIGIT, CAPITAL, SMALL, NOT_ASCII = 1, 2, 4, 8
CLASSES = bytes(
    NOT_ASCII * (byte >= 0x80) or chr(byte).isdigit() | chr(byte).isupper() << 1 | chr(byte).islower() << 2
    for byte in range(256)
)
# Places for the keys of one batch, some 20,000: a table that fits the cache.
KEY_BITS = 16
# After these a full stop ends no sentence, so the capital that follows is a name's.
ABBREVIATIONS = pa.array(
    "mr mrs ms dr prof st gen col lt sgt capt sen rep gov rev hon jr sr vs inc corp co ltd no dept etc".split()  # noqa: SIM905 - a list takes 26 lines
)
# With 's these are contractions (it is, let us), not possessives: they stay as they are.
CONTRACTED = pa.array("it he she that this there here what who where when how why let".split())  # noqa: SIM905
LISTED = pa.concat_arrays([ABBREVIATIONS, CONTRACTED])


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
    ids, words = number_strings(texts.data, tokens.starts, tokens.ends)
    lower = pc.utf8_lower(words).dictionary_encode()
    lower_ids, lower = lower.indices.to_numpy().astype(np.int64), lower.dictionary
    case, n_letters, has_digit = _describe_letters(words)
    listed = pc.fill_null(pc.index_in(lower, value_set=LISTED), -1).to_numpy()[lower_ids]
    is_abbreviation = (listed >= 0) & (listed < len(ABBREVIATIONS))
    return Vocabulary(
        ids=ids,
        lower=lower,
        lower_ids=lower_ids,
        case=case,
        n_letters=n_letters,
        has_digit=has_digit,
        is_abbreviation=is_abbreviation | ((n_letters == 1) & ~has_digit),
        is_contracted=listed >= len(ABBREVIATIONS),
    )


def token_strings(texts: Texts, tokens: Tokens) -> pa.StringArray:
    """The tokens as an Arrow array [n], copied out of the texts."""
    return _copy_strings(texts.data, tokens.starts, tokens.ends)


def number_strings(data: Bytes, starts: Ints, ends: Ints) -> tuple[Ints, pa.StringArray]:
    """The distinct strings in the spans starts[i] : ends[i], and int64 [n]: which of them each span holds.

    None is empty or has a zero byte.
    """
    n_bytes = ends - starts
    ids, short = _number_keys(short_keys(data, starts, n_bytes))
    is_long = np.flatnonzero(n_bytes > 8)
    long = _copy_strings(data, starts[is_long], ends[is_long]).dictionary_encode()
    ids[is_long] = len(short) + long.indices.to_numpy()
    return ids, pa.concat_arrays([_key_strings(short), long.dictionary])


def _number_keys(keys: Array) -> tuple[Ints, Array]:
    """The distinct keys, and int64 [n]: which of them each key is; those that are 0 are none, and get any number."""
    places = hash_ints(keys, KEY_BITS)
    owners = np.zeros(1 << KEY_BITS, np.uint64)
    owners[places] = keys
    owners[0] = 0
    taken = np.flatnonzero(owners != 0)
    numbers = np.zeros(1 << KEY_BITS, np.int64)
    numbers[taken] = np.arange(len(taken))
    ids = numbers[places]
    # One of the keys with the same hash owns the place; the few others take their numbers behind all owners.
    lost = np.flatnonzero(owners[places] != keys)
    others = pa.array(keys[lost]).dictionary_encode()
    ids[lost] = len(taken) + others.indices.to_numpy()
    return ids, np.concatenate([owners[taken], others.dictionary.to_numpy()])


def _key_strings(keys: Array) -> pa.StringArray:
    """The strings whose bytes the keys are."""
    data = keys.astype("<u8").view(np.uint8)
    is_used = data != 0
    return cut(data[is_used], np.append(0, np.cumsum(np.bitwise_count(is_used.view(np.uint64)))))


def _copy_strings(data: Bytes, starts: Ints, ends: Ints) -> pa.StringArray:
    if not len(starts):
        return pa.array([], pa.string())
    borders = np.stack([starts, ends], axis=1).ravel()
    return cut(data, borders).take(pa.array(np.arange(0, len(borders), 2)))


def _describe_letters(words: pa.StringArray) -> tuple[Array, Ints, Bools]:
    """Case, length in code points, and whether there is a digit, of each word.

    Bytes tell it of words in ASCII; only the others, which are few in English, are given to Arrow.
    """
    viewed = view_texts(words)
    first = viewed.offsets[:-1]
    classes = look_up(CLASSES, viewed.data)
    found = np.bitwise_or.reduceat(classes, first) if len(first) else classes
    n_letters = np.diff(viewed.offsets)
    is_capital = classes[first] == CAPITAL
    is_upper = found & (CAPITAL | SMALL) == CAPITAL
    has_digit = found & DIGIT != 0
    others = np.flatnonzero(found & NOT_ASCII)
    if len(others):
        words = words.take(pa.array(others))
        n_letters[others] = pc.utf8_length(words)
        is_capital[others] = pc.utf8_is_upper(pc.utf8_slice_codeunits(words, 0, 1))
        is_upper[others] = pc.utf8_is_upper(words)
        # Arrow takes long to read the expression, and other numbers than ASCII's are rare.
        if any(unicodedata.category(character)[0] == "N" for character in set("".join(words.to_pylist()))):
            has_digit[others] = pc.match_substring_regex(words, r"\pN")
    is_upper &= n_letters >= 2
    return np.where(is_upper, UPPER, np.where(is_capital, TITLE, LOWER)).astype(np.int8), n_letters, has_digit
