"""A marked pair folded to the surroundings of its edits, with what a search found marked in both texts."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from pipelines.report.marked import MarkedPair, Piece

# Characters of kept text that stay on each side of an edit, and the fewest that are folded.
AROUND, FEWEST = 90, 160
# A character of a word, as the search has them: a letter, a digit or a combining mark.
IN_WORD, BETWEEN = "[^\\W_]|[\u0300-\u036f]", "(?:[^\\w\u0300-\u036f]|_)+"
Span = tuple[int, int]


def mark_words(pair: MarkedPair, words: Sequence[str]) -> MarkedPair:
    """Mark consecutive words, given in lower case, wherever they are in one of the texts, in any case."""
    if not words:
        return pair
    asked = BETWEEN.join(map(re.escape, words))
    pattern = re.compile(f"(?<!{IN_WORD}){asked}(?!{IN_WORD})", re.IGNORECASE)
    return replace(pair, clean=_mark(pair.clean, pattern), spun=_mark(pair.spun, pattern))


def mark_edits(pair: MarkedPair, edits: Collection[int]) -> MarkedPair:
    """Mark edits, given by their indices in the row, in both texts."""
    clean, spun = (
        [replace(piece, found=True) if piece.edit in edits else piece for piece in side]
        for side in (pair.clean, pair.spun)
    )
    return replace(pair, clean=clean, spun=spun)


def fold(pair: MarkedPair) -> MarkedPair:
    """Replace long stretches of kept text, far from any edit and any mark, by their number of characters."""
    return replace(pair, clean=_fold(pair.clean), spun=_fold(pair.spun))


def is_folded(pair: MarkedPair) -> bool:
    """Return True if text is omitted."""
    return any(piece.gap for piece in pair.clean)


def _mark(pieces: Sequence[Piece], pattern: re.Pattern[str]) -> list[Piece]:
    text = "".join("" if piece.gap else piece.text for piece in pieces)
    spans = [match.span() for match in pattern.finditer(text)]
    ends = list(accumulate(0 if piece.gap else len(piece.text) for piece in pieces))
    marked = []
    for piece, end in zip(pieces, ends, strict=True):
        start = end - (0 if piece.gap else len(piece.text))
        inside = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start]
        marked += _cut(piece, inside) if inside else [piece]
    return marked


def _cut(piece: Piece, spans: Sequence[Span]) -> list[Piece]:
    """Cut a piece at ascending spans, which are found."""
    borders = [0, *(border for span in spans for border in span), len(piece.text)]
    cut = [
        replace(piece, text=piece.text[a:b], found=number % 2 == 1) for number, (a, b) in enumerate(pairwise(borders))
    ]
    return [part for part in cut if part.text]


def _fold(pieces: Sequence[Piece]) -> list[Piece]:
    folded: list[Piece] = []
    for number, piece in enumerate(pieces):
        after = AROUND if number + 1 < len(pieces) else 0
        is_kept = piece.edit is None and not piece.gap and not piece.found
        if not is_kept or len(piece.text) - AROUND - after < FEWEST:
            folded.append(piece)
            continue
        # Cut at spaces, so that no word is torn.
        start = piece.text.find(" ", AROUND)
        end = piece.text.rfind(" ", 0, len(piece.text) - after) + 1 if after else len(piece.text)
        if start < 0 or end - start < FEWEST:
            folded.append(piece)
            continue
        gap = replace(piece, text=f" [… {end - start:,} characters …] ", gap=True)
        parts = [replace(piece, text=piece.text[:start]), gap, replace(piece, text=piece.text[end:])]
        folded += [part for part in parts if part.text]
    return folded
