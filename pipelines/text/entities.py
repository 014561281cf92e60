"""HTML entities in a text -> the characters that were meant, also where they lost their ampersand or semicolon.

Feeds that were cleaned by half have `quot;`, `#39;` or `doesn #39;t`, where the ampersand went or became a space. Only
what no writer means is read so: names that are no words, and numbers of characters that news uses.
"""

import re
from html import unescape
from html.entities import html5

ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# An escaped entity is escaped again by each program that it passes.
ESCAPES = 6
ACCENTS = "acute|grave|circ|tilde|uml|cedil|ring|slash|caron"
# Names that are no English words, so that they are entities wherever they stand before a semicolon.
NAMES = f"quot|nbsp|apos|[lr][sd]quo|[mn]dash|hellip|szlig|(?:[A-Za-z](?:{ACCENTS}))|AElig|aelig|oelig"
# No semicolon, as in old pages; in an address, &copy= and the like are parameters.
UNENDED = re.compile(rf"&(?:#[0-9]{{2,5}}|(?:{NAMES}|lt|gt|amp)(?![A-Za-z]))(?![0-9;=])")
IN_ADDRESS = re.compile(r"(?:://|\?|=)\S*\Z")
# No ampersand: `gap` is the space that may stand in its place.
REST = re.compile(
    r"(?P<gap>(?<=\S) )?(?:(?<![&#])#(?:(?P<number>[0-9]{2,5})|[xX](?P<hex>[0-9a-fA-F]{2,4}))"
    rf"|(?<!&)(?P<glued>{NAMES})|(?<![&\w])(?P<name>lt|gt|amp));"
)
PUNCTUATION = frozenset({34, 38, 39, 60, 62, 133, 8364, 8482, *range(145, 152), *range(8208, 8231)})
DOLLAR = 36
CLITIC = re.compile(r"(?:s|t|d|m|re|ve|ll)\b", re.IGNORECASE)
APOSTROPHES, DOUBLE, CLOSING, OPENING, DASHES = "'\u2019", '"', "\u201d", "\u2018\u201c", "\u2013\u2014"
# Signs that follow their word or number without a space.
AFTER = "°º®™…¢%"
CLOSERS = " \t\r\n.,;:!?)]}"


def resolve_entities(text: str) -> str:
    r"""Return the text with the characters that its entities stand for; what is no entity stays.

    >>> resolve_entities("R&D at Q&A: caf&eacute;s, &amp;amp;quot;no&#39; and Turkey #39;s quot;yes quot;")
    'R&D at Q&A: cafés, "no\' and Turkey\'s "yes"'
    """
    for _ in range(ESCAPES):
        before, text = text, ENTITY.sub(_character, text)
        if text == before:
            break
    return REST.sub(_place, UNENDED.sub(_end, text))


def _character(match: re.Match[str]) -> str:
    found = unescape(match[0])
    return found.replace("\ufffd", "")  # the number of no character


def _end(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - 200) : match.start()]
    return match[0] if IN_ADDRESS.search(before) else unescape(match[0] + ";")


def _place(match: re.Match[str]) -> str:
    """The character of a rest, with the space before it if that is not the place of the ampersand."""
    character = _read_rest(match)
    if character is None:
        return match[0]
    text, gap = match.string, match["gap"] or ""
    before = text[match.start() - 1 : match.start()]
    after = text[match.end() : match.end() + 4]
    if character == "&" and not (after[:1].isalnum() or re.match(r" [A-Z0-9]", after)):
        return match[0]
    if character == "\xa0":
        return gap or character
    return (gap if _keeps_gap(character, before, after, text[: match.start()]) else "") + character


def _read_rest(match: re.Match[str]) -> str | None:
    name = match["glued"] or match["name"]
    if name:
        return html5.get(f"{name};")
    code = int(match["number"]) if match["number"] else int(match["hex"], 16)
    if code == DOLLAR:
        return "$" if match.string[match.end() : match.end() + 1].isdigit() else None
    is_likely = code in PUNCTUATION or 160 <= code <= 383
    return unescape(f"&#{code};") if is_likely else None


def _keeps_gap(character: str, before: str, after: str, text: str) -> bool:
    """True if the space before a rest was there before the ampersand went."""
    ends = not after or after[0] in CLOSERS
    if character in APOSTROPHES:
        is_name = bool(re.search(r"\b[ODL]\Z", text)) and after[:1].isupper()  # O'Reilly, D'Angelo
        return not (ends or is_name or ((before.isalnum() or before == ">") and CLITIC.match(after)))
    if character in DOUBLE:
        return not ends
    if character in CLOSING or character in AFTER:
        return False
    if character == "&" or character in DASHES:
        return after[:1].isspace()
    if character == ">":
        return text.rfind("<") <= text.rfind(">")  # no tag is open
    return not (character.isalpha() and character.islower() and before.isalpha())
