"""Names and contents of input files, made fit for a message of one line."""

import re

# Longest quotation in a message, in characters.
LONGEST = 60
# Control characters, ends of lines, marks of writing direction, and bytes of a file name that are not UTF-8.
UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def escape(text: str) -> str:
    r"""Return a text with all characters escaped that a terminal would act on or that UTF-8 cannot encode.

    >>> print(escape("M\udcfcnchen\n\x1b[31m.jsonl"))
    M\xfcnchen\x0a\x1b[31m.jsonl
    """
    return UNFIT.sub(_escape_one, text)


def excerpt(text: str, longest: int = LONGEST) -> str:
    """Return the escaped beginning of a text.

    >>> excerpt("rain " * 4, 9)
    'rain rain...'
    """
    return escape(text[:longest]) + ("..." if len(text) > longest else "")


def list_few(names: list[str], n_named: int = 5) -> str:
    """Return the first names, each shortened from the left, and the number of the others.

    >>> list_few(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    shown = ", ".join(name if len(name) <= LONGEST else "..." + name[-LONGEST:] for name in names[:n_named])
    return shown + (f" and {len(names) - n_named:,} more" if len(names) > n_named else "")


def _escape_one(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # as Python decodes a byte of a file name that is not UTF-8
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
