"""Files of a release compared with the checksums of its manifest before they are read: a changed byte is refused.

Parquet has no checksum of its own here: half of all flipped bits change the data and raise no error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.release.damage import not_as_published
from pipelines.release.find import read_manifest
from pipelines.storage.cache import ChangedError, fetch
from pipelines.storage.files import sha256_file
from pipelines.storage.places import Place

CHANGED = "its checksum differs"


@dataclass(frozen=True)
class PublishedFile:
    """A file of a release with its number of rows, and its checksum in the manifest."""

    place: Place
    rows: int
    sha256: str

    def fetch(self) -> Path:
        """Return the file on the local disk, as it was published; raises StorageError."""
        return fetch_intact(self.place, self.sha256)

    def check(self) -> None:
        """Raise StorageError unless the file is as it was published; one in a store is read and not kept."""
        try:
            found = sha256_file(self.place)
        except OSError as error:
            raise not_as_published(self.place, error) from error
        if found != self.sha256:
            raise not_as_published(self.place, CHANGED)


def fetch_intact(place: Place, sha256: str) -> Path:
    """Return a local file with the content of `place`, compared with its checksum; raises StorageError."""
    try:
        path = fetch(place, sha256)  # compares the object of a store, and only that
        is_intact = path is not place or sha256_file(path) == sha256
    except ChangedError as error:
        raise not_as_published(place, CHANGED) from error
    except OSError as error:
        raise not_as_published(place, error) from error
    if not is_intact:
        raise not_as_published(place, CHANGED)
    return path


def with_checksums(folder: Place, files: Mapping[str, Sequence[tuple[Place, int]]]) -> dict[str, list[PublishedFile]]:
    """Return split -> files, for the result of `data_files` or `negative_files` of the release in `folder`."""
    sums = {str(folder / entry["path"]): entry["sha256"] for entry in read_manifest(folder)["files"]}
    return {
        split: [PublishedFile(place, rows, sums[str(place)]) for place, rows in each] for split, each in files.items()
    }
