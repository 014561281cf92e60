"""Pages of the pairs of a release: all pairs, or those that match a search."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipelines.browse.index import Term, rows_with
from pipelines.browse.match import DICTIONARIES, Wanted, matching_rows
from pipelines.browse.paging import Files, Page, Position, Ranges, read_page
from pipelines.release.layout import index_path, split_of
from pipelines.storage.places import Place

PAGE_ROWS = 20
# Seconds of a search: a page over a million pairs is shown within 300 ms, with the progress of the search.
SECONDS = 0.15
# Number of cached index look-ups, some 1 kB each.
KEPT = 4096


@dataclass(frozen=True)
class Shelf:
    """The data files of a release in order.

    splits   of each file
    paths, rows, indexes  of each file; the index is None in releases without indexes
    """

    splits: Sequence[str]
    paths: Sequence[Place]
    rows: Sequence[int]
    indexes: Sequence[Place | None]

    def begin(self, split: str | None) -> Position:
        """First place of a split, or of all splits."""
        return Position(self.splits.index(split) if split else 0, 0)

    def end(self, split: str | None) -> Position:
        """End of a split, or of all splits."""
        return Position(self.begin(split).file + (self.splits.count(split) if split else len(self.paths)), 0)

    def has(self, place: Position) -> bool:
        """True for a row of the release, and for the end of a file."""
        return place == self.end(None) or (place.file < len(self.paths) and place.row <= self.rows[place.file])

    def number(self, place: Position) -> int:
        """Number of pairs before a place."""
        return sum(self.rows[: place.file]) + place.row


def open_shelf(folder: Place, manifest: Mapping[str, Any], confine: Callable[[Place, str], Place]) -> Shelf:
    """Return the data files that the manifest of the release in `folder` lists.

    confine  returns the path of a listed file below `folder`, and raises for a path outside it
    """
    listed = {entry["path"] for entry in manifest["files"]}
    data = [
        (split, entry["path"], entry["rows"])
        for split in manifest["splits"]
        for entry in manifest["files"]
        if "rows" in entry and split_of(entry["path"]) == split
    ]
    indexes = [index_path(path, manifest["format"]) for _, path, _ in data]
    return Shelf(
        splits=[split for split, _, _ in data],
        paths=[confine(folder, path) for _, path, _ in data],
        rows=[rows for _, _, rows in data],
        indexes=[confine(folder, path) if path in listed else None for path in indexes],
    )


def find_pairs(
    shelf: Shelf, wanted: Wanted, *, place: Position | None, split: str | None = None, back: bool = False
) -> Page:
    """Return a page of the matching pairs of a split, or of all splits, from `place` on or, with `back`, before it.

    Without a place, start at the beginning or, with `back`, at the end. Places count over the whole release.
    """
    begin, end = shelf.begin(split), shelf.end(split)
    if place is None:
        place = end if back else begin
    place = min(max(place, begin), end)
    files = Files(
        # Files after the split are cut off; those before it count as empty.
        paths=shelf.paths[: end.file],
        rows=[0] * begin.file + list(shelf.rows[begin.file : end.file]),
        dictionaries=DICTIONARIES if wanted.terms else (),
        candidates=lambda number: _candidates(shelf.indexes[number], wanted),
        matches=(lambda file, group: matching_rows(file, group, wanted)) if wanted.terms else None,
    )
    page = read_page(files, place, n_rows=PAGE_ROWS, seconds=SECONDS, back=back)
    return Page(page.table, page.places, max(page.start, begin), min(page.end, end))


def _candidates(index: Place | None, wanted: Wanted) -> Ranges | None:
    return _look_up(index, tuple(sorted(wanted.terms))) if index and wanted.terms else None


@lru_cache(maxsize=KEPT)
def _look_up(index: Place, terms: tuple[Term, ...]) -> Ranges:
    firsts, ends = rows_with(index, terms)
    return list(zip(firsts.tolist(), ends.tolist(), strict=True))
