"""Entities of HTML as the characters that they stand for, also damaged ones.

Damage that real files show: escaped twice or more (&amp;amp;quot;), no semicolon (it&#39s), a space inside (& quot;), cut
off at the end of the text (&nbs), and, most often, no ampersand. Some exporters replace each ampersand with a space:
"Turkey&#39;s" arrives as "Turkey #39;s", and "AT&amp;T" as "AT amp;T". Such a space goes with the entity where the
character belongs to the word before it. A space before an opening quotation mark stays: those exporters also merge
spaces, so that one space stands for two.
"""

import re
from html import unescape
from html.entities import html5, name2codepoint

SPACE = " \t\r\n"
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
ESCAPED = r"(?:amp;|#0*38;|#[xX]0*26;)*"
ENTITY = re.compile(rf"&{ESCAPED}(#[0-9]{{1,8}}|#[xX][0-9a-fA-F]{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,31}});")
# "& quot;", "&quot ;", "& #39;", "&# 39;"
SPLIT = re.compile(r"& ?(#) ?(\d{2,5}) ?;|& ?(quot|amp|nbsp|lt|gt|apos) ?;")
# Without a semicolon; not before "=", as in the query of an address.
NO_SEMICOLON = re.compile(
    r"&(#0*(?:3[4689]|6[02]|1[3-9]\d|2[0-4]\d|25[0-5]|8[2-4]\d\d)(?!\d)|#[xX]0*(?:2[267]|3[cCeE]|[aA]0|20[12][0-9a-fA-F])|"
    rf"nbsp|(?:quot|amp|lt|gt)(?![A-Za-z0-9=;])|(?:quot|amp)(?=[A-Z])|(?:{PLAIN})(?![A-Za-z0-9=;]))(?![;=])"
)
CUT_OFF = re.compile(r"\s?&(?:amp;)*(?:#(?:\d|x)?|n(?:bsp?)|q(?:uot?)|[lr](?:[sd]quo?)|ap(?:os?)|am)\Z")
# JavaScript writes characters beyond U+FFFF as two halves.
HALVES = re.compile(r"&(?:amp;)*#(5[5-6]\d{3});&(?:amp;)*#(5[6-7]\d{3});")
NO_BREAK = r"&(?:amp;)*(?:[nN][bB][sS][pP]|#0*160|#[xX]0*[aA]0);"
NO_BREAKS = re.compile(rf"{NO_BREAK}(?:[{SPACE}]*{NO_BREAK})*")
NO_BREAK_ENTITY = re.compile(NO_BREAK)

# Rests without an ampersand. English words end in lt, amp, deg or bull, so these need a border before them.
REST = re.compile(
    rf"( {{0,2}})(?:(?<![&#;\w])|(?<=[\w;](?=#))|(?<=[A-Za-z ;](?={PLAIN}))|(?<=[A-Z0-9](?=amp;[A-Z0-9#]))|(?<=\d(?=deg;)))"
    rf"(?:amp;)*(#0*(?:3[4689]|6[02]|1[2-9]\d|2[0-4]\d|25[0-5]|8[2-4]\d\d)|#[xX]0*(?:2[267]|3[cCeE]|[89aA]\d|20[12][0-9a-fA-F])|"
    rf"{PLAIN}|amp|lt|gt|deg|bull|pound|euro|yen|cent|frac12|frac14|frac34|sup2|sup3);"
)
TAG_REST = re.compile(r"( ?)\blt; ?(/?[A-Za-z][A-Za-z0-9]*(?:\s[^<>;]{0,300}?(?:quot;[^<>;]{0,300}?)*)?/?) ?gt;")
# After these words "#39;" is a number.
NUMBERED = re.compile(
    r"(?:^|\W)(?:no|number|ranked|rank|jersey|shirt|seed|seeded|car|pick|wearing|wore|wears|at|is|was|the|to|from|with|and"
    r"|item|episode|issue|chapter|route|overall|team|bib|locker|room|gate|apartment|suite)$",
    re.IGNORECASE,
)
CLITIC = re.compile(r"(?:s|t|ta|re|ve|ll|d|m)\b", re.IGNORECASE)
# First halves of names and words with an apostrophe inside: O'Neill, d'Isere, Shi'ite, Int'l.
HALF = re.compile(r"(?:^|[^\w'’])(?:O|D|d|L|l|N|Shi|Ya|Ha|Sha|Ba|Isma|Qur|Sana|Xi|Ma|ma|Int|Nat|Dep|Jama|Baha|Ka)$")
FUNCTION_WORD = re.compile(r"(?:^|\W)(?:a|an|and|at|by|for|from|in|is|of|on|or|the|to|was|with)$", re.IGNORECASE)
DOLLAR_OF = re.compile(r"\b(?:US|HK|NZ)$")
OPENING, CLOSING = "‘“‚„«", "”…»"


def mend_entities(text: str) -> str:
    """Return the text with one level of its entities, and of rests of entities, as characters.

    >>> mend_entities("Turkey #39;s caf&eacute;s, AT amp;T, quot;rain quot; &amp;amp; $5 &#8211; AT&T; #1")
    'Turkey\\'s cafés, AT&T, "rain" & $5 – AT&T; #1'
    """
    if "&" in text:
        text = SPLIT.sub(lambda found: f"&{found[1] or ''}{found[2] or found[3]};", text)
        text = NO_SEMICOLON.sub(r"&\1;", text)
        text = HALVES.sub(_join_halves, text)
        text = _mend_no_breaks(text)
        text = ENTITY.sub(lambda found: decode(found[1], found[0]), text)
        text = CUT_OFF.sub("", text)
    if ";" in text:
        text = _mend_rests(TAG_REST.sub(_restore_tag, text))
    return text


