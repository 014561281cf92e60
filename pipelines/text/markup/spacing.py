"""The white space that stands for markup taken out of a text.

A tag that parts paragraphs becomes a blank line, one that parts lines a line break, one that parts cells a space. Other
tags leave nothing, so that words stay apart which the page keeps apart, parts of one word stay together, and no spaces
are doubled. Numbers stay apart from a raised or lowered one: a power of ten is written with ^, and before what may be a
fraction or the mark of a footnote there is a space.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

SPACE = " \t\r\n\u00a0"
PARAGRAPH = frozenset(
    "p div h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre hr section article header footer aside "  # noqa: SIM905
    "main nav figure figcaption form fieldset center address details summary html body head title iframe "
    "video audio noscript".split()
)
LINE = frozenset(("br", "li", "tr", "dt", "dd", "option", "caption", "legend", "thead", "tbody", "tfoot"))
CELL = frozenset(("td", "th"))
# Elements that may begin or end inside a word: H<sub>2</sub>O, <b>T</b>he.
INSIDE_WORDS = frozenset(
    "b i u s em strong small big sub sup font span tt mark ins del strike abbr acronym wbr q a cite code data".split()  # noqa: SIM905
)
RAISED = frozenset(("sub", "sup"))
PART_OF_WORD = RAISED | {"wbr"}
# The power of ten around the markup: what is before it, and what is behind it.
TEN, EXPONENT = (
    re.compile(r"(?<![\w.,])10\Z"),
    re.compile(r"[-\u2212\u2013]?\d{1,3}</sup>(?!\s?[/\u2044\d])", re.IGNORECASE),
)
VOID = frozenset(("img", "input", "wbr", "embed", ""))
PUNCTUATION = ".,;:!?)"
LETTERS_BEFORE, LETTERS_AFTER = re.compile(r"[^\W_]+\Z"), re.compile(r"[^\W_]+")
LONGEST_WORD = 20
ENDINGS = frozenset("s es d ed ing ings er ers est ly th st nd rd n en ness less ful able ish like t".split())  # noqa: SIM905
BEGINNINGS = frozenset(
    "un re pre non anti de dis mis over under super inter sub ex co pro semi multi mid out".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Item:
    """A tag of an element, or another stretch of markup, whose name is empty.

    start, end  in code points
    name        in lower case; "data" for the border of a CDATA section
    """

    start: int
    end: int
    name: str

    @property
    def breaks(self) -> int:
        """The number of line breaks that the tag stands for."""
        return 2 if self.name in PARAGRAPH else 1 if self.name in LINE else 0


def find_line_end(text: str) -> str:
    r"""Return how lines of the text end; looked for once a text, or many tags would take quadratic time.

    >>> find_line_end("Rain.<br>Snow."), find_line_end("Rain.\r\nSnow.")
    ('\n', '\r\n')
    """
    return "\r\n" if "\r\n" in text else "\n"


def find_gap(text: str, run: Sequence[Item], line_end: str) -> tuple[int, int, str]:
    """Return the span of a run of markup with the white space around it, and the white space that stands for both."""
    start, end = run[0].start, run[-1].end
    while start and text[start - 1] in SPACE:
        start -= 1
    while end < len(text) and text[end] in SPACE:
        end += 1
    return start, end, _gap(text, start, end, run, line_end)


def _gap(text: str, start: int, end: int, run: Sequence[Item], line_end: str) -> str:
    if start == 0 or end == len(text):
        outer = text[: run[0].start] if start == 0 else text[run[-1].end :]
        return "" if any(item.breaks for item in run) or not outer.strip(" ") else outer
    gaps = [text[start : run[0].start], text[run[-1].end : end]]
    gaps += [text[left.end : right.start] for left, right in pairwise(run)]
    longest = max(gaps, key=lambda gap: (gap.count("\n"), -len(gap)))
    breaks = _count_breaks(run)
    if longest.count("\n") >= max(1, breaks):
        return "".join(c for c in longest if c in "\r\n") if breaks else longest  # without the page's indentation
    if breaks:
        return breaks * line_end
    if any(gaps) or any(item.name in CELL for item in run):
        is_loose = gaps[0] and not gaps[1] and all(item.name in VOID for item in run)
        if is_loose and text[end] in PUNCTUATION and text[end : end + 3] != "...":
            return ""
        return "\u00a0" if "".join(gaps) == "\u00a0" else " "
    return _part_words(text, start, end, run)


def _part_words(text: str, start: int, end: int, run: Sequence[Item]) -> str:
    """Return what stands for a run without breaks, cells and white space."""
    if not (text[start - 1].isdigit() and any(item.name in RAISED for item in run)):
        return " " if _joins_words(text, start, end, run) else ""
    last = run[-1]
    is_raised = last.name == "sup" and "/" not in text[last.start : last.start + 3]
    if is_raised and TEN.search(text, max(0, start - 4), start) and EXPONENT.match(text, end):
        return "^"
    return " " if text[end].isdigit() else ""


def _count_breaks(run: Sequence[Item]) -> int:
    """Return 2 for a blank line, 1 for a line break; two <br> make a blank line."""
    return 2 if sum(item.name == "br" for item in run) > 1 else max(item.breaks for item in run)


def _joins_words(text: str, start: int, end: int, run: Sequence[Item]) -> bool:
    """Nothing would stay between two words that the markup parts; parts of one word do not count."""
    before, after = text[start - 1], text[end]
    if not (after.isalnum() and (before.isalnum() or before in PUNCTUATION + ']"”\u2019')):
        return False
    if any(item.name in PART_OF_WORD for item in run):
        return False
    if not all(item.name in INSIDE_WORDS for item in run):
        return True
    if not before.isalnum():
        return after.isupper() and before in PUNCTUATION and not text[max(0, start - 2)].isupper()
    left = LETTERS_BEFORE.search(text, max(0, start - LONGEST_WORD), start)[0]  # type: ignore[index]
    right = LETTERS_AFTER.match(text, end, end + LONGEST_WORD)[0]  # type: ignore[index]
    return not _is_one_word(left, right, is_alone=text[max(0, start - 1 - len(left))] == ">")


def _is_one_word(left: str, right: str, *, is_alone: bool) -> bool:
    """A drop cap, a beginning or ending set apart, or a number with its unit: <b>T</b>he, <i>Time</i>s, 5<b>m</b>."""
    if is_alone and len(left) == 1 and left.isupper() and right[0].islower():
        return True
    if left[-1].isdigit() or right[0].isdigit():
        return (left[-1].isdigit() and right[0].isdigit()) or min(len(left), len(right)) < 3
    return right in ENDINGS or left.lower() in BEGINNINGS
