"""Tags, comments and scripts taken out of a text, without words glued or gaps left behind."""

import re

INLINE, SPACE, LINE, PARAGRAPH = MARKS = "\ufdd0\ufdd1\ufdd2\ufdd3"  # code points that no text may have
BLOCKS = frozenset(
    """
    address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form
    frame frameset h1 h2 h3 h4 h5 h6 head header html iframe main menu nav noframe noframes noscript ol p pre
    section summary table tbody tfoot thead title ul
    """.split()  # noqa: SIM905 - a list of words
)
LINES = frozenset(["br", "hr", "li", "tr", "option"])
CELLS = frozenset(["td", "th"])
# Elements that hold text: one that is opened and never closed may be meant, as in "the <b> tag".
PAIRED = frozenset(
    """
    a abbr acronym b bdi bdo big blink cite code data del dfn em font i ins kbd label mark marquee nobr q s samp
    small span strike strong sub sup time tt u var
    """.split()  # noqa: SIM905 - a list of words
)
OTHERS = frozenset(
    """
    applet area audio base basefont button canvas col colgroup embed ilayer img input layer legend link map meta
    object optgroup param picture script select source style svg textarea track video wbr
    """.split()  # noqa: SIM905 - a list of words
)
NAMES = BLOCKS | LINES | CELLS | PAIRED | OTHERS
ATTRIBUTE = r"""[A-Za-z_:][-\w:.]*\s*=\s*(?:"[^"]{0,2000}"|'[^']{0,2000}'|[^\s"'<>=]{1,2000})"""
FLAG = r"(?:allowfullscreen|async|autoplay|checked|controls|defer|disabled|hidden|ismap|loop|muted|noshade|nowrap)\b"
TAG = re.compile(
    rf"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*(?::[A-Za-z]\w*)?)(?P<attributes>(?:\s+(?:{ATTRIBUTE}|{FLAG}))*)\s*/?\s*>"
)
# The text ends inside a tag.
CUT = re.compile(rf"<(?P<name>[A-Za-z][A-Za-z0-9]*)\s+(?:{ATTRIBUTE}\s*)*[A-Za-z-]+\s*=[^<>]*\Z")
# A tag that lost its first sign.
HEADLESS = re.compile(r"(?<![\w<])(?:/?(?:br|hr|p)\s*/>|/(?:a|b|i|em|strong|font|span|div|p|center|td|tr|table)>)")
SCRIPT = re.compile(r"<(script|style)\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
COMMENT = re.compile(
    r"<!--.*?(?:-->|\n\s*\n|\Z)|<!\[(?:if|endif)[^<>]*>|<!DOCTYPE[^<>]*>|<\?[a-z][^<>]*\?>|//\s*-->",
    re.IGNORECASE | re.DOTALL,
)
CDATA = re.compile(r"(?://\s*)?<!\[CDATA\[(.*?)(?:(?://\s*)?\]\]>|\n\s*\n|\Z)", re.DOTALL)
CODE = re.compile(r"\b(?:var|function|document|window)\b.*[=({;]", re.DOTALL)
GAP = re.compile(rf"\s*(?:[{MARKS}]\s*)+")
CLOSERS = ".,;:!?)]}"


def remove_tags(text: str) -> str:
    r"""Return the text without tags; what only looks like one stays, as in `if a <b and c> d`.

    >>> remove_tags('<p>The <a href="/x">old bridge</a>, <b>closed</b>.</p><p>H<sub>2</sub>O<br/>Rain')
    'The old bridge, closed.\n\nH2O\nRain'
    """
    marked = text.translate(dict.fromkeys(map(ord, MARKS)))
    marked = CDATA.sub(lambda found: INLINE if CODE.search(found[1]) else found[1], marked)
    marked = COMMENT.sub(INLINE, SCRIPT.sub(INLINE, marked))
    closed = {found["name"].lower() for found in TAG.finditer(marked) if found["close"]}
    marked = TAG.sub(lambda found: _mark(found, closed), marked)
    marked = CUT.sub(lambda found: INLINE if found["name"].lower() in NAMES else found[0], marked)
    marked = HEADLESS.sub(lambda found: INLINE if "/>" not in found[0] else LINE, marked)
    return text if marked == text else GAP.sub(_close_gap, marked)


def _mark(tag: re.Match[str], closed: set[str]) -> str:
    name = tag["name"].lower()
    if name not in NAMES and (":" not in name or not (tag["attributes"] or tag["close"] or name in closed)):
        return tag[0]
    if name in PAIRED and not tag["close"] and name not in closed and not tag["attributes"]:
        return tag[0]
    marks = ((BLOCKS, PARAGRAPH), (LINES, LINE), (CELLS, SPACE))
    return next((mark for names, mark in marks if name in names), INLINE)


def _close_gap(gap: re.Match[str]) -> str:
    """The text in the place of tags and the white space around them."""
    text, found = gap.string, gap[0]
    before, after = text[: gap.start()][-1:], text[gap.end() : gap.end() + 1]
    if not before or not after:
        return ""
    if PARAGRAPH in found or found.count("\n") > 1:
        return "\n\n"
    if LINE in found or "\n" in found:
        return "\n"
    if SPACE in found or any(sign.isspace() for sign in found):
        return "" if after in CLOSERS else " "
    return " " if before in ".!?;:," and after.isalpha() else ""
