"""Tags, comments and scripts taken out of a text.

Angle brackets that are no tag stay: a < b, x<5 and y>3, <name@example.org>, <AAPL.O>, List<String>, the <b> tag.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

from pipelines.text.markup.spacing import CELL, INSIDE_WORDS, LINE, PARAGRAPH, SPACE, Item, find_gap, find_line_end

# Elements that are known by their bare start tag alone; words such as <title> or <address> need an attribute or an end.
BARE = frozenset(
    "a b i u s p q em br hr tt li ul ol dl dt dd td th tr h1 h2 h3 h4 h5 h6 div span strong sub sup "  # noqa: SIM905
    "pre small big img font center strike blockquote table tbody thead html body wbr nobr".split()
)
# Letters of formulas as well: a<b>c.
LETTERS = frozenset("abiusq")
OTHERS = frozenset(
    "area base button canvas col colgroup embed frame frameset iframe image input label link map meta "  # noqa: SIM905
    "object param path picture script select source style svg textarea time track var xml noframes g data "
    "dialog kbd samp output".split()
)
PREFIXES = frozenset(("o", "v", "w", "st1", "fb", "g", "dc", "media"))  # <o:p>
KNOWN = PARAGRAPH | LINE | CELL | INSIDE_WORDS | BARE | OTHERS
NAMES = "|".join(sorted(KNOWN, key=lambda name: (-len(name), name)))
FLAGS = (
    "disabled|checked|nowrap|noshade|async|defer|controls|allowfullscreen|hidden|required|selected|readonly|muted|autoplay"
    "|loop|nofollow|novalidate|webkitallowfullscreen|mozallowfullscreen|itemscope|compact|ismap|multiple"
)
PLAIN = r"""\\"[^"<>\\]*\\"|"[^"<>]*"|'[^'<>]*'"""
CURLY = r"[“”″][^\s“”″<>]*[“”″]"
QUOTED = f"{PLAIN}|{CURLY}"
# Also with a > inside, with its second quotation mark lost, and without any. No value in the middle of a tag can be
# read in two ways: each would double the time for a tag that never ends.
VALUE = (
    rf"""(?:{PLAIN}|{CURLY}(?=/)|"(?=[^"<>]*[<>])[^"]{{0,1000}}"(?=\s*(?:/?>|[\w:-]+=))"""
    r"""|["'][^\s"'<>]*(?=\s?/?>)|[^\s"'<>]+(?=[\s>]))"""
)
ATTRIBUTE = rf"[A-Za-z_:@][\w:.@-]*\s*=\s*{VALUE}"
ATTRIBUTES = rf"""(?:\s[\s/]*{ATTRIBUTE}|(?<=["']){ATTRIBUTE}|\s+(?:{FLAGS})\b)*"""
# All begin with "<", which makes the search fast.
ITEM = re.compile(
    r"<(?:(?P<data>!\[CDATA\[)|(?i:"
    r"(?P<declaration>!DOCTYPE[^<>]*>|!\[(?:if|endif)[^<>]*\](?:--)?>)"
    rf"|\s?(?P<end>/?)\s?(?P<name>[A-Za-z][\w:-]*)(?P<attributes>{ATTRIBUTES})\s*+(?P<void>/?)\s*+>"
    # Without its ">".
    rf"|(?P<unclosed>(?:{NAMES})(?:\s+[A-Za-z][\w:-]*\s?=\s?(?:{QUOTED}))+(?!\s*[\w:-]+\s?=)"
    rf"|/(?:{NAMES})(?=[\s<]|\Z)|br(?=[\s<]|\Z))))"
)
# Without its "<", alone or both of a pair; the end of a CDATA section.
BEHEADED = re.compile(
    r"(?<![\w<&/])/(?:p|a)>|(?<![<&/])/(?:b|i|em|strong|font|span|div|td|tr|li|ul|h[1-6])>|(?<![\w<&./])br\s?/?>",
    re.IGNORECASE,
)
BEHEADED_PAIR = re.compile(r"(?<![\w<&/.])(b|i|em|strong|u|span|font)>([^<>]{1,300}?)<?/\1>", re.IGNORECASE)
# Cut off at the beginning of the text.
HEAD = re.compile(rf"""\s*(?:(?i:{NAMES})\s+)?(?:[\w:-]+=(?:"[^"<>]*"|'[^'<>]*')\s*)+/?>|[^\s<>"]{{1,300}}"\s*/?>""")
# Cut off at the end of the text, of which only the last characters are searched.
TAIL = re.compile(
    rf"<(?:{NAMES})(?:\s+[\w:-]+=(?>(?:{QUOTED})(?=\s)|[^\s<>]*))*?\s+[\w:-]+=(?:[\"'][^\"'<>\n]{{0,120}}|[^\s<>]*)\Z"
    rf"|(?<=[.!?\"”)>])<(?:{NAMES})?\Z"
    r"|</[A-Za-z]{0,10}\Z|<!--[^\n]{0,500}\Z",
    re.IGNORECASE,
)
TAIL_REACH = 600
# Elements that are dropped with their content: beginning and end.
ENCLOSED = [
    (re.compile(r"<!--"), re.compile(r"--!?>")),
    (re.compile(r"(?://|/\*)\s?<!\[CDATA\["), re.compile(r"\]\]>(?:\s?\*/)?")),
    (re.compile(r"<(?i:script)\b"), re.compile(r"</(?i:script)\s?>")),
    (re.compile(r"<(?i:style)\b"), re.compile(r"</(?i:style)\s?>")),
    (re.compile(r"<\?(?i:xml|php|xpacket)\b"), re.compile(r"\?>")),
]
END_TAG = re.compile(r"<\s?/\s?([A-Za-z][\w:-]*)\s?>")
# A tag that is spoken of: the <b> tag.
MENTION = re.compile(
    r"\b(?:the|a|an|opening|closing|html|each|no|missing) </?\w+ ?/?> (?:tag|element)s?\b", re.IGNORECASE
)
MENTION_REACH = 10, 40  # characters before and after the "<"
FORUM = (
    r"b|i|u|s|url|img|quote|code|size|color|colour|font|center|list|youtube|video|embed|caption|gallery|audio|spoiler"
)
FORUM_END = re.compile(rf"\[/({FORUM})\]", re.IGNORECASE)
FORUM_IMAGE = re.compile(r"\[img[^\[\]]*\][^\[\]\s]*\[/img\]", re.IGNORECASE)


