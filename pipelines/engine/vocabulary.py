"""The distinct words of a batch, described once per word and gathered back to the tokens.

A batch of a million tokens of news has some 50,000 distinct words, so any function of the word alone costs a twentieth
of its cost per token.
"""

import unicodedata
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine import kernels
from pipelines.engine.buffers import Array, Bools, Bytes, Ints, Texts, cut, hash_ints, look_up, short_keys, view_texts
from pipelines.engine.splice import cut_out
from pipelines.engine.tokens import Tokens

LOWER, TITLE, UPPER = 0, 1, 2
# Classes of the bytes of a word; other bytes below 0x80 are joiners.
DIGIT, CAPITAL, SMALL, NOT_ASCII = 1, 2, 4, 8
CLASSES = bytes(
    NOT_ASCII * (byte >= 0x80) or chr(byte).isdigit() | chr(byte).isupper() << 1 | chr(byte).islower() << 2
    for byte in range(256)
)
# Bits of the hash table for the keys of one batch, some 20,000: it fits the cache.
KEY_BITS = 16
# A full stop after one of these ends no sentence, so a capital after it belongs to a name.
ABBREVIATIONS = pa.array(
    "mr mrs ms dr prof st gen col lt sgt capt sen rep gov rev hon jr sr vs inc corp co ltd no dept etc".split()  # noqa: SIM905 - a list takes 26 lines
)
# With 's these are contractions (it is, let us), not possessives, and stay unchanged.
CONTRACTED = pa.array("it he she that this there here what who where when how why let".split())  # noqa: SIM905
# Behind a number in digits these are a part of it.
SCALES = pa.array(["hundred", "thousand", "million", "billion", "trillion"])
LISTED = pa.concat_arrays([ABBREVIATIONS, CONTRACTED, SCALES])


@dataclass(frozen=True)
class Vocabulary:
    """v distinct words of n tokens.

    ids              int64 [n]: the distinct word of each token
    lower            string [l]: the distinct words in lower case
    lower_ids        int64 [v]: the lower-case word of each distinct word
    case             int8 [v]: LOWER, TITLE (first letter is a capital) or UPPER (all of at least two letters are)
    n_letters        int64 [v]: length in code points
    has_digit        bool [v]: a character of it is a number (Unicode category N)
    is_abbreviation  bool [v]: a full stop after it ends no sentence (Mr, Dr, single letters)
    is_contracted    bool [v]: with 's it is a contraction, not a possessive
    is_scale         bool [v]: hundred, thousand ... trillion
    """

    ids: Ints
    lower: pa.StringArray
    lower_ids: Ints
    case: Array
    n_letters: Ints
    has_digit: Bools
    is_abbreviation: Bools
    is_contracted: Bools
    is_scale: Bools

    @cached_property
    def token_case(self) -> Array:
        """int8 [n]: the case of each token."""
        return self.gather(self.case)

    def gather(self, values: Array) -> Array:
        """[n]: the value of each token, from values [v] of the distinct words."""
        return values.take(self.ids, mode="wrap")  # a mode that checks no index takes two thirds of the time

    def gather_lower(self, values: Array) -> Array:
        """[n]: the value of each token, from values [l] of the distinct lower-case words."""
        return self.gather(values[self.lower_ids])


def describe_words(texts: Texts, tokens: Tokens) -> Vocabulary:
    """Encode the tokens as ids of distinct words and describe each distinct word."""
    ids, words = number_strings(texts.data, tokens.starts, tokens.ends)
    letters = _describe_letters(words)
    case, n_letters, has_digit = letters.case, letters.n_letters, letters.has_digit
    viewed = view_texts(letters.lower)
    lower_ids, lower = number_strings(viewed.data, viewed.offsets[:-1], viewed.offsets[1:])
    listed = pc.fill_null(pc.index_in(lower, value_set=LISTED), -1).to_numpy()[lower_ids]
    is_abbreviation = (listed >= 0) & (listed < len(ABBREVIATIONS))
    n_words = len(ABBREVIATIONS) + len(CONTRACTED)
    return Vocabulary(
        ids=ids,
        lower=lower,
        lower_ids=lower_ids,
        case=case,
        n_letters=n_letters,
        has_digit=has_digit,
        is_abbreviation=is_abbreviation | ((n_letters == 1) & ~has_digit),
        is_contracted=(listed >= len(ABBREVIATIONS)) & (listed < n_words),
        is_scale=listed >= n_words,
    )


def token_strings(texts: Texts, tokens: Tokens) -> pa.StringArray:
    """The tokens as an Arrow array [n], copied out of the texts."""
    return cut_out(texts.data, tokens.starts, tokens.ends)


def number_strings(data: Bytes, starts: Ints, ends: Ints) -> tuple[Ints, pa.StringArray]:
    """Number the distinct strings in the spans starts[i] : ends[i]; no string is empty.

    Returns the number of each span's string, int64 [n], and the distinct strings.
    """
    if kernels.is_compiled():
        return _number_strings(data, starts, ends)
    keys = short_keys(data, starts, ends - starts)
    ids, short = _number_keys(keys)
    is_long = np.flatnonzero(keys == 0)
    long = cut_out(data, starts[is_long], ends[is_long]).dictionary_encode()
    ids[is_long] = len(short) + long.indices.to_numpy()
    return ids, pa.concat_arrays([_key_strings(short), long.dictionary])


