"""Markup in a text, slow and obvious: character by character."""

import re
import string

LETTERS = string.ascii_letters
ALPHANUMERIC = string.ascii_letters + string.digits
NAMES = ("quot", "apos", "nbsp", "amp", "lt", "gt")
WORD_NAMES = ("eth", "thorn", "shy", "zwj", "zwnj", "lsquo", "rsquo", "apos")
ACCENTS = ("acute", "grave", "circ", "uml", "tilde", "cedil", "ring", "slash", "lig", "caron")


def is_markup(text, token):
    return any(start < token.end and end > token.start for start, end in find_markup(text))


def find_markup(text):
    return [*_tags(text), *_comments(text), *_scripts(text), *_entities(text), *_rests(text)]


def _tags(text):
    at, spans = 0, []
    while at < len(text):
        end = None
        if text[at] == "<" and text[at + 1 : at + 2] and text[at + 1] in LETTERS + "/!?":
            end = _tag_end(text, at + 2, quotes=True) or _tag_end(text, at + 2, quotes=False)
        if end:
            spans.append((at, end))
        at = end or at + 1
    return spans


def _tag_end(text, at, *, quotes):
    while at < len(text) and text[at] not in "<>":
        quoted = re.match(r"""=[ \t\n\r\f\v]*("[^"]*"|'[^']*')""", text[at:]) if quotes else None
        at += quoted.end() if quoted else 1
    return at + 1 if text[at : at + 1] == ">" else None


def _comments(text):
    at, spans = 0, []
    while (start := text.find("<!--", at)) >= 0:
        found = text.find("-->", start + 4)
        at = found + 3 if found >= 0 else len(text)
        spans.append((start, at))
    return spans


def _scripts(text):
    at, spans = 0, []
    while begin := re.compile(r"<(script|style)\b", re.ASCII | re.IGNORECASE).search(text, at):
        end = re.compile(rf"</{begin[1]}\b", re.ASCII | re.IGNORECASE).search(text, begin.end())
        at = end.end() if end else len(text)
        spans.append((begin.start(), at))
    return spans


def _entities(text):
    spans = []
    for start, character in enumerate(text):
        end = text.find(";", start)
        if character == "&" and end > start and _is_name(text[start + 1 : end]):
            spans.append(_with_word(text, start, end + 1, text[start + 1 : end]))
    return spans


def _is_name(name):
    if name[:1] == "#":
        digits, most, allowed = (
            (name[2:], 6, string.hexdigits) if name[1:2] in ("x", "X") else (name[1:], 7, string.digits)
        )
        return 1 <= len(digits) <= most and all(c in allowed for c in digits)
    return 2 <= len(name) <= 32 and name[0] in LETTERS and all(c in ALPHANUMERIC for c in name)


def _rests(text):
    spans = []
    for end, character in enumerate(text):
        if character != ";":
            continue
        for name in NAMES:
            start = end - len(name)
            if start >= 0 and text[start:end] == name and not (start and text[start - 1] in ALPHANUMERIC + "&"):
                spans.append(_with_word(text, start, end + 1, name))
        start = text.rfind("#", 0, end)
        digits = text[start + 1 : end] if start >= 0 else ""
        is_decimal = 2 <= len(digits) <= 5 and all(c in string.digits for c in digits)
        is_hex = 3 <= len(digits) <= 5 and digits[0] in "xX" and all(c in string.hexdigits for c in digits[1:])
        if is_decimal or is_hex:
            spans.append(_with_word(text, start, end + 1, "#" + digits))
    return spans


def _with_word(text, start, end, name):
    """The span with a character on each side, if the entity is part of a word."""
    return (max(0, start - 1), min(len(text), end + 1)) if _is_part_of_word(name.lower()) else (start, end)


def _is_part_of_word(name):
    if name[:2] == "#x":
        digits = name[2:].lstrip("0")
        return digits in ("27", "2019") or (len(digits) == 2 and digits[0] in "cdef")
    if name[:1] == "#":
        number = int(name[1:])
        return number in (39, 145, 146, 173, 8216, 8217) or 192 <= number < 256 or 300 <= number < 1000
    accents = [accent for accent in ACCENTS if name.endswith(accent)]
    is_letter = any(1 <= len(name) - len(a) <= 2 and name[: -len(a)].isalpha() for a in accents)
    return name in WORD_NAMES or is_letter