def strip_tags(text: str) -> str:
    r"""Return the text without tags, comments and scripts.

    >>> strip_tags('<p>Rain <b>fell</b> <!-- ad -->here.</p><p>It<br>stopped: a < b.</p>')
    'Rain fell here.\n\nIt\nstopped: a < b.'
    """
    if "[/" in text and FORUM_END.search(text):
        text = _strip_forum_tags(text)
    if "<" not in text and ">" not in text:
        return text
    if text.count(">") > text.count("<"):
        text = BEHEADED_PAIR.sub(r"\2", text)
    pieces, at, line_end = [], 0, find_line_end(text)
    for run in _runs(text):
        start, end, gap = find_gap(text, run, line_end)
        pieces += [text[at:start], gap]
        at = end
    return "".join([*pieces, text[at:]])


def is_mention(text: str, start: int) -> bool:
    """The tag at `start` is spoken of, as in: the <b> tag."""
    before, after = MENTION_REACH
    found = MENTION.search(text, max(0, start - before), start + after)
    return found is not None and found.start() < start < found.end()


def _strip_forum_tags(text: str) -> str:
    """The text without the tags of forums, of which some have an end: [b]rain[/b]."""
    text = FORUM_IMAGE.sub("", text)
    names = "|".join(sorted({found[1].lower() for found in FORUM_END.finditer(text)}))
    return re.sub(rf"\[/?(?:{names})(?:[ =][^\[\]]*)?\]", "", text, flags=re.IGNORECASE) if names else text


def _runs(text: str) -> Iterator[list[Item]]:
    """Yield the stretches of markup, those with only white space between them together."""
    run: list[Item] = []
    for item in _items(text):
        if run and text[run[-1].end : item.start].strip(SPACE):
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def _items(text: str) -> Iterator[Item]:
    """Yield all markup, in order."""
    ended, at = {name.lower() for name in END_TAG.findall(text)}, 0
    others = sorted(_beheaded(text), key=lambda item: item.start)
    starts = [item.start for item in others]
    for start, end in [*_wholes(text), (len(text), len(text))]:
        found = [
            Item(*item.span(), _name_of(item)) for item in ITEM.finditer(text, at, start) if _is_markup(item, ended)
        ]
        between = others[bisect_left(starts, at) : bisect_left(starts, start)]
        yield from _merge(found, [item for item in between if item.end <= start])
        if start < end:
            yield Item(start, end, "")
        at = end


def _beheaded(text: str) -> list[Item]:
    """Return the tags that lost their beginning, and the ends of CDATA sections."""
    found = [Item(*each.span(), "data") for each in re.finditer(r"\]\]>", text)] if "<![CDATA[" in text else []
    if text.count(">") <= text.count("<"):
        return found
    head = HEAD.match(text)
    found += [Item(*head.span(), "")] if head else []
    return found + [Item(*each.span(), each[0].strip("/> ").lower()) for each in BEHEADED.finditer(text)]


def _merge(items: list[Item], others: list[Item]) -> Iterator[Item]:
    """Yield both, in order; where two overlap, the first."""
    end = 0
    for item in sorted([*items, *others], key=lambda item: item.start) if others else items:
        if item.start >= end:
            yield item
            end = item.end


def _wholes(text: str) -> list[tuple[int, int]]:
    """Return the spans that go with all that is in them, in order, with a tag that is cut off at the end."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted(_enclosed(text)):
        if not spans or start >= spans[-1][1]:
            spans.append((start, end))
    tail = TAIL.search(text, max(spans[-1][1] if spans else 0, len(text) - TAIL_REACH))
    return [*spans, tail.span()] if tail else spans


def _enclosed(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of comments, scripts and the like that have an end."""
    for begin, finish in ENCLOSED:
        at = 0
        while (found := begin.search(text, at)) and (ended := finish.search(text, found.end())):
            yield found.start(), ended.end()
            at = ended.end()


def _name_of(found: re.Match[str]) -> str:
    if found["data"]:
        return "data"
    name = re.match(r"/?([A-Za-z0-9]+)", found["unclosed"] or "")
    return (found["name"] or (name[1] if name else "")).lower()


def _is_markup(found: re.Match[str], ended: set[str]) -> bool:
    return not found["name"] or _is_tag(found, found["name"].lower(), ended)


def _is_tag(found: re.Match[str], name: str, ended: set[str]) -> bool:
    """No formula, address or word in angle brackets.

    ended  names of elements with an end tag in the text
    """
    text, attributes = found.string, found["attributes"]
    if not attributes and is_mention(text, found.start()):
        return False
    is_spaced = found[0][1].isspace() or (bool(found["end"]) and found[0][2].isspace())
    if found["end"] or name in ended or "=" in attributes:
        return not is_spaced or name in KNOWN
    if found["void"] or name in ("br", "hr"):
        return name in KNOWN
    if is_spaced:
        return False
    if name in LETTERS:
        return not (text[found.start() - 1 : found.start()].isalnum() and text[found.end() : found.end() + 1].isalnum())
    return name in BARE or name.partition(":")[0] in PREFIXES - {name}
