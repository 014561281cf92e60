"""The text of a fragment of HTML, as feeds hold it: blocks become paragraphs, tags and scripts go."""

import re
from collections.abc import Iterator
from html import unescape

from pipelines.sources.formats.xml.html_tags import TagScanner

# Elements with a line of their own.
BLOCKS = re.compile(
    "address|article|aside|blockquote|dd|div|dl|dt|figcaption|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|"
    "section|table|td|th|tr|ul"
)
# Elements whose content is no text.
SILENT = frozenset(["head", "iframe", "noscript", "script", "style", "svg", "template"])
LINE_END = re.compile(r"[\r\n]")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")


def read_fragment(html: str) -> str:
    r"""Return the text of a fragment; one without tags is plain text and unchanged.

    >>> read_fragment("<p>Rain &amp; snow</p><p>fell<br>on 3 < 4 <b>days</b></p>"), read_fragment("Rain &\nsnow")
    ('Rain & snow\n\nfell\non 3 < 4 days', 'Rain &\nsnow')
    """
    if not TAG.search(html):
        return html
    paragraphs = ("\n".join(" ".join(line.split()) for line in text.split("\n")) for text in _cut_paragraphs(html))
    return "\n\n".join(text.strip() for text in paragraphs if text.strip())


def _cut_paragraphs(html: str) -> Iterator[str]:
    """Yield the text between blocks, with the line breaks of <br> alone."""
    pieces: list[str] = []
    for text, tag in _read_texts(html):
        pieces.append(LINE_END.sub(" ", unescape(text)))
        if tag == "br":
            pieces.append("\n")
        elif BLOCKS.fullmatch(tag):
            yield "".join(pieces)
            pieces = []
    yield "".join(pieces)


def _read_texts(html: str) -> Iterator[tuple[str, str]]:
    """Yield each stretch of text, and the name of the tag behind it; what silent elements hold is left out."""
    scanner, at = TagScanner(html), 0
    while tag := scanner.next_tag(at):
        yield html[at : tag.start], tag.name
        at = tag.end
        if tag.name in SILENT and not tag.is_end and not tag.is_void:
            closing = re.compile(rf"</{tag.name}(?=[\s/>])[^<>]*>", re.IGNORECASE).search(html, at)
            at = closing.end() if closing else len(html)
    yield html[at:], ""
