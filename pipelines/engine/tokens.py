"""The tokens of texts.

A token is a run of letters, marks and numbers (Unicode categories L, M, N). Joiners between two of them belong to the
token: an apostrophe, straight or curly ("don't"), and invisible characters, such as the soft hyphen or the zero-width
space, so that no part of a word is swapped. A final 's is not part of the token: in "the country's" the word to swap is
"country".
"""

import itertools
import re
import sys
import unicodedata
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine import kernels
from pipelines.engine.buffers import (
    Array,
    Bools,
    Bytes,
    Ints,
    Texts,
    byte_table,
    is_member,
    is_text_border,
    repeat_index,
    view_texts,
)

STRAIGHT_APOSTROPHE, CURLY_APOSTROPHE = 0x27, 0x2019


def is_joiner(character: str) -> bool:
    """Invisible characters and marks around a letter: neither parts a word; an apostrophe is told apart.

    Format characters, such as the soft hyphen, the zero-width space and the marks of direction, control characters that
    are no white space, variation selectors, enclosing marks.
    """
    category = unicodedata.category(character)
    is_control = category == "Cc" and not character.isspace()
    return is_control or category in ("Cf", "Me") or 0xFE00 <= ord(character) <= 0xFE0F


# The straight apostrophe, and control characters that are no white space.
ASCII_JOINERS = byte_table(
    bytes(point for point in range(128) if point == STRAIGHT_APOSTROPHE or is_joiner(chr(point)))
)
# Bytes of non-ASCII characters count as word bytes until their code points are checked.
# Bytes of a block, and signs between tokens to end it at: ASCII ones, and the space and full stop of Chinese.
BLOCK = 1 << 20
NO_TOKEN = re.compile(rb"[\t-\r\x1c-&(-/:-@\[-`{-~]|\xe3\x80[\x80-\x82]")
WORD_BYTES = bytes(byte >= 0x80 or chr(byte).isalnum() for byte in range(256))
LETTER_S = byte_table(b"sS")
# UTF-8: the number of bytes that a lead byte announces, and the bits of it that belong to the code point.
UTF8_LENGTH = np.array([1] * 0xC0 + [2] * 0x20 + [3] * 0x10 + [4] * 0x10)
UTF8_MASK = np.array([0, 0x7F, 0x1F, 0x0F, 0x07])
# Classes of code points, for the kernel; 0: not known yet. Those of all would take half a second, so they are found a
# block at a time, when texts have a code point of it.
OTHER, WORD, JOINER, APOSTROPHE = 1, 2, 3, 4
POINTS_OF_BLOCK = 1024
POINT_CLASSES = np.zeros(sys.maxunicode + 1, np.uint8)


@dataclass(frozen=True)
class Tokens:
    """n tokens of m texts, in order.

    starts, ends  int64 [n]: byte spans, half-open
    offsets       int64 [m + 1]: the tokens of text i are offsets[i] : offsets[i + 1]
    has_clitic    bool [n]: followed by 's
    """

    starts: Ints
    ends: Ints
    offsets: Ints
    has_clitic: Bools

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def counts(self) -> Ints:
        """int64 [m]: tokens of each text."""
        return np.diff(self.offsets)

    @property
    def text_index(self) -> Ints:
        """int64 [n]: text of each token."""
        return repeat_index(self.counts)


@dataclass(frozen=True)
class Joiners:
    """j characters that may join two words.

    positions      int64 [j]: first bytes, in order
    lengths        int [j]: lengths in bytes
    is_apostrophe  bool [j]
    """

    positions: Ints
    lengths: Array
    is_apostrophe: Bools

    @property
    def ends(self) -> Ints:
        return self.positions + self.lengths

    def where(self, mask: Bools) -> "Joiners":
        return Joiners(self.positions[mask], self.lengths[mask], self.is_apostrophe[mask])

    def mark(self, is_word: Bools, *, value: bool) -> None:
        """Set the bytes of all joiners in a mask over bytes."""
        for byte in range(4):
            is_word[self.positions[self.lengths > byte] + byte] = value

    def runs(self, texts: Texts) -> tuple[Ints, Ints]:
        """int64 [j] and int64 [r]: the run of each joiner, and the first joiner of each run within a text."""
        begins = is_text_border(texts, self.positions)
        begins |= np.append(-1, self.ends[:-1])[: len(begins)] != self.positions
        return np.cumsum(begins) - 1, np.flatnonzero(begins)


