"""The tags of a fragment of HTML, found in time that grows with its length, however broken it is.

Python's HTMLParser searches to the end for each tag and comment without an end: 100 KB of them take minutes.
"""

import re
from dataclasses import dataclass, field

START = re.compile(r"<([a-zA-Z][^\s/<>]*)")
END = re.compile(r"</([a-zA-Z][^\s/<>]*)[^<>]*>")
STRETCH = re.compile(r"[^<>\"']*")
# Markup without a name: beginning and end.
NAMELESS = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<!", ">"), ("<?", ">"), ("</", ">"))


@dataclass(frozen=True)
class Tag:
    """A tag, or a comment or declaration, whose name is empty.

    start, end  in code points
    name        in lower case
    is_end      True for an end tag, such as </p>
    is_void     True for a tag such as <br/>
    """

    start: int
    end: int
    name: str = ""
    is_end: bool = False
    is_void: bool = False


@dataclass
class TagScanner:
    """A fragment, and what was searched for in vain, which is not searched for again.

    missing  sign -> the place from which on there is none
    failed   the quotes that open values of tags without an end
    """

    html: str
    missing: dict[str, int] = field(default_factory=dict)
    failed: set[int] = field(default_factory=set)

    def next_tag(self, at: int) -> Tag | None:
        """Return the first tag, comment or declaration from a place on; a "<" that begins none with an end is text.

        >>> TagScanner("3 < 4 <b title='a > b'>days</b>").next_tag(0)
        Tag(start=6, end=23, name='b', is_end=False, is_void=False)
        """
        while (at := self.html.find("<", at)) >= 0:
            if tag := self._read(at):
                return tag
            at += 1
        return None

    def _read(self, at: int) -> Tag | None:
        """Return the tag that begins with the "<" at this place, if one does."""
        if start := START.match(self.html, at):
            end = self._find_end(start.end())
            return Tag(at, end, start[1].lower(), is_void=self.html[end - 2] == "/") if end else None
        if found := END.match(self.html, at):
            return Tag(at, found.end(), found[1].lower(), is_end=True)
        for begin, finish in NAMELESS:
            if self.html.startswith(begin, at):
                end = self._find(finish, at + len(begin))
                return Tag(at, end + len(finish)) if end >= 0 else None
        return None

    def _find_end(self, at: int) -> int:
        """Return the end of a start tag, from behind its name; 0 if another tag begins or the text ends before."""
        opened = []
        while at < len(self.html):
            mark = STRETCH.match(self.html, at).end()  # type: ignore[union-attr]
            sign = self.html[mark : mark + 1]
            if sign == ">":
                return mark + 1
            if sign in ("", "<") or mark in self.failed:
                break
            closing = self._find(sign, mark + 1) if self.html[at:mark].rstrip().endswith("=") else -1
            if closing >= 0:
                opened.append(mark)
            at = max(mark, closing) + 1
        self.failed.update(opened)
        return 0

    def _find(self, sign: str, at: int) -> int:
        if at >= self.missing.get(sign, len(self.html)):
            return -1
        found = self.html.find(sign, at)
        if found < 0:
            self.missing[sign] = at
        return found