def decode(name: str, otherwise: str) -> str:
    """Return the character of an entity's name or number: "eacute", "#39", "#x27"; `otherwise` if it is unknown."""
    if name[0] == "#":
        point = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
        if point in (9, 10, 13):
            return "\t" if point == 9 else "\n"
        if point < 32 or point == 127:
            return ""
        return otherwise if 0xD800 <= point < 0xE000 or point > 0x10FFFF else unescape(f"&#{point};")
    if found := html5.get(f"{name};"):
        return found
    if point := name2codepoint.get(name.lower(), 0):
        return chr(point).upper() if name.isupper() else chr(point)
    return otherwise


def _join_halves(found: re.Match[str]) -> str:
    high, low = int(found[1]), int(found[2])
    if not (0xD800 <= high < 0xDC00 <= low < 0xE000):
        return found[0]
    return chr(0x10000 + (high - 0xD800 << 10) + low - 0xDC00)


def _mend_no_breaks(text: str) -> str:
    """Each run of no-break spaces as one, or as the longest white space inside or beside it."""
    pieces, at = [""], 0
    for found in NO_BREAKS.finditer(text):
        before, after = text[at : found.start()], text[found.end() : found.end() + 40]
        body = before.rstrip(SPACE)
        left, right = before[len(body) :], after[: len(after) - len(after.lstrip(SPACE))]
        gaps = (left, *NO_BREAK_ENTITY.split(found[0])[1:-1], right)
        longest = max(gaps, key=lambda gap: (gap.count("\n"), len(gap)))
        is_border = found.end() + len(right) == len(text) or not (body or pieces[1:])
        pieces += [body, "" if is_border else longest or "\u00a0"]
        at = found.end() + len(right)
    return "".join([*pieces, text[at:]])


def _restore_tag(found: re.Match[str]) -> str:
    """The tag; the space before a closing one goes."""
    name = re.sub(r" ?quot; ?", '"', found[2])
    name = re.sub(r'=\s*"', '="', name)
    name = re.sub(r'"(?=\w)', '" ', name) if name.count('"') > 2 else name
    return f"{'' if name[0] == '/' else found[1]}<{name.strip()}>"


class _Quotes:
    """Open quotation marks, so that a mark beside punctuation is known to open or to close."""

    def __init__(self) -> None:
        self.single = self.double = False


def _mend_rests(text: str) -> str:
    quotes, at = _Quotes(), 0
    pieces: list[str] = []
    for found in REST.finditer(text):
        made = _mend_rest(found, text, "".join(pieces[-2:]) + text[at : found.start()], quotes)
        if made is None:
            continue
        pieces += [text[at : found.start()], made]
        at = found.end()
    return "".join([*pieces, text[at:]]) if pieces else text


def _mend_rest(found: re.Match[str], text: str, before: str, quotes: _Quotes) -> str | None:
    """Return the character with the space before it that stays; None for what is no rest of an entity."""
    space, name = found[1], found[2]
    before, after = before[-24:], text[found.end() : found.end() + 12]
    character = decode(name, "")
    is_loose = not after or after[0] in SPACE
    kept = space[:1] if len(space) < 2 else space[1:]
    if before[-1:] in ("(", "["):
        kept = ""
    if name[0] == "#" and is_loose and NUMBERED.search(before) and not quotes.single:
        return None
    if character in "'’":
        return _mend_apostrophe(character, kept, before, after, quotes)
    if character == '"':
        return _mend_quotation_mark(kept, before, after, quotes)
    if character in "$£€¥":
        return _mend_currency(character, kept, before, after, is_named=name[0] != "#")
    if name in ("cent", "deg"):
        return character if before[-1:].isdigit() else None
    if name == "bull":
        return character if before[-1:] in ("", "\n") else None
    if character in OPENING:
        return kept + character
    if character in CLOSING:
        return character
    if character == "\u00a0":
        return "&nbsp;"
    if name == "gt" and before[-1:] in ("", "\n") and not is_loose:
        return character
    if character in "<>":
        return kept + character
    if character.isalpha():
        is_first = character.isupper() or not before[-1:].isalpha() or FUNCTION_WORD.search(before)
        return (kept if is_first else "") + character
    return (kept if is_loose else "") + character


def _mend_apostrophe(mark: str, kept: str, before: str, after: str, quotes: _Quotes) -> str:
    ends_word = before[-1:].isalnum() or before[-1:] in ("." if kept else "")
    if not kept and before[-1:].isalnum():  # nothing between the word and the rest: Turkey#39;s
        return mark
    if ends_word and CLITIC.match(after):
        return mark
    if re.match(rf" ?(?:amp;)*(?:#0*39|apos);(?![{SPACE}])", after) and before[-1:] != mark:
        return kept + mark  # the first half of an opening ''
    if after and after[0] not in SPACE + ".,;:!?)]-" and not _is_rest(after):
        if ends_word and HALF.search(before):
            return mark
        is_second_half = before[-1:] == mark
        quotes.single = True
        return mark if is_second_half else kept + mark
    quotes.single = False
    return mark


def _is_rest(after: str) -> bool:
    return bool(re.match(r"(?:#\d{2,5}|quot);", after))


def _mend_quotation_mark(kept: str, before: str, after: str, quotes: _Quotes) -> str:
    opens = bool(after) and after[0] not in SPACE and (after[0] not in ".,;:!?)]" or not (quotes.double or kept == ""))
    if not kept and before[-1:].isalnum():
        opens = False
    quotes.double = opens
    return kept + '"' if opens else '"'


def _mend_currency(sign: str, kept: str, before: str, after: str, *, is_named: bool) -> str | None:
    if not re.match(r"\.?\d", after):
        return None if is_named or sign == "$" else kept + sign
    return sign if DOLLAR_OF.search(before) else kept + sign