def find_tokens(texts: Texts) -> Tokens:
    """Find the tokens of all texts; no token crosses from one text into the next."""
    if kernels.is_compiled():
        return _find_tokens(texts)
    is_word, joiners = _word_bytes(texts.data)
    clitics = _settle_joiners(texts, is_word, joiners)
    # With no word before the first byte or after the last one, the changes alternate: word begins, word ends.
    padded = np.zeros(len(is_word) + 2, bool)
    padded[1:-1] = is_word
    changes = np.flatnonzero(padded[1:] != padded[:-1])
    # Where one text ends with a word and the next begins with one, the bytes do not change from word to gap.
    borders = texts.offsets[np.diff(texts.offsets, prepend=-1) > 0]  # without empty texts
    borders = borders[padded[borders] & padded[borders + 1]]
    index = np.searchsorted(changes, borders)
    starts = np.insert(changes[0::2], (index + 1) // 2, borders)
    ends = np.insert(changes[1::2], index // 2, borders)
    has_clitic = np.zeros(len(starts), bool)
    has_clitic[np.searchsorted(ends, clitics)] = True
    return Tokens(starts, ends, np.searchsorted(starts, texts.offsets), has_clitic)


def _find_tokens(texts: Texts) -> Tokens:
    """The same, compiled."""
    n_most = len(texts.data) // 4 + len(texts)  # news has a token every six bytes
    while True:
        starts, ends = np.empty((2, n_most), np.int64)
        has_clitic = np.empty(n_most, bool)
        offsets = _run_kernel(texts, n_most, starts, ends, has_clitic)
        n = int(offsets[-1])
        if n <= n_most:
            return Tokens(starts[:n], ends[:n], offsets, has_clitic[:n])
        n_most = n


def _run_kernel(texts: Texts, n_most: int, *arrays: Array | None) -> Ints:
    """int64 [m + 1]: the first tokens of the texts; the others go to the arrays, if there are any."""
    offsets = np.empty(len(texts) + 1, np.int64)
    of_texts = (len(texts), texts.data, texts.offsets, POINT_CLASSES)
    while (found := kernels.run("find_tokens", *of_texts, n_most, *arrays, offsets)) < 0:
        _classify_block(-1 - found)
    return offsets


def _classify_block(point: int) -> None:
    """Find the classes of a code point and its neighbours."""
    start = point - point % POINTS_OF_BLOCK
    classes = [_class_of(chr(each)) for each in range(start, start + POINTS_OF_BLOCK)]
    POINT_CLASSES[start : start + POINTS_OF_BLOCK] = classes


def _class_of(character: str) -> int:
    if ord(character) in (STRAIGHT_APOSTROPHE, CURLY_APOSTROPHE):
        return APOSTROPHE
    if is_word_character(character):
        return WORD
    return JOINER if is_joiner(character) else OTHER


def count_tokens(texts: pa.StringArray) -> Ints:
    """int64 [n]: number of tokens of each text, 0 for null: the one count of words, in the engine and around it.

    Texts are read in blocks, so a text of 50 MB takes as little memory as a batch of short ones.
    """
    viewed = view_texts(pc.fill_null(texts, ""))
    if kernels.is_compiled():
        return np.diff(_run_kernel(viewed, 0, None, None, None))
    counts = np.zeros(len(viewed), np.int64)
    borders = _block_borders(viewed.data)
    for start, end in itertools.pairwise(borders):
        first, last = np.searchsorted(viewed.offsets, [start, end], side="right") - 1
        last = min(last + 1, len(viewed))
        offsets = np.clip(viewed.offsets[first : last + 1], start, end) - start
        counts[first:last] += find_tokens(Texts(viewed.data[start:end], offsets)).counts
    return counts


def _block_borders(data: Bytes) -> list[int]:
    """Byte positions outside tokens, about BLOCK apart; the first is 0, the last the end."""
    borders = [0]
    while borders[-1] < len(data):
        begin = borders[-1] + BLOCK
        found = next(
            (
                match.start() + start
                for start in range(begin, len(data), BLOCK)
                if (match := NO_TOKEN.search(data[start : start + BLOCK].tobytes()))
            ),
            len(data),
        )
        borders.append(found)
    return borders


def is_word_character(character: str) -> bool:
    """Letters, marks and numbers, but not the marks that draw emoji: variation selectors, enclosing marks."""
    category = unicodedata.category(character)
    return category[0] in "LMN" and category != "Me" and not 0xFE00 <= ord(character) <= 0xFE0F


def _word_bytes(data: Bytes) -> tuple[Bools, Joiners]:
    """Return the mask of the bytes of word characters, and all characters that may join words."""
    is_word = is_member(WORD_BYTES, data)
    ascii_joiners = np.flatnonzero(is_member(ASCII_JOINERS, data))
    leads = np.flatnonzero(data >= 0xC0)
    lengths = UTF8_LENGTH[data[leads]]
    points = _decode(data, leads, lengths)
    # A loop over the distinct non-ASCII characters of a batch: a few hundred at most in news.
    distinct, inverse = np.unique(points, return_inverse=True)
    distinct_is_word = np.array([is_word_character(chr(point)) for point in distinct.tolist()], bool)
    others = np.flatnonzero(~distinct_is_word[inverse])
    for byte in range(4):
        others = others[lengths[others] > byte]
        is_word[leads[others] + byte] = False
    joins = np.array([point == CURLY_APOSTROPHE or is_joiner(chr(point)) for point in distinct.tolist()], bool)[inverse]
    positions = np.concatenate([ascii_joiners, leads[joins]])
    order = np.argsort(positions, kind="stable")
    return is_word, Joiners(
        positions[order],
        np.concatenate([np.ones_like(ascii_joiners), lengths[joins]])[order],
        np.concatenate([data[ascii_joiners] == STRAIGHT_APOSTROPHE, points[joins] == CURLY_APOSTROPHE])[order],
    )


def _decode(data: Bytes, leads: Ints, lengths: Array) -> Ints:
    points = data[leads].astype(np.int64) & UTF8_MASK[lengths]
    for byte in range(1, 4):
        longer = np.flatnonzero(lengths > byte)
        points[longer] = points[longer] << 6 | data[leads[longer] + byte] & 0x3F
    return points


def _settle_joiners(texts: Texts, is_word: Bools, joiners: Joiners) -> Ints:
    """Add joiners inside words to the mask and take final 's out of it; return the starts of these 's, sorted.

    A run of joiners with two apostrophes joins nothing.
    """
    padded = np.append(is_word, False)  # no word after the last text, nor (by index -1) before the first
    run, first = joiners.runs(texts)
    starts, ends = joiners.positions[first], joiners.ends[np.append(first, len(run))[1:] - 1]
    inner = padded[starts - 1] & padded[ends] & (np.bincount(run, joiners.is_apostrophe, len(first)) <= 1)
    inner &= ~is_text_border(texts, starts) & ~is_text_border(texts, ends)
    joiners = joiners.where(inner[run])
    joiners.mark(is_word, value=True)
    padded[:-1] = is_word
    after = joiners.ends + 1
    is_last = ~padded[after] | is_text_border(texts, after)
    clitics = joiners.where(joiners.is_apostrophe & is_last & is_member(LETTER_S, texts.data[joiners.ends]))
    clitics.mark(is_word, value=False)
    is_word[clitics.ends] = False
    return np.sort(clitics.positions)
