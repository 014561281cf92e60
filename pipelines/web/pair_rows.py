"""Pairs for a page: marked, folded to the surroundings of their edits, with what a search found."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from pipelines.browse.damage import to_rows
from pipelines.browse.match import Wanted, matching_edits
from pipelines.browse.paging import Position
from pipelines.browse.search import Search
from pipelines.report.marked import MarkedPair, Row, mark_pair
from pipelines.report.surroundings import fold, is_folded, mark_edits, mark_words
from pipelines.storage.places import Place

# Characters of a text shown in a list of 20; the pair's own page has the whole text.
SHOWN_CHARACTERS = 3000
# Number of matching edits named for each pair.
SHOWN_FOUND = 6


def show_rows(
    search: Search, table: pa.Table | None, places: Sequence[Position], folder: Place, *, whole: bool
) -> list[dict[str, Any]]:
    """Return each pair of a page, with its place, its number in the release and its matching edits.

    folder  of the release, named if a row cannot be read
    whole   True for texts that are not folded
    """
    if table is None:
        return []
    shelf = search.shelf
    found = _find_edits(table, search.wanted)
    return [
        {
            "pair": (pair := show_pair(row, search.wanted, few, whole=whole)),
            "folded": is_folded(pair),
            "article_id": row["article_id"],
            "place": place,
            "split": shelf.splits[place.file],
            "number": shelf.number(place) + 1,
            "found": [row["edits"][edit] for edit in few[:SHOWN_FOUND]],
        }
        for row, few, place in zip(to_rows(table, folder), found, places, strict=True)
    ]


def show_pair(row: Row, wanted: Wanted, edits: Sequence[int] = (), *, whole: bool) -> MarkedPair:
    """Return a pair with its matching edits and words marked; folded, and cut if it is very long, unless `whole`."""
    if whole:
        return _mark(mark_pair(row), wanted, edits)
    pair = _mark(mark_pair(row, limit=SHOWN_CHARACTERS), wanted, edits)
    if (edits or wanted.text_words) and not any(piece.found for piece in (*pair.clean, *pair.spun)):
        pair = _mark(mark_pair(row), wanted, edits)  # it is further down
    return fold(pair)


def _mark(pair: MarkedPair, wanted: Wanted, edits: Sequence[int]) -> MarkedPair:
    return mark_words(mark_edits(pair, set(edits)), wanted.text_words)


def _find_edits(table: pa.Table, wanted: Wanted) -> list[list[int]]:
    """For each row the indices of its matching edits; none if no edit is searched for."""
    edits = table["edits"].combine_chunks()
    if not wanted.has_edits:
        return [[] for _ in range(len(table))]
    holds = iter(matching_edits(edits.flatten(), wanted).tolist())
    return [[index for index in range(len(row or ())) if next(holds)] for row in edits.to_pylist()]
