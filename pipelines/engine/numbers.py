"""Numbers in digits that stand alone and may be swapped, unlike the parts of 1,000 or 5-4, sums of money and codes.

The word that scales a number (2 billion) is a part of it.
"""

import numpy as np
import pyarrow.compute as pc

from pipelines.engine.analysis import Analysis
from pipelines.engine.buffers import Bools, Ints, Texts, byte_table, is_member, is_text_border
from pipelines.engine.tokens import Tokens
from pipelines.engine.vocabulary import Vocabulary

SPACES = byte_table(b" \n\r")
PUNCTUATION = byte_table(b".,;:!?)")
DIGITS, JOINERS = byte_table(b"0123456789"), byte_table(b"-:/x")
# Signs beside sums of money and shares in UTF-8, and the sides of a number.
SIGNS = (b"$", b"%", "£".encode(), "¥".encode(), "€".encode())
BEFORE, BEHIND = -1, 1


def is_digits(vocabulary: Vocabulary) -> Bools:
    """Bool [n]: the token consists of the digits 0 to 9."""
    return vocabulary.gather_lower(pc.ascii_is_decimal(vocabulary.lower).to_numpy(zero_copy_only=False))


def is_scale(analysis: Analysis, numbers: Bools) -> Bools:
    """Bool [n]: a word that scales the number one space in front of it: the billion of $2 billion.

    numbers  bool [n]: the tokens with a digit, see `masks.is_number`
    """
    found, vocabulary = np.zeros(len(numbers), bool), analysis.vocabulary
    behind = np.flatnonzero(numbers & analysis.is_linked) + 1
    found[behind] = vocabulary.is_scale.take(vocabulary.ids.take(behind))
    return found


def is_plain_number(texts: Texts, tokens: Tokens, digits: Bools) -> Bools:
    """Bool [n]: a number in digits that follows a space or begins a text or line, and is followed by one of these: a
    space, the end of a text or line, or one of . , ; : ! ? ) with a space or such an end after it.

    It has neither a digit, a sign of money nor a % one space away, nor behind a `-`, `:`, `/` or `x` between two
    spaces: 20 000, $ 20, 20 % and 3 - 2 are more than one number.

    digits  bool [n]: see `is_digits`
    """
    at = np.flatnonzero(digits)
    plain = np.zeros(len(digits), bool)
    if not len(at):
        return plain
    starts, ends = tokens.starts[at], tokens.ends[at]
    after = np.minimum(ends + 1, len(texts.data))
    # Beside a text border, where these bytes are of another text or the last ones twice, they do not decide.
    before, next_byte, second = (texts.data.take(each, mode="clip") for each in (starts - 1, ends, after))
    is_detached = is_text_border(texts, starts) | is_member(SPACES, before)
    ends_here = is_text_border(texts, ends) | is_member(SPACES, next_byte)
    ends_after = is_text_border(texts, after) | is_member(SPACES, second)
    plain[at] = is_detached & (ends_here | (is_member(PUNCTUATION, next_byte) & ends_after))
    at = np.flatnonzero(plain)
    text = np.searchsorted(tokens.offsets, at, side="right") - 1
    beside = _is_beside_number(texts, tokens.starts[at], texts.offsets[text], BEFORE)
    beside |= _is_beside_number(texts, tokens.ends[at] - 1, texts.offsets[text + 1] - 1, BEHIND)
    plain[at] = ~beside
    return plain


def _is_beside_number(texts: Texts, border: Ints, last: Ints, side: int) -> Bools:
    """Bool [len(border)]: one space, or a joiner between two spaces, is between a number and another, or one of SIGNS.

    border  int64: the byte of the number on this side
    last    int64: the last byte of its text on this side
    """

    def has(table: bytes, step: int) -> Bools:
        there = (last - border) * side >= step
        return there & is_member(table, texts.data.take(border + side * step, mode="clip"))

    space = byte_table(b" ")
    spaced = has(space, 1)
    joined = spaced & has(JOINERS, 2) & has(space, 3)
    found = (spaced & has(DIGITS, 2)) | (joined & has(DIGITS, 4))
    for sign in SIGNS:
        for is_near, step in ((spaced, 2), (joined, 4)):
            found |= is_near & np.logical_and.reduce(
                [has(byte_table(bytes([byte])), step + place) for place, byte in enumerate(sign[::side])]
            )
    return found
