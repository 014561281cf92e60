"""Which numbers in digits stand alone, so that another may stand there: not parts of 1,000 or 5-4, sums or codes."""

import numpy as np
import pyarrow.compute as pc

from pipelines.engine.buffers import Bools, Texts, byte_table, is_member, is_text_border
from pipelines.engine.tokens import Tokens
from pipelines.engine.vocabulary import Vocabulary

SPACES = byte_table(b" \n\r")
PUNCTUATION = byte_table(b".,;:!?)")


def is_digits(vocabulary: Vocabulary) -> Bools:
    """Bool [n]: the token has nothing but the digits 0 to 9."""
    found = pc.ascii_is_decimal(vocabulary.lower).to_numpy(zero_copy_only=False)
    return np.asarray(found)[vocabulary.lower_ids][vocabulary.ids]


def is_plain_number(texts: Texts, tokens: Tokens, digits: Bools) -> Bools:
    """Bool [n]: in digits, after a space or at the start of a text or line, and with one of these behind it: a space,
    the end of a text or line, a % or one of . , ; : ! ? ) that has a space or such an end behind it.

    digits  bool [n], see `is_digits`
    """
    at = np.flatnonzero(digits)
    data = np.append(texts.data, np.uint8(0))  # what is behind the last byte is as good as what is before the first
    starts, ends = tokens.starts[at], tokens.ends[at]
    is_free = is_text_border(texts, starts) | is_member(SPACES, data[starts - 1])
    ends_here = is_text_border(texts, ends) | is_member(SPACES, data[ends]) | (data[ends] == ord("%"))
    behind = np.minimum(ends + 1, len(texts.data))
    ends_behind = is_text_border(texts, behind) | is_member(SPACES, data[behind])
    plain = np.zeros(len(digits), bool)
    plain[at] = is_free & (ends_here | (is_member(PUNCTUATION, data[ends]) & ends_behind))
    return plain
