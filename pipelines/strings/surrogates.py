"""Halves of surrogate pairs in Python strings: they are no characters, and have no UTF-8 form."""

import re

HALVES = re.compile("[\ud800-\udfff]")


def mend_surrogates(text: str) -> str:
    r"""Return the text with the sign U+FFFD for each half, so that all positions stay.

    >>> mend_surrogates("caf\u00e9 \ud800!")
    'café \ufffd!'
    """
    try:
        text.encode()  # many times as fast as the search, and most texts have none
    except UnicodeEncodeError:
        return HALVES.sub("\ufffd", text)
    return text
