"""Entities of HTML as the characters that they stand for, also damaged ones.

Damage that real files show: escaped twice or more (&amp;amp;quot;), no semicolon (it&#39s), a space inside (& quot;),
characters as two halves (&#55357;&#56832;), cut off at the end of the text (&nbs). Those without an ampersand are in
`rests`.
"""

import re
from html import unescape
from html.entities import html5, name2codepoint

SPACE = " \t\r\n"
# Names that also are English words, or that English words end in (sharing;).
ENGLISH = ("times", "divide", "aring", "eth", "thorn")
ACCENTED = sorted(
    name for name, point in name2codepoint.items() if 0xC0 <= point < 0x180 and name.lower() not in ENGLISH
)
# Names that no English word ends in, so that they are entities even without an ampersand and inside a run of letters.
PLAIN_NAMES = [
    *("quot", "QUOT", "apos", "nbsp", "NBSP", "ndash", "mdash", "lsquo", "rsquo", "sbquo", "ldquo", "rdquo", "bdquo"),
    *("hellip", "laquo", "raquo", "middot", "szlig", *ACCENTED),
]
PLAIN = "|".join(PLAIN_NAMES)
# Escaped any number of times.
ESCAPED = r"(?:amp;|#0*38;|#[xX]0*26;)*"
ENTITY = re.compile(rf"&{ESCAPED}(#[0-9]{{1,8}}|#[xX][0-9a-fA-F]{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,31}});")
# "& quot;" and "& #39;" lose their ampersand, so that they are spaced as rests; "&quot ;" and "&# 39;" are whole again.
PARTED = re.compile(r"& (#\d{2,5}|quot|amp|nbsp|lt|gt|apos);")
SPLIT = re.compile(r"&(#) ?(\d{2,5}) ?;|&(quot|amp|nbsp|lt|gt|apos) ;")
# Without a semicolon; not before "=", as in the query of an address.
NO_SEMICOLON = re.compile(
    r"&(#0*(?:3[4689]|6[02]|1[3-9]\d|2[0-4]\d|25[0-5]|8[2-4]\d\d)(?!\d)"
    r"|#[xX]0*(?:2[267]|3[cCeE]|[aA]0|20[12][0-9a-fA-F])"
    r"|nbsp|(?:quot|amp|lt|gt)(?![A-Za-z0-9=;])|(?:quot|amp)(?=[A-Z])|copy(?= )|(?:pound|euro)(?=\d)"
    rf"|(?:[lr][sd]quo|[mn]dash|hellip)(?!r?;)|(?:{PLAIN})(?![A-Za-z0-9=;]))(?![;=])"
)
CUT_OFF = re.compile(r"\s?&(?:amp;)*(?:#(?:\d|x)?|n(?:bsp?)|q(?:uot?)|[lr](?:[sd]quo?)|ap(?:os?)|am)\Z")
# A carriage return in front of a line feed, as XML writes the ends of lines of Windows.
RETURN = re.compile(r"&(?:amp;)*#(?:0*13|[xX]0*[dD]);(?=\r?\n|&(?:amp;)*#(?:0*10|[xX]0*[aA]);)")
# The halves of a character beyond U+FFFF, as JavaScript writes them.
HALVES = re.compile(r"&(?:amp;)*#(5[5-6]\d{3});&(?:amp;)*#(5[6-7]\d{3});")
NO_BREAK = re.compile(r"&(?:amp;)*(?:[nN][bB][sS][pP]|#0*160|#[xX]0*[aA]0);")
NO_BREAKS = re.compile(rf"{NO_BREAK.pattern}(?:[{SPACE}]*{NO_BREAK.pattern})*")
LONGEST_GAP = 40


def mend_entities(text: str) -> str:
    r"""Return the text with its entities as characters.

    >>> mend_entities("caf&eacute; &amp;amp;amp; it&#39s &quot;rain&quot;: AT&T; R&D")
    'café & it\'s "rain": AT&T; R&D'
    """
    if "&" not in text:
        return text
    text = PARTED.sub(r"\1;", text)
    text = SPLIT.sub(lambda found: f"&{found[1] or ''}{found[2] or found[3]};", text)
    text = NO_SEMICOLON.sub(r"&\1;", text)
    text = RETURN.sub("", HALVES.sub(_join_halves, text))
    text = _mend_no_breaks(text)
    text = ENTITY.sub(lambda found: decode(found[1], otherwise=found[0]), text)
    cut_off = CUT_OFF.search(text, max(0, len(text) - LONGEST_GAP))
    return text[: cut_off.start()] if cut_off else text


def decode(name: str, *, otherwise: str) -> str:
    """Return the character of an entity's name or number: "eacute", "#39", "#x27"; `otherwise` if it is unknown."""
    if name[0] == "#":
        return _decode_number(int(f"0{name[1:]}", 16) if name[1] in "xX" else int(name[1:]), otherwise)
    if found := html5.get(f"{name};"):
        return found
    if point := name2codepoint.get(name.lower(), 0):
        return chr(point).upper() if name.isupper() else chr(point)
    return otherwise


def _decode_number(point: int, otherwise: str) -> str:
    """The character of a code point; those of 128 to 159 are of Windows-1252, and control characters go."""
    if point in (9, 10, 13):
        return "\t" if point == 9 else "\n"
    if point < 32 or point == 127:
        return ""
    return otherwise if 0xD800 <= point < 0xE000 or point > 0x10FFFF else unescape(f"&#{point};")


def _join_halves(found: re.Match[str]) -> str:
    high, low = int(found[1]), int(found[2])
    if not 0xD800 <= high < 0xDC00 <= low < 0xE000:
        return found[0]
    return chr(0x10000 + (high - 0xD800 << 10) + low - 0xDC00)


def _mend_no_breaks(text: str) -> str:
    """The text with each run of no-break spaces as one, or as the longest white space inside or beside it."""
    pieces, at = [""], 0
    for found in NO_BREAKS.finditer(text):
        body = text[at : found.start()].rstrip(SPACE)
        after = text[found.end() : found.end() + LONGEST_GAP]
        right = after[: len(after) - len(after.lstrip(SPACE))]
        gaps = [text[at + len(body) : found.start()], *NO_BREAK.split(found[0])[1:-1], right]
        at = found.end() + len(right)
        is_border = at == len(text) or not (body or len(pieces) > 1)
        longest = max(gaps, key=lambda gap: (gap.count("\n"), len(gap)))
        pieces += [body, "" if is_border else longest or "\u00a0"]
    return "".join([*pieces, text[at:]])
