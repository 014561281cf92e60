"""A pair as pieces of text with its edits, for a template to colour.

Rows in quarantine are shown too, and their edits may be wrong. An edit that is out of range, out of order or empty in
one of the texts is not marked there, but counted, so that the page can report it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

Row = Mapping[str, Any]
# Invisible characters and controls, shown as pictures (U+2400 ...): all controls but tab and line ends, and the
# marks that change the direction of text.
PICTURES: dict[int, int] = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"} | {0x7F: 0x2421}
PICTURES |= dict.fromkeys([*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD)
WORDS = ("pair_id", "article_id", "profile", "source", "url", "license")
NUMBERS = ("variant", "n_swaps", "n_words", "swap_rate", "asked_rate")


@dataclass(frozen=True)
class Piece:
    """A stretch of one text: kept, if `edit` is None, or one side of the edit with that index in the row.

    other  text of the other side
    gap    True if text is omitted here
    found  True if a search found it
    """

    text: str
    edit: int | None = None
    kind: str = ""
    origin: str = ""
    passes: int = 0
    other: str = ""
    gap: bool = False
    found: bool = False


@dataclass(frozen=True)
class MarkedPair:
    """A row of a release, of a part or of the quarantine, for a template.

    unmarked  number of wrong edits, not marked in one of the texts
    """

    pair_id: str
    article_id: str
    profile: str
    variant: int
    n_swaps: int
    n_words: int
    swap_rate: float
    asked_rate: float
    clean: list[Piece]
    spun: list[Piece]
    unmarked: int = 0
    source: str = ""
    url: str = ""
    license: str = ""


def marked_pairs(table: pa.Table, *, limit: int | None = None) -> list[MarkedPair]:
    """Return the rows of a table of schemas.PAIRS, in order; other columns are ignored.

    limit  approximate number of characters shown from the beginning of each text, cut between edits
    """
    return [mark_pair(row, limit=limit) for row in table.to_pylist()]


def mark_pair(row: Row, *, limit: int | None = None) -> MarkedPair:
    """Return one row of schemas.PAIRS; null is shown as empty, or 0."""
    edits = [edit or {} for edit in row.get("edits") or []]
    sides = {side: _place(edits, side, len(row.get(side) or "")) for side in ("clean", "spun")}
    placed = set(sides["clean"]) & set(sides["spun"])
    ends = _cut(row, edits, sorted(placed), limit)
    stated: dict[str, Any] = {name: row.get(name) or "" for name in WORDS}
    stated |= {name: row.get(name) or 0 for name in NUMBERS}
    return MarkedPair(
        **stated,
        clean=_pieces(row, edits, sides["clean"], "clean", ends["clean"]),
        spun=_pieces(row, edits, sides["spun"], "spun", ends["spun"]),
        unmarked=len(edits) - len(placed),
    )


def _place(edits: Sequence[Row], side: str, length: int) -> list[int]:
    """Indices of the edits that can be marked in one text, sorted by start: in range and disjoint."""
    spans: list[tuple[int, int, int]] = [
        (edit[f"{side}_start"], edit[f"{side}_end"], index)
        for index, edit in enumerate(edits)
        if edit.get(f"{side}_start") is not None and edit.get(f"{side}_end") is not None
    ]
    placed, free = [], 0
    for start, end, index in sorted(spans):
        if free <= start < end <= length:
            placed.append(index)
            free = end
    return placed


def _cut(row: Row, edits: Sequence[Row], placed: Sequence[int], limit: int | None) -> dict[str, int]:
    """End of each text: a space between two edits, at the same place of both texts."""
    clean, spun = row.get("clean") or "", row.get("spun") or ""
    whole = {"clean": len(clean), "spun": len(spun)}
    if limit is None or len(clean) <= limit:
        return whole
    before = [index for index in placed if edits[index]["clean_start"] < limit]
    end, shift = 0, 0
    if before:
        last = edits[before[-1]]
        end, shift = last["clean_end"], last["spun_end"] - last["clean_end"]
    end = max(end, clean.rfind(" ", end, limit))
    return {"clean": end, "spun": max(0, min(end + shift, len(spun)))}


def _pieces(row: Row, edits: Sequence[Row], placed: Sequence[int], side: str, until: int) -> list[Piece]:
    text = row.get(side) or ""
    other = "replacement" if side == "clean" else "original"
    pieces, at = [], 0
    for index in placed:
        edit = edits[index]
        start, end = edit[f"{side}_start"], edit[f"{side}_end"]
        if end > until:
            break
        pieces += [Piece(_seen(text[at:start]))] if start > at else []
        pieces.append(
            Piece(
                _seen(text[start:end]),
                index,
                edit.get("kind") or "",
                edit.get("origin") or "",
                edit.get("passes") or 0,
                _seen(edit.get(other) or ""),
            )
        )
        at = end
    pieces += [Piece(_seen(text[at:until]))] if until > at else []
    return [*pieces, Piece(" […]", gap=True)] if until < len(text) else pieces


def _seen(text: str) -> str:
    return text.translate(PICTURES)
