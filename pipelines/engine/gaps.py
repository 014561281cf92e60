"""What stands before each token: punctuation, line ends, or nothing but the one space that most words have.

The rules on slots ask this of every token. The answer is a few bits a token, from one look at the bytes
between tokens where they are not a single space.
"""

import numpy as np
import numpy.typing as npt

from pipelines.engine.buffers import Bools, Bytes, Ints, Texts, look_up
from pipelines.engine.tokens import Tokens

Bits = npt.NDArray[np.uint8]

SPACE = ord(" ")
# The bits: any such character is in the gap; an opening quotation mark is the last of it; no token of the text is
# before it; and it is not exactly one space. Most gaps have none of them.
LINE_END, EXCLAMATION, FULL_STOP, PAUSE, QUOTE, TEXT_START, NOT_ONE_SPACE = 1, 2, 4, 8, 16, 32, 64
OPENING_QUOTE, CLOSING_QUOTE = b"\xe2\x80\x9c", b"\xe2\x80\x9d"


MARKS = {LINE_END: b"\n\r", EXCLAMATION: b"!?", FULL_STOP: b".", PAUSE: b",;:"}
CLASSES = bytes(sum(bit for bit, members in MARKS.items() if byte in members) for byte in range(256))


def describe_gaps(texts: Texts, tokens: Tokens) -> Bits:
    """uint8 [n]: the bits of the characters between the token before, or the start of the text, and the token."""
    gap_start = np.empty_like(tokens.starts)
    gap_start[1:] = tokens.ends[:-1]
    first = first_tokens(tokens)
    gap_start[first] = texts.offsets[:-1][tokens.counts > 0]
    odd = np.flatnonzero((tokens.starts - gap_start != 1) | (texts.data[np.maximum(tokens.starts - 1, 0)] != SPACE))
    gaps = np.zeros(len(tokens), np.uint8)
    gaps[odd] = NOT_ONE_SPACE
    odd = odd[tokens.starts[odd] > gap_start[odd]]
    if len(odd):
        classes = look_up(CLASSES, texts.data)
        spans = np.stack([gap_start[odd], tokens.starts[odd]], axis=1).ravel()
        gaps[odd] |= np.bitwise_or.reduceat(classes, spans)[::2]
        gaps[odd] |= np.where(_is_quote(texts.data, tokens.starts[odd] - 1), QUOTE, 0).astype(np.uint8)
    gaps[first] |= TEXT_START
    return gaps


def _is_quote(data: Bytes, last: Ints) -> Bools:
    """Does a straight quotation mark, or a curly opening one, end at each byte?"""
    lead, middle, end = OPENING_QUOTE
    return (data[last] == ord('"')) | ((data[last] == end) & (data[last - 1] == middle) & (data[last - 2] == lead))


def first_tokens(tokens: Tokens) -> Ints:
    """The first token of each text that has any."""
    return tokens.offsets[:-1][tokens.counts > 0]


def find_mark(data: Bytes, mark: bytes) -> Ints:
    """Where the three bytes of `mark`, one character in UTF-8, begin."""
    at = np.flatnonzero(data == mark[0])
    return at[(data[at + 1] == mark[1]) & (data[at + 2] == mark[2])]


def is_linked(gaps: Bits) -> Bools:
    """Bool [n]: exactly one space stands between this token and the next, in the same text."""
    linked = np.zeros(len(gaps), bool)
    linked[:-1] = gaps[1:] == 0
    return linked
