"""Entities without their ampersand, as the characters that were meant: Turkey #39;s, AT amp;T, quot;rain quot;.

Some exporters replace each ampersand with a space: "Turkey&#39;s" arrives as "Turkey #39;s". Such a space goes with the
entity where the character belongs to the word before it. A space before an opening quotation mark stays: these
exporters also merge spaces, so that one space stands for two.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.text.markup.entities import PLAIN, SPACE, decode

NUMBERS = (
    r"#0*(?:3[4689]|6[02]|12[89]|1[3-9]\d|2[0-4]\d|25[0-5]|8[2-4]\d\d)"
    r"|#[xX]0*(?:2[267]|3[cCeE]|[89aA]\d|20[12][0-9a-fA-F])"
)
# English words end in lt, amp, deg or bull, so these need a border before them.
BORDER = rf"(?:(?<![&#;\w])|(?<=[\w;](?=#))|(?<=[A-Za-z ](?={PLAIN}))|(?<=[A-Z0-9](?=amp;))|(?<=\d(?=deg;|cent;)))"
OTHERS = "amp|lt|gt|deg|bull|pound|euro|yen|cent|frac12|frac14|frac34|sup2|sup3"
NAME = rf"({NUMBERS}|{PLAIN}|{OTHERS});"
# Up to a semicolon, which is searched first: it is rare.
REST = re.compile(rf"( {{0,2}}){BORDER}(?:amp;){{0,8}}{NAME}\Z")
NEXT = re.compile(rf"(?:amp;)*{NAME}")
LONGEST = 48
TAG_REST = re.compile(r"( ?)\blt; ?(/?[A-Za-z][A-Za-z0-9]*(?:\s[^<>;]{0,300}?(?:quot;[^<>;]{0,300}?)*)?/?) ?gt;")
# After these words "#39;" is a number.
NUMBERED = re.compile(
    r"(?:^|\W)(?:no|number|ranked|rank|jersey|shirt|seed|seeded|car|pick|wearing|wore|wears|at|is|was|the|to|from|with|and"
    r"|item|episode|issue|chapter|route|overall|team|bib|locker|room|gate|apartment|suite|flight|bus|train|lot|table|page"
    r"|ticket|order|case|bill|unit|district|lane|pier|lap|game|goal|win|title|player|engine)\.?$",
    re.IGNORECASE,
)
CLITIC = re.compile(r"(?:s|t|ta|re|ve|ll|d|m)\b", re.IGNORECASE)
# First halves of names and words with an apostrophe inside: O'Neill, d'Isere, Shi'ite, Int'l.
HALF = re.compile(r"(?:^|[^\w'])(?:O|D|d|L|l|N|Shi|Ya|Ha|Sha|Ba|Isma|Qur|Sana|Xi|Ma|ma|Int|Nat|Dep|Jama|Baha|Ka)$")
FUNCTION_WORD = re.compile(r"(?:^|\W)(?:a|an|and|at|by|for|from|in|is|of|on|or|the|to|was|with)$", re.IGNORECASE)
DOLLAR_OF = re.compile(r"\b(?:US|HK|NZ)$")
CURLY = "\u2019"
APOSTROPHES, SIGNS = "'" + CURLY, "$£€¥"
OPENING, CLOSING = "\u2018\u201c\u201a\u201e«", "\u201d…»"
AFTER_WORD = SPACE + ".,;:!?)]"
ANOTHER = re.compile(r"(?:#\d{2,5}|quot);")
SECOND_OF_TWO = re.compile(rf" ?(?:amp;)*(?:#0*39|apos);(?![{SPACE}])")
REACH = 24, 12  # characters before and after that decide


@dataclass
class _Quotes:
    """Open quotation marks, so that a mark beside punctuation is known to open or to close."""

    single: bool = False
    double: bool = False


@dataclass(frozen=True)
class _Place:
    """A rest in its text.

    character  the character that was meant
    space      the space before it, as far as it stays if the character begins a word
    """

    name: str
    character: str
    space: str
    before: str
    after: str

    @property
    def is_loose(self) -> bool:
        """White space or the end of the text follows."""
        return not self.after or self.after[0] in SPACE

    @property
    def ends_word(self) -> bool:
        return self.before[-1:].isalnum()


def mend_entity_rests(text: str) -> str:
    r"""Return the text with its rests of entities as characters; numbers (#39) and words (the camp;) stay.

    >>> mend_entity_rests("Turkey #39;s quot;big quot; day: AT amp;T at #36;5, players #39; pay; No. #39; the lamp;")
    'Turkey\'s "big" day: AT&T at $5, players\' pay; No. #39; the lamp;'
    """
    if ";" not in text:
        return text
    if "lt;" in text and "gt;" in text:
        text = TAG_REST.sub(_mend_tag, text)
    quotes, at = _Quotes(), 0
    pieces: list[str] = []
    for found in _find_rests(text):
        before = "".join(pieces[-2:]) + text[at : found.start()]
        made = _mend(_place(found, before), quotes)
        if made is not None:
            pieces += [text[at : found.start()], made]
            at = found.end()
    return "".join([*pieces, text[at:]])


def _find_rests(text: str) -> Iterator[re.Match[str]]:
    at, semicolon = 0, text.find(";")
    while semicolon >= 0:
        first = max(at, semicolon - LONGEST)
        # The only spaces of a rest are its first two characters, and its only other semicolons those of "amp;".
        first = max(first, text.rfind(" ", first, semicolon) - 1)
        before = text.rfind(";", first, semicolon)
        while before >= 0 and text.endswith("amp", first, before):
            before = text.rfind(";", first, before)
        first = max(first, before + 1)
        found = REST.search(text, first, semicolon + 1)
        # amp;quot; is one rest.
        if found and not (found[2] == "amp" and NEXT.match(text, semicolon + 1)):
            yield found
            at = semicolon + 1
        semicolon = text.find(";", semicolon + 1)


def _mend_tag(found: re.Match[str]) -> str:
    """The tag; the space before an end tag goes."""
    tag = re.sub(r" ?quot; ?", '"', found[2])
    tag = re.sub(r'=\s*"', '="', tag)
    tag = re.sub(r'"(?=\w)', '" ', tag) if tag.count('"') > 2 else tag
    return f"{'' if tag[0] == '/' else found[1]}<{tag.strip()}>"


def _place(found: re.Match[str], before: str) -> _Place:
    back, ahead = REACH
    before, after = before[-back:], found.string[found.end() : found.end() + ahead]
    space = "" if before[-1:] in ("(", "[", *OPENING) else " " if found[1] else ""
    return _Place(found[2], decode(found[2], otherwise=""), space, before, after)


def _mend(place: _Place, quotes: _Quotes) -> str | None:
    """Return the character with the space before it that stays; None for what is no rest of an entity."""
    character = place.character
    if not _is_rest(place, quotes):
        return None
    if character in APOSTROPHES:
        return _mend_apostrophe(place, quotes)
    if character == '"':
        return _mend_quotation_mark(place, quotes)
    if character in SIGNS:
        return _mend_currency(place)
    return _space_of(place) + ("&nbsp;" if character == "\u00a0" else character)


def _is_rest(place: _Place, quotes: _Quotes) -> bool:
    """No number (jersey #39; he) and no English word (the bull;)."""
    name, before, after = place.name, place.before, place.after
    if name[0] == "#":
        is_number = place.is_loose and NUMBERED.search(before) and not ANOTHER.match(after.lstrip(" "))
        return quotes.single or not is_number
    if name == "amp" and place.ends_word and not place.space:
        return after[:1].isupper() or after[:1].isdigit()
    if name == "cent":
        return before[-1:].isdigit() and not place.space
    return {"deg": before[-1:].isdigit(), "bull": before[-1:] in ("", "\n")}.get(name, True)


def _space_of(place: _Place) -> str:
    """The space that stays before a character."""
    character = place.character
    if character in CLOSING + "\u00a0¢°":
        return ""
    if character in OPENING + "<>":
        return place.space
    if character.isalpha():
        is_first = character.isupper() or not place.before[-1:].isalpha() or FUNCTION_WORD.search(place.before)
        return place.space if is_first else ""
    return place.space if place.is_loose else ""


def _mend_apostrophe(place: _Place, quotes: _Quotes) -> str:
    mark, before, after = place.character, place.before, place.after
    if place.ends_word and not place.space:  # Turkey#39;s
        return mark
    if (place.ends_word or before[-1:] == ".") and (
        CLITIC.match(after) or (HALF.search(before) and after[:1].isalpha())
    ):
        return mark
    if SECOND_OF_TWO.match(after) and before[-1:] != mark:  # two that stand for an opening double mark
        return place.space + mark
    if place.is_loose or after[0] in AFTER_WORD + "-" or ANOTHER.match(after):
        quotes.single = False
        return mark
    quotes.single = True
    return mark if before[-1:] == mark else place.space + mark


def _mend_quotation_mark(place: _Place, quotes: _Quotes) -> str:
    is_inside = bool(place.ends_word and not place.space)
    begins = not place.is_loose and (place.after[0] not in AFTER_WORD or bool(place.space and not quotes.double))
    quotes.double = begins and not is_inside
    return place.space + '"' if quotes.double else '"'


def _mend_currency(place: _Place) -> str | None:
    if not re.match(r"\.?\d", place.after):
        return None if place.name[0] != "#" or place.character == "$" else place.space + place.character
    return place.character if DOLLAR_OF.search(place.before) else place.space + place.character
