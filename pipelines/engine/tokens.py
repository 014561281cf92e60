"""Where the words are.

A token is a run of letters, marks and numbers (Unicode categories L, M, N). An apostrophe, straight
or curly, between two of them belongs to the token ("don't"), but a final 's does not: it is left
standing between tokens, so that in "the country's" the word that can be swapped is "country".
"""

import unicodedata
from dataclasses import dataclass

import numpy as np

from pipelines.engine.buffers import Array, Bools, Bytes, Ints, Texts, repeat_index

CURLY_APOSTROPHE = 0x2019
# Bytes of non-ASCII characters count as word bytes until their code point says otherwise.
WORD_BYTES: Bools = np.array([byte >= 0x80 or chr(byte).isalnum() for byte in range(256)])
# UTF-8: how many bytes a lead byte announces, and which of its bits belong to the code point.
UTF8_LENGTH = np.array([1] * 0xC0 + [2] * 0x20 + [3] * 0x10 + [4] * 0x10)
UTF8_MASK = np.array([0, 0x7F, 0x1F, 0x0F, 0x07])


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
        """int64 [n]: which text each token is of."""
        return repeat_index(self.counts)


def find_tokens(texts: Texts) -> Tokens:
    """All tokens of all texts; a token never crosses from one text into the next."""
    data = texts.data
    is_border = np.zeros(len(data) + 1, bool)
    is_border[texts.offsets] = True
    is_word, curly = _word_bytes(data)
    clitics = _settle_apostrophes(data, is_word, is_border, curly)
    is_start = is_word.copy()
    is_start[1:] &= ~is_word[:-1]
    is_start |= is_word & is_border[:-1]
    is_end = is_word.copy()
    is_end[:-1] &= ~is_word[1:]
    is_end |= is_word & is_border[1:]
    starts, ends = np.flatnonzero(is_start), np.flatnonzero(is_end) + 1
    has_clitic = np.zeros(len(starts), bool)
    has_clitic[np.searchsorted(ends, clitics)[np.isin(clitics, ends)]] = True
    return Tokens(starts, ends, np.searchsorted(starts, texts.offsets), has_clitic)


def _word_bytes(data: Bytes) -> tuple[Bools, Ints]:
    """Which bytes belong to word characters; and where the curly apostrophes are."""
    is_word = WORD_BYTES[data]
    leads = np.flatnonzero(data >= 0xC0)
    if not len(leads):
        return is_word, leads
    lengths = UTF8_LENGTH[data[leads]]
    points = _decode(data, leads, lengths)
    distinct, inverse = np.unique(points, return_inverse=True)
    # A loop over the distinct non-ASCII characters of a batch: a few hundred at most in news.
    distinct_is_word = np.array([unicodedata.category(chr(point))[0] in "LMN" for point in distinct.tolist()])
    others = ~distinct_is_word[inverse]
    for byte in range(4):
        is_word[leads[others & (lengths > byte)] + byte] = False
    return is_word, leads[points == CURLY_APOSTROPHE]


def _decode(data: Bytes, leads: Ints, lengths: Array) -> Ints:
    points = data[leads].astype(np.int64) & UTF8_MASK[lengths]
    for byte in range(1, 4):
        longer = lengths > byte
        points[longer] = points[longer] << 6 | data[leads[longer] + byte] & 0x3F
    return points


def _settle_apostrophes(data: Bytes, is_word: Bools, is_border: Bools, curly: Ints) -> Ints:
    """Let apostrophes inside words join them, cut off final 's; returns where such an 's begins."""
    straight = np.flatnonzero(data == ord("'"))
    positions = np.concatenate([straight, curly])
    lengths = np.repeat([1, 3], [len(straight), len(curly)])
    after = positions + lengths
    padded = np.append(is_word, [False, False])  # a look one or two bytes past the last text sees no word
    inner = ~is_border[positions] & ~is_border[np.minimum(after, len(data))] & padded[positions - 1] & padded[after]
    positions, lengths, after = positions[inner], lengths[inner], after[inner]
    is_last = is_border[after + 1] | ~padded[after + 1]
    is_clitic = is_last & np.isin(data[after], [ord("s"), ord("S")])
    is_word[after[is_clitic]] = False
    for byte in range(3):
        is_word[positions[~is_clitic & (lengths > byte)] + byte] = True
    return np.sort(positions[is_clitic])
