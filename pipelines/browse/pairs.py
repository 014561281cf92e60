"""The pairs of a release, a page at a time: all of them, or those with an edit that somebody looks for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipelines.browse.index import Term, rows_with
from pipelines.browse.match import DICTIONARIES, Wanted, matching_rows
from pipelines.browse.paging import Files, Page, Place, Ranges, read_page
from pipelines.release.find import INDEX

PAGE_ROWS = 20
# Searching stops after that long, so that a page of a million pairs is there in 300 ms and says how far it is.
SECONDS = 0.15
# Answers of indexes, some 1 kB each: those of the files that are searched page after page.
KEPT = 4096


@dataclass(frozen=True)
class Shelf:
    """The data files of a release in order.

    splits   of each file
    paths, rows, indexes  of each file; the index is None in releases that were published without
    """

    splits: Sequence[str]
    paths: Sequence[Path]
    rows: Sequence[int]
    indexes: Sequence[Path | None]

    def begin(self, split: str | None) -> Place:
        """The first place of a split, or of all."""
        return Place(self.splits.index(split) if split else 0, 0)

    def end(self, split: str | None) -> Place:
        """The end of a split, or of all."""
        return Place(self.begin(split).file + (self.splits.count(split) if split else len(self.paths)), 0)

    def has(self, place: Place) -> bool:
        """Is it a row of the release, or an end of a file?"""
        return place == self.end(None) or (place.file < len(self.paths) and place.row <= self.rows[place.file])

    def number(self, place: Place) -> int:
        """How many pairs lie before a place."""
        return sum(self.rows[: place.file]) + place.row


def open_shelf(folder: Path, manifest: Mapping[str, Any], confine: Callable[[Path, str], Path]) -> Shelf:
    """The data files that the manifest of the release in `folder` lists.

    confine  gives the path of a listed file below `folder`, and raises for one that leads elsewhere
    """
    listed = {entry["path"] for entry in manifest["files"]}
    data = [
        (split, entry["path"], entry["rows"])
        for split in manifest["splits"]
        for entry in manifest["files"]
        if "rows" in entry and entry["path"].startswith(f"data/{split}/")
    ]
    indexes = [path.replace("data/", f"{INDEX}/", 1) for _, path, _ in data]
    return Shelf(
        splits=[split for split, _, _ in data],
        paths=[confine(folder, path) for _, path, _ in data],
        rows=[rows for _, _, rows in data],
        indexes=[confine(folder, path) if path in listed else None for path in indexes],
    )


def find_pairs(
    shelf: Shelf, wanted: Wanted, *, place: Place | None, split: str | None = None, back: bool = False
) -> Page:
    """A page of the wanted pairs of a split, or of all, from `place` on or with `back` before it.

    Without a place from the beginning, with `back` from the end. Places are those of the whole release.
    """
    begin, end = shelf.begin(split), shelf.end(split)
    if place is None:
        place = end if back else begin
    place = min(max(place, begin), end)
    files = Files(
        # Files after the split are as if they were not there; those before it are empty.
        paths=shelf.paths[: end.file],
        rows=[0] * begin.file + list(shelf.rows[begin.file : end.file]),
        dictionaries=DICTIONARIES if wanted.terms else (),
        candidates=lambda number: _candidates(shelf.indexes[number], wanted),
        matches=(lambda file, group: matching_rows(file, group, wanted)) if wanted.terms else None,
    )
    page = read_page(files, place, n_rows=PAGE_ROWS, seconds=SECONDS, back=back)
    return Page(page.table, page.places, max(page.start, begin), min(page.end, end))


def _candidates(index: Path | None, wanted: Wanted) -> Ranges | None:
    return _look_up(index, tuple(sorted(wanted.terms))) if index and wanted.terms else None


@lru_cache(maxsize=KEPT)
def _look_up(index: Path, terms: tuple[Term, ...]) -> Ranges:
    firsts, ends = rows_with(index, terms)
    return list(zip(firsts.tolist(), ends.tolist(), strict=True))
