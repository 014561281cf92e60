"""A pair as one text with its edits marked: with wdiff's marks, and on a terminal in colour as well.

The marks stay in colour too: a diff that is copied, or read without seeing red and green, loses nothing. Only the marks
are added: every space, line end, emoji and combining mark stays, and the text is never read as rich's markup. On a
terminal, control characters are shown as their pictures (U+2400 ...), since the text of an article must not control the
terminal.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from rich.text import Text

from pipelines.cli import terminal

Edit = Mapping[str, Any]
Span = tuple[int, int]
Piece = tuple[str, str]

KEPT, ORIGINAL, REPLACEMENT, GAP = "kept", "original", "replacement", "gap"
# The colours of `git diff --word-diff=color`; struck through as well, for readers who see no red.
STYLES = {
    KEPT: Style(),
    ORIGINAL: Style(color="red", strike=True),
    REPLACEMENT: Style(color="green", bold=True),
    GAP: Style(dim=True),
}
# As `wdiff` and `git diff --word-diff=plain`.
MARKS = {KEPT: ("", ""), ORIGINAL: ("[-", "-]"), REPLACEMENT: ("{+", "+}"), GAP: ("", "")}
# All control characters but tab, newline and carriage return.
PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"} | {0x7F: 0x2421}
PICTURES |= dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
SENTENCE_END = re.compile(r"[.!?…][\"'\u201d\u2019»)\]]*\s+|\n+")
CUT = "[…]"
# Characters of a pair that are shown: five lines of a wide terminal.
EXCERPT = 600


def mark_edits(clean: str, edits: Sequence[Edit], *, colour: bool, limit: int | None = None) -> str:
    """Return the clean text with the original and the replacement of each edit marked.

    limit  approximate number of characters: only sentences with edits are shown, with […] for gaps

    >>> edit = {"clean_start": 4, "clean_end": 7, "original": "new", "replacement": "fresh"}
    >>> mark_edits("The new bridge", [edit], colour=False)
    'The [-new-]{+fresh+} bridge'
    """
    spans = [(0, len(clean))] if limit is None else excerpt(clean, edits, limit)
    return "".join((in_colour if colour else in_marks)(*piece) for piece in cut_pair(clean, edits, spans))


def excerpt_text(clean: str, edits: Sequence[Edit], *, limit: int) -> Text:
    """The same in colour, as a text that rich wraps between words: for reading, not byte for byte."""
    pieces = cut_pair(clean, edits, excerpt(clean, edits, limit))
    return Text.assemble(*((in_marks(kind, text.translate(PICTURES)), STYLES[kind]) for kind, text in pieces))


def print_excerpt(console: Console, clean: str, edits: Sequence[Edit]) -> None:
    """Print the sentences with edits: wrapped and coloured on a terminal, else as they are."""
    if terminal.has_colour(console):
        console.print(excerpt_text(clean, edits, limit=EXCERPT))
    else:
        console.print(mark_edits(clean, edits, colour=False, limit=EXCERPT), soft_wrap=True)


def cut_pair(clean: str, edits: Sequence[Edit], spans: Iterable[Span]) -> Iterator[Piece]:
    """Yield (kind, text) pieces of the spans of the clean text, in order; no span cuts an edit."""
    shown_to = 0
    for start, end in spans:
        if start > shown_to:
            yield GAP, f"{CUT} "
        at = start
        for edit in edits:
            if start <= edit["clean_start"] and edit["clean_end"] <= end:
                yield KEPT, clean[at : edit["clean_start"]]
                yield ORIGINAL, edit["original"]
                yield REPLACEMENT, edit["replacement"]
                at = edit["clean_end"]
        yield KEPT, clean[at:end]
        shown_to = end
    if shown_to < len(clean):
        yield GAP, CUT


def excerpt(clean: str, edits: Sequence[Edit], limit: int) -> list[Span]:
    """Return the spans of the first sentences with edits, up to about `limit` characters; at least one."""
    if len(clean) <= limit:
        return [(0, len(clean))]
    ends = [match.end() for match in SENTENCE_END.finditer(clean)]
    inside = {at for edit in edits for at in range(edit["clean_start"] + 1, edit["clean_end"])}
    borders = [0, *(end for end in ends if end not in inside and end < len(clean)), len(clean)]
    spans: list[Span] = []
    room = limit
    for start, end in pairwise(borders):
        if any(start <= edit["clean_start"] < end for edit in edits):
            if spans and end - start > room:
                break
            spans.append((start, end))
            room -= end - start
    return spans or [(0, borders[1])]


def in_colour(kind: str, text: str) -> str:
    """Return a piece with its marks and colour, fit for a terminal."""
    return STYLES[kind].render(in_marks(kind, text.translate(PICTURES)), color_system=ColorSystem.STANDARD)


def in_marks(kind: str, text: str) -> str:
    """Return a piece with its marks."""
    before, after = MARKS[kind]
    return f"{before}{text}{after}" if text else ""
