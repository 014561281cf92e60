"""The files of a dataset with their sizes, and the bytes that deleting some of them frees.

On a disk, a release shares its large files with the parts that it was made of: bytes are free when the last name goes.
An object store shares nothing, so each copy counts.
"""

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipelines.storage.places import Place


@dataclass(frozen=True)
class StoredFile:
    """One file as it is stored.

    modified  time of the last change in seconds since 1970
    identity  what two names of the same bytes have in common; None in an object store
    n_links   number of its names
    """

    bytes: int
    modified: float
    identity: tuple[int, int] | None = None
    n_links: int = 1


def list_stored(folder: Place, tops: Iterable[str] | None = None) -> dict[str, StoredFile]:
    """Return path below `folder` -> file of all its files, or of those that are, or are below, some `tops`."""
    places = [folder] if tops is None else [folder / top for top in tops]
    if not isinstance(folder, Path):
        found = [entry for place in places for entry in place.list_files()]  # type: ignore[union-attr]
        return {place.relative_to(folder).as_posix(): StoredFile(info.size, info.modified) for place, info in found}
    walked = [Path(at, name) for place in places for at, _, names in os.walk(str(place)) for name in names]
    walked += [place for place in places if isinstance(place, Path) and place.is_file()]
    return {path.relative_to(folder).as_posix(): file for path in sorted(walked) if (file := _look_at(path))}


def freed_bytes(files: Iterable[StoredFile]) -> tuple[int, int]:
    """Return the bytes that deleting files frees, and those that stay, since other names lead to them."""
    files = list(files)
    names = Counter(file.identity for file in files)
    freed = sum(file.bytes for file in files if file.identity is None)
    shared: Mapping[tuple[int, int], StoredFile] = {file.identity: file for file in files if file.identity is not None}
    gone = sum(file.bytes for identity, file in shared.items() if names[identity] >= file.n_links)
    return freed + gone, sum(file.bytes for file in shared.values()) - gone


def _look_at(path: Path) -> StoredFile | None:
    try:
        state = path.lstat()
    except FileNotFoundError:  # deleted a moment ago
        return None
    return StoredFile(state.st_size, state.st_mtime, (state.st_dev, state.st_ino), state.st_nlink)
