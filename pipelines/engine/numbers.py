"""Numbers in digits that stand alone and may be swapped, unlike the parts of 1,000 or 5-4, sums of money and codes."""

import numpy as np
import pyarrow.compute as pc

from pipelines.engine.buffers import Bools, Texts, byte_table, is_member, is_text_border
from pipelines.engine.tokens import Tokens
from pipelines.engine.vocabulary import Vocabulary

SPACES = byte_table(b" \n\r")
PUNCTUATION = byte_table(b".,;:!?)")


def is_digits(vocabulary: Vocabulary) -> Bools:
    """Bool [n]: the token consists of the digits 0 to 9."""
    return vocabulary.gather_lower(pc.ascii_is_decimal(vocabulary.lower).to_numpy(zero_copy_only=False))


def is_plain_number(texts: Texts, tokens: Tokens, digits: Bools) -> Bools:
    """Bool [n]: a number in digits that follows a space or begins a text or line, and is followed by one of these: a
    space, the end of a text or line, a %, or one of . , ; : ! ? ) with a space or such an end after it.

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
    ends_here = is_text_border(texts, ends) | is_member(SPACES, next_byte) | (next_byte == ord("%"))
    ends_after = is_text_border(texts, after) | is_member(SPACES, second)
    plain[at] = is_detached & (ends_here | (is_member(PUNCTUATION, next_byte) & ends_after))
    return plain
