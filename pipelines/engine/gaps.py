"""The gap before each token: punctuation, line ends, or the single space in front of most words.

The masks need this of every token. It is stored as a few bits per token, from one look at the bytes of those gaps that
are not a single space.
"""

import numpy as np
import numpy.typing as npt

from pipelines.engine import kernels
from pipelines.engine.buffers import Bools, Bytes, Ints, Texts, look_up, spread
from pipelines.engine.kernels.byte_positions import find_byte
from pipelines.engine.tokens import Tokens

Bits = npt.NDArray[np.uint8]

SPACE = ord(" ")
# The bits: the gap holds such a character; it ends with an opening quotation mark; it is the first gap of its text; it
# is not exactly one space. Most gaps have none of these bits.
LINE_END, EXCLAMATION, FULL_STOP, PAUSE, QUOTE, TEXT_START, NOT_ONE_SPACE = 1, 2, 4, 8, 16, 32, 64
OPENING_QUOTE, CLOSING_QUOTE = b"\xe2\x80\x9c", b"\xe2\x80\x9d"
MARKS = {LINE_END: b"\n\r", EXCLAMATION: b"!?", FULL_STOP: b".", PAUSE: b",;:"}
CLASSES = bytes(sum(bit for bit, members in MARKS.items() if byte in members) for byte in range(256))


def describe_gaps(texts: Texts, tokens: Tokens) -> Bits:
    """uint8 [n]: the bits of the characters between each token and the one before it, or the start of the text."""
    if kernels.is_compiled():
        gaps = np.empty(len(tokens), np.uint8)
        of_texts = (len(texts), texts.data, texts.offsets, tokens.offsets, tokens.starts, tokens.ends)
        kernels.run("describe_gaps", *of_texts, np.frombuffer(CLASSES, np.uint8), gaps)
        return gaps
    gap_start = np.empty_like(tokens.starts)
    gap_start[1:] = tokens.ends[:-1]
    has_tokens = tokens.counts > 0
    first = tokens.offsets[:-1][has_tokens]
    gap_start[first] = texts.offsets[:-1][has_tokens]
    n_bytes = tokens.starts - gap_start
    odd = np.flatnonzero((n_bytes != 1) | (texts.data[gap_start] != SPACE))
    gaps = np.zeros(len(tokens), np.uint8)
    gaps[odd] = NOT_ONE_SPACE
    gaps[first] |= TEXT_START
    odd = odd[n_bytes[odd] > 0]
    if len(odd):
        first_byte, last_byte = gap_start[odd], tokens.starts[odd] - 1
        bits = look_up(CLASSES, texts.data[first_byte]) | look_up(CLASSES, texts.data[last_byte])
        longer = np.flatnonzero(n_bytes[odd] > 2)
        bits[longer] |= _bits_between(texts.data, first_byte[longer], last_byte[longer])
        bits[_is_quote(texts.data, last_byte)] |= QUOTE
        gaps[odd] |= bits
    return gaps


def _bits_between(data: Bytes, first: Ints, last: Ints) -> Bits:
    """The bits of the characters between two byte positions, exclusive; at least one byte each."""
    n_bytes = last - first - 1
    if not len(n_bytes):
        return np.zeros(0, np.uint8)
    classes = look_up(CLASSES, data[spread(first + 1, n_bytes)])
    return np.bitwise_or.reduceat(classes, np.cumsum(n_bytes) - n_bytes)


def _is_quote(data: Bytes, last: Ints) -> Bools:
    """Bool [len(last)]: a straight quotation mark, or a curly opening one, ends at the byte."""
    lead, middle, end = OPENING_QUOTE
    found = data[last]
    is_quote = found == ord('"')
    curly = np.flatnonzero(found == end)
    is_quote[curly] = (data[last[curly] - 1] == middle) & (data[last[curly] - 2] == lead)
    return is_quote


def find_mark(data: Bytes, mark: bytes) -> Ints:
    """int64: the start of each `mark`, one character of three bytes in UTF-8."""
    at = find_byte(data, mark[0])
    return at[(data[at + 1] == mark[1]) & (data[at + 2] == mark[2])]


def is_linked(gaps: Bits) -> Bools:
    """Bool [n]: exactly one space between this token and the next, in the same text."""
    linked = np.zeros(len(gaps), bool)
    linked[:-1] = gaps[1:] == 0
    return linked
