"""The words of many texts as one stream: a key for each word, and what stands around it.

A key is a hash of the word in lower case. Words of up to 16 bytes, and longer ones that differ in their first 16 or
last 8 bytes, have different keys but for one pair in 2 ** 64. Numbers share one key for each length.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipelines.engine import kernels
from pipelines.engine.buffers import (
    Array,
    Bools,
    Bytes,
    Ints,
    Texts,
    byte_table,
    code_points,
    is_member,
    look_up,
    view_texts,
)
from pipelines.engine.tokens import Tokens, find_tokens

Keys = npt.NDArray[np.uint64]

FACTORS = tuple(np.uint64(factor) for factor in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
KEY_MASKS = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)
LOWER = bytes(byte + 32 if chr(byte).isascii() and chr(byte).isupper() else byte for byte in range(256))
DIGITS, CAPITALS = byte_table(b"0123456789"), byte_table(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
# Non-ASCII bytes are dashes and quotation marks, when they stand between words.
MARKS = byte_table(b",;:()[]\"'/-" + bytes(range(0x80, 0x100)))
STOPS = byte_table(b".!?\n")
# Gaps before a word: white space alone, a mark, the end of a sentence or line, the start of the text.
SPACE, MARK, STOP, START = range(4)
# For the kernels.
FACTOR_ARRAY = np.array(FACTORS)
GAP_OF_BYTE = np.where(np.frombuffer(STOPS, bool), STOP, np.where(np.frombuffer(MARKS, bool), MARK, SPACE)).astype(
    np.uint8
)


@dataclass(frozen=True)
class WordOrder:
    """The texts that n words are in, m of them.

    text     int64 [n]: number of the text
    offsets  int64 [m + 1]: text i has the words offsets[i] : offsets[i + 1]
    """

    text: Ints
    offsets: Ints

    def __len__(self) -> int:
        return len(self.text)

    def near(self, values: Array, by: int, fill: object) -> Array:
        """Return values[i + by] for the word i, `fill` where that is a word of another text."""
        found = shift(values, by, fill)
        heads = self.offsets[:-1] if by < 0 else self.offsets[1:] - by
        # Where a text is shorter than `by`, the places that are set belong to its neighbour, whose places are set too.
        for place in range(abs(by)):
            at = heads + place
            found[at[(at >= 0) & (at < len(found))]] = fill
        return found


@dataclass(frozen=True)
class WordStream(WordOrder):
    """n words of m texts, in order.

    keys          uint64 [n]
    starts, ends  int64 [n]: half-open span in its text, in code points
    gaps          uint8 [n]: SPACE, MARK, STOP or START before the word
    n_bytes       int64 [n]: length
    is_capital, is_number, has_clitic  bool [n]: first letter ASCII upper case; first character a digit; 's behind it
    """

    keys: Keys
    starts: Ints
    ends: Ints
    gaps: Bytes
    n_bytes: Ints
    is_capital: Bools
    is_number: Bools
    has_clitic: Bools

    @property
    def gaps_behind(self) -> Bytes:
        """uint8 [n]: what stands behind each word, START at the end of the text."""
        return shift(self.gaps, 1, START)


def mix(keys: Keys) -> Keys:
    """Spread all bits of 64-bit keys over each other: two rounds of the finalizer of splitmix64."""
    mixed = (keys ^ (keys >> np.uint64(32))) * FACTORS[1]
    return mixed ^ (mixed >> np.uint64(29))


def shift(values: Array, by: int, fill: object) -> Array:
    """Return values[i + by] for each i, `fill` beyond the ends."""
    shifted = np.full_like(values, fill)
    if by < 0:
        shifted[-by:] = values[:by]
    else:
        shifted[: max(len(values) - by, 0)] = values[by:]
    return shifted


def read_words(texts: pa.StringArray) -> WordStream:
    """Read the words of texts; raise ValueError for nulls."""
    viewed = view_texts(texts)
    tokens = find_tokens(viewed)
    return _read_compiled(viewed, tokens) if kernels.is_compiled() else _read(viewed, tokens)


def _read_compiled(texts: Texts, tokens: Tokens) -> WordStream:
    keys, gaps = np.empty(len(tokens), np.uint64), np.empty(len(tokens), np.uint8)
    text, starts, ends, n_bytes = (np.empty(len(tokens), np.int64) for _ in range(4))
    is_capital, is_number = (np.empty(len(tokens), bool) for _ in range(2))
    spans = texts.data, texts.offsets, tokens.offsets, tokens.starts, tokens.ends
    found = keys, text, starts, ends, gaps, n_bytes, is_capital, is_number
    kernels.run("read_stream", len(texts), *spans, GAP_OF_BYTE, FACTOR_ARRAY, *found)
    return WordStream(
        keys=keys,
        text=text,
        offsets=tokens.offsets,
        starts=starts,
        ends=ends,
        gaps=gaps,
        n_bytes=n_bytes,
        is_capital=is_capital,
        is_number=is_number,
        has_clitic=tokens.has_clitic,
    )


def _read(texts: Texts, tokens: Tokens) -> WordStream:
    data, text = texts.data, tokens.text_index
    n_bytes = tokens.ends - tokens.starts
    first = data[tokens.starts]
    is_number = is_member(DIGITS, first)
    heads = code_points(data, texts.offsets)[text]
    return WordStream(
        keys=_hash_words(data, tokens.starts, tokens.ends, is_number),
        text=text,
        offsets=tokens.offsets,
        starts=code_points(data, tokens.starts) - heads,
        ends=code_points(data, tokens.ends) - heads,
        gaps=_find_gaps(data, tokens.starts, tokens.ends, tokens.offsets),
        n_bytes=n_bytes,
        is_capital=is_member(CAPITALS, first),
        is_number=is_number,
        has_clitic=tokens.has_clitic,
    )


def _hash_words(data: Bytes, starts: Ints, ends: Ints, is_number: Bools) -> Keys:
    lower = np.concatenate([look_up(LOWER, data), np.zeros(16, np.uint8)])
    eight = np.ndarray(len(data) + 9, "<u8", lower, strides=(1,))
    n_bytes = ends - starts
    lengths = n_bytes.astype(np.uint64)
    key = (eight[starts] & KEY_MASKS[np.minimum(n_bytes, 8)]) * FACTORS[0] + lengths
    long = np.flatnonzero(n_bytes > 8)
    key[long] += eight[ends[long] - 8] * FACTORS[2]
    longer = long[n_bytes[long] > 16]
    key[longer] += mix(eight[starts[longer] + 8])
    key[is_number] = lengths[is_number] * FACTORS[1]
    return mix(key)


def _find_gaps(data: Bytes, starts: Ints, ends: Ints, offsets: Ints) -> Bytes:
    gaps = np.full(len(starts), SPACE, np.uint8)
    if not len(starts):
        return gaps
    for kind, table in ((MARK, MARKS), (STOP, STOPS)):
        positions = np.flatnonzero(is_member(table, data))
        behind = np.searchsorted(starts, positions, side="right")  # the first word that starts behind the mark
        behind = np.minimum(behind, len(starts) - 1)
        is_between = (positions < starts[behind]) & (positions >= np.append(0, ends)[behind])
        gaps[behind[is_between]] = kind
    gaps[offsets[:-1][np.diff(offsets) > 0]] = START
    return gaps
