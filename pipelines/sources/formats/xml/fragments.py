"""The text of a fragment of HTML, as feeds hold it: blocks become paragraphs, tags and scripts go."""

import re
from html.parser import HTMLParser

# Elements with a line of their own.
BLOCKS = re.compile(
    "address|article|aside|blockquote|dd|div|dl|dt|figcaption|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|"
    "section|table|td|th|tr|ul"
)
# Elements whose content is no text.
SILENT = frozenset(["head", "iframe", "noscript", "script", "style", "svg", "template"])
TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")


def read_fragment(html: str) -> str:
    r"""Return the text of a fragment; one without tags is plain text and unchanged.

    >>> read_fragment("<p>Rain &amp; snow</p><p>fell<br>on 3 < 4 <b>days</b></p>"), read_fragment("Rain &\nsnow")
    ('Rain & snow\n\nfell\non 3 < 4 days', 'Rain &\nsnow')
    """
    if not TAG.search(html):
        return html
    parser = _Parser()
    parser.feed(html)
    parser.close()
    paragraphs = ("\n".join(" ".join(line.split()) for line in text.split("\n")) for text in parser.paragraphs())
    return "\n\n".join(text.strip() for text in paragraphs if text.strip())


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str | None] = []  # None between two paragraphs
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - HTMLParser's own
        if self._silent:
            return
        if tag in SILENT:
            self._silent = tag
        elif tag == "br":
            self._pieces.append("\n")
        elif BLOCKS.fullmatch(tag):
            self._pieces.append(None)

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            self._silent = "" if tag == self._silent else self._silent
        elif BLOCKS.fullmatch(tag):
            self._pieces.append(None)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._pieces.append(re.sub(r"[\r\n]", " ", data))

    def paragraphs(self) -> list[str]:
        texts: list[list[str]] = [[]]
        for piece in self._pieces:
            if piece is None:
                texts.append([])
            else:
                texts[-1].append(piece)
        return ["".join(text) for text in texts]