def _number_strings(data: Bytes, starts: Ints, ends: Ints) -> tuple[Ints, pa.StringArray]:
    """The same, compiled."""
    ids, first = np.empty((2, len(starts)), np.int64)
    n = kernels.run("number_strings", len(data), data, len(starts), starts, ends, ids, first)
    if n < 0:
        raise MemoryError(f"expected memory for the distinct words of {len(starts):,}, got none: give smaller batches")
    return ids, cut_out(data, starts[first[:n]], ends[first[:n]])


def _number_keys(keys: Array) -> tuple[Ints, Array]:
    """Number the distinct keys; key 0 stands for no key and gets an arbitrary number.

    Returns the number of each key, int64 [n], and the distinct keys.
    """
    places = hash_ints(keys, KEY_BITS)
    owners = np.zeros(1 << KEY_BITS, np.uint64)
    owners[places] = keys
    owners[0] = 0
    taken = np.flatnonzero(owners != 0)
    numbers = np.zeros(1 << KEY_BITS, np.int64)
    numbers[taken] = np.arange(len(taken))
    ids = numbers[places]
    # One of the keys with the same hash owns the place; the few others get numbers after those of all owners.
    lost = np.flatnonzero(owners[places] != keys)
    others = pa.array(keys[lost]).dictionary_encode()
    ids[lost] = len(taken) + others.indices.to_numpy()
    return ids, np.concatenate([owners[taken], others.dictionary.to_numpy()])


def _key_strings(keys: Array) -> pa.StringArray:
    """The strings of the keys: the bytes of a key are those of its string."""
    data = keys.astype("<u8").view(np.uint8)
    is_used = data != 0
    return cut(data[np.flatnonzero(is_used)], np.append(0, np.cumsum(np.bitwise_count(is_used.view(np.uint64)))))


@dataclass(frozen=True)
class _Letters:
    """The letters of v words: the words in lower case, and what `Vocabulary` has of the same names."""

    lower: pa.StringArray
    case: Array
    n_letters: Ints
    has_digit: Bools


def _describe_letters(words: pa.StringArray) -> _Letters:
    """Describe words in ASCII from their bytes; only the others, few in English, go through Arrow."""
    viewed = view_texts(words)
    letters, is_ascii = _describe_bytes(viewed)
    others = np.flatnonzero(~is_ascii)
    if not len(others):
        return letters
    words = words.take(pa.array(others))
    n_letters = pc.utf8_length(words).to_numpy()
    is_upper = pc.utf8_is_upper(words).to_numpy(zero_copy_only=False) & (n_letters >= 2)
    is_capital = pc.utf8_is_upper(pc.utf8_slice_codeunits(words, 0, 1)).to_numpy(zero_copy_only=False)
    letters.case[others] = np.where(is_upper, UPPER, np.where(is_capital, TITLE, LOWER))
    letters.n_letters[others] = n_letters
    # Arrow compiles the expression slowly, and numbers outside ASCII are rare.
    if any(unicodedata.category(character)[0] == "N" for character in set("".join(words.to_pylist()))):
        letters.has_digit[others] = pc.match_substring_regex(words, r"\pN")
    lower = pc.replace_with_mask(letters.lower, pa.array(~is_ascii), pc.utf8_lower(words))
    return replace(letters, lower=lower)


def _describe_bytes(words: Texts) -> tuple[_Letters, Bools]:
    """The letters of words in ASCII, and the mask of these words; of other words only `has_digit`, for ASCII digits."""
    if kernels.is_compiled():
        return _describe_compiled(words)
    first = words.offsets[:-1]
    classes = look_up(CLASSES, words.data)
    found = np.bitwise_or.reduceat(classes, first) if len(first) else classes
    n_letters = np.diff(words.offsets)
    is_upper = (found & (CAPITAL | SMALL) == CAPITAL) & (n_letters >= 2)
    case = np.where(is_upper, UPPER, np.where(classes[first] == CAPITAL, TITLE, LOWER)).astype(np.int8)
    lower = words.data | (classes & np.uint8(CAPITAL)) << np.uint8(4)
    return _Letters(cut(lower, words.offsets), case, n_letters, found & DIGIT != 0), found & NOT_ASCII == 0


def _describe_compiled(words: Texts) -> tuple[_Letters, Bools]:
    """The same, compiled."""
    n, lower = len(words), np.empty_like(words.data)
    case, n_letters = np.empty(n, np.int8), np.empty(n, np.int64)
    has_digit, is_ascii = np.empty((2, n), bool)
    kernels.run("describe_letters", n, words.data, words.offsets, lower, case, n_letters, has_digit, is_ascii)
    return _Letters(cut(lower, words.offsets), case, n_letters, has_digit), is_ascii
