# ruff: noqa: RUF001, RUF002 - curly quotes and dashes are what this is about
r"""Control characters, replaced by what they stand for before ftfy removes them, so that nothing is glued together.

Separators become line breaks or spaces: vertical tabs (a line break of Word), form feeds (a page of a PDF), lone
carriage returns (old Macs), U+2028 and U+2029 (web editors), U+0085 (mainframes), \x1c-\x1f (fields of records), \x07
(cells of Word's tables), U+FFFC (a picture). Quotation marks and dashes that lost their upper byte, such as \x19 of
U+2019, come back. ftfy drops the rest, such as NULs, inside words; behind a full stop they become a space.
"""

import pyarrow as pa
import pyarrow.compute as pc

SIGNS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{85}\x{2028}\x{2029}\x{feff}\x{fffc}]", r"\r(?:[^\n]|$)"
PRESENT = "|".join(SIGNS)
# Replaced in this order; a group is kept. No NUL is left after the third line, so it may stand for CR LF meanwhile.
STEPS = (
    (r"([^\x00][.!?,;:\"”’)\]])[\x00-\x06\x08\x0e-\x12\x15-\x18\x1a\x1b\x7f\x{feff}]+(\pL)", r"\1 \2"),
    *2 * ((r"(\S)[\x07\x{fffc}]+([^\s\x07\x{fffc}])", r"\1 \2"),),  # twice: matches may share a character
    (r"\x00", ""),
    (r"\r+\n", "\x00"),
    (r"\r", "\n"),
    (r"\x00", "\r\n"),
    # UTF-16 cut to bytes: quotation marks in pairs, apostrophes after a letter, dashes.
    (r"(^|[\s(])\x1c(\S|\S[^\x1c\x1d\n]*\S)\x1d", r"\1“\2”"),
    (r"(^|[\s(])\x18(\pL)", r"\1‘\2"),
    (r"([\pL\pN.,!?])\x19", r"\1’"),
    (r"\x13", "–"),
    (r"\x14", "—"),
    # A line feed beside a separator is the same line break.
    (r"\n?[\x0b\x0c]+\n?", "\n"),
    (r"\n?\x{2028}+\n?", "\n"),
    (r"\n*\x{2029}+\n*", "\n\n"),
    # Elsewhere U+0085 is the ellipsis of cp1252, which ftfy restores.
    (r"([.!?:;\"”’)\]] ?)\x{85}+(\pL|\s|$)", "\\1\n\\2"),
    (r"([.!?:;\"”’)\]] ?)[\x1c-\x1e]+", "\\1\n"),
    (r"[\x1c-\x1f]+", " "),
)


def keep_apart(texts: pa.StringArray) -> pa.StringArray:
    r"""Return the texts with such characters replaced; a text without any, or null, is unchanged.

    >>> keep_apart(pa.array(["The end.\x0bNext", "It\x19s \x1cfine\x1d", "rain\x14snow", "a\r\nb\rc"])).to_pylist()
    ['The end.\nNext', 'It’s “fine”', 'rain—snow', 'a\r\nb\nc']
    """
    is_odd = pc.fill_null(pc.match_substring_regex(texts, PRESENT), False)
    odd = texts.filter(is_odd)
    if not len(odd):
        return texts
    for pattern, replacement in STEPS:
        odd = pc.replace_substring_regex(odd, pattern, replacement)
    return pc.replace_with_mask(texts, is_odd, odd)
