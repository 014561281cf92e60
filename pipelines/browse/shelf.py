"""The data files of a release in order, as the pair browser counts their rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.browse.paging import Position
from pipelines.release.layout import digest_path, index_path, split_of
from pipelines.storage.places import Place


@dataclass(frozen=True)
class Shelf:
    """The data files of a release in order.

    splits   of each file
    paths, rows, indexes, digests  of each file; index and digest are None in releases without them
    """

    splits: Sequence[str]
    paths: Sequence[Place]
    rows: Sequence[int]
    indexes: Sequence[Place | None]
    digests: Sequence[Place | None]

    def begin(self, split: str | None) -> Position:
        """First place of a split, or of all splits; the end of the release for a split without files."""
        if split is None:
            return Position(0, 0)
        return Position(self.splits.index(split) if split in self.splits else len(self.paths), 0)

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
    digests = [digest_path(path) for _, path, _ in data]
    return Shelf(
        splits=[split for split, _, _ in data],
        paths=[confine(folder, path) for _, path, _ in data],
        rows=[rows for _, _, rows in data],
        indexes=[confine(folder, path) if path in listed else None for path in indexes],
        digests=[confine(folder, path) if path in listed else None for path in digests],
    )
