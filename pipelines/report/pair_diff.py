"""The spun texts of one pair in two releases, with what differs marked and equal stretches folded."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from pipelines.report.marked import PICTURES

Row = Mapping[str, Any]
Span = tuple[int, int]
# Characters shown around a difference.
CONTEXT = 160
# Words of texts that are aligned word by word; longer ones are not marked.
MOST_WORDS = 3000
WORD = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class DiffPiece:
    """A stretch of one text; `other` is the other text where they differ, `is_gap` says that text is omitted."""

    text: str
    differs: bool = False
    other: str = ""
    is_gap: bool = False


@dataclass(frozen=True)
class PairDiff:
    """Both spun texts.

    n_places   number of places that differ
    is_marked  False for texts too long to be aligned
    """

    before: list[DiffPiece]
    after: list[DiffPiece]
    n_places: int
    is_marked: bool = True


def diff_spun(before: Row, after: Row) -> PairDiff:
    """Compare the spun texts of two rows of schemas.PAIRS.

    With an equal clean text the edits say where the texts differ, else their words are aligned.
    """
    texts = before["spun"] or "", after["spun"] or ""
    if before["clean"] == after["clean"]:
        spans = _by_edits(before["edits"] or [], after["edits"] or [])
    else:
        words = [WORD.findall(text) for text in texts]
        if max(map(len, words)) > MOST_WORDS:
            return PairDiff(_head(texts[0]), _head(texts[1]), 0, is_marked=False)
        spans = list(_by_words(*words))
    spans = [(old, new) for old, new in spans if texts[0][slice(*old)] != texts[1][slice(*new)]]
    old, new = [span for span, _ in spans], [span for _, span in spans]
    return PairDiff(_pieces(texts[0], old, texts[1], new), _pieces(texts[1], new, texts[0], old), len(spans))


def _by_edits(before: Sequence[Row], after: Sequence[Row]) -> list[tuple[Span, Span]]:
    """The spans of both spun texts that edits of only one of them made, by the spans of the clean text."""
    sides = [{_name(edit) for edit in edits} for edits in (before, after)]
    differ = sorted({(start, end) for start, end, _ in sides[0] ^ sides[1]})
    merged: list[list[int]] = []
    for start, end in differ:
        if merged and start < merged[-1][1]:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    return [(_in_spun(before, start, end), _in_spun(after, start, end)) for start, end in merged]


def _name(edit: Row) -> tuple[int, int, str]:
    return edit["clean_start"], edit["clean_end"], edit["replacement"]


def _in_spun(edits: Sequence[Row], start: int, end: int) -> Span:
    """The span of a spun text for one of the clean text that cuts through no edit."""
    first, last = (
        sum(len(edit["replacement"]) - len(edit["original"]) for edit in edits if edit["clean_end"] <= at)
        for at in (start, end)
    )
    return start + first, end + last


def _by_words(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Span, Span]]:
    starts = [[0], [0]]
    for ends, words in zip(starts, (before, after), strict=True):
        for word in words:
            ends.append(ends[-1] + len(word))
    for kind, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if kind != "equal":
            yield (starts[0][a], starts[0][b]), (starts[1][c], starts[1][d])


def _pieces(text: str, spans: Sequence[Span], other: str, others: Sequence[Span]) -> list[DiffPiece]:
    pieces: list[DiffPiece] = []
    at = 0
    for (start, end), there in zip(spans, others, strict=True):
        pieces += _fold(text[at:start], keeps_start=bool(at), keeps_end=True)
        pieces.append(DiffPiece(_seen(text[start:end]), differs=True, other=_seen(other[slice(*there)])))
        at = end
    return [*pieces, *_fold(text[at:], keeps_start=bool(spans), keeps_end=False)]


def _fold(text: str, *, keeps_start: bool, keeps_end: bool) -> list[DiffPiece]:
    """An equal stretch, without its middle if it is long; the side that touches a difference is kept."""
    kept = CONTEXT * (keeps_start + keeps_end) or CONTEXT
    if len(text) <= kept + CONTEXT:
        return [DiffPiece(_seen(text))] if text else []
    head = text[: CONTEXT if keeps_start or not keeps_end else 0].rpartition(" ")[0]
    tail = text[len(text) - CONTEXT :].partition(" ")[2] if keeps_end else ""
    pieces = [DiffPiece(_seen(head)), DiffPiece(" […] ", is_gap=True), DiffPiece(_seen(tail))]
    return [piece for piece in pieces if piece.text]


def _head(text: str) -> list[DiffPiece]:
    return _fold(text, keeps_start=True, keeps_end=False)


def _seen(text: str) -> str:
    return text.translate(PICTURES)
