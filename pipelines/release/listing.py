"""The releases below a folder, as far as they can be read: a damaged one takes none of the others with it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import StorageError
from pipelines.release.find import Release, only_releases, read_release
from pipelines.storage.parallel import map_at_once
from pipelines.storage.places import Place, open_place

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ReleaseListing:
    """Releases by dataset, oldest first.

    faults  what cannot be read, folders and releases, and why
    """

    releases: Sequence[Release]
    faults: Sequence[str]


def list_releases(root: Place | str) -> list[Release]:
    """Return all releases below `root`, a folder of datasets or one dataset: by dataset, oldest first.

    Folders of unfinished runs are no releases and are left out. So is what cannot be read, with a warning in the log;
    raise StorageError if nothing else is there.
    """
    found = scan_releases(root)
    if found.faults and not found.releases:
        raise StorageError("; ".join(found.faults))
    for fault in found.faults:
        log.warning("%s: it is left out", fault)
    return list(found.releases)


def scan_releases(root: Place | str) -> ReleaseListing:
    """Return all releases below `root`, a folder of datasets or one dataset, and what cannot be read."""
    folders, faults = scan_folders(open_place(root))
    read = map_at_once(_read, folders)
    releases = [each for each in read if isinstance(each, Release)]
    releases.sort(key=lambda release: (release.dataset, release.version))
    return ReleaseListing(releases, [*faults, *(each for each in read if isinstance(each, str))])


def scan_folders(root: Place) -> tuple[list[Place], list[str]]:
    """Return the folders of the releases below `root`, damaged ones too, and what cannot be listed."""
    faults: list[str] = []
    children = _list_folder(root, faults)
    found = only_releases(children)
    if not found:
        found = only_releases([below for child in children for below in _list_folder(child, faults)])
    return found, faults


def _list_folder(folder: Place, faults: list[str]) -> list[Place]:
    """The places in a folder; none for a file, and a fault for a folder that may not be read."""
    if not isinstance(folder, Path):
        return list(folder.glob("*"))
    try:
        # Path.glob passes over folders that may not be read.
        return sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        faults.append(f"expected to list {folder}, but {error.strerror or error}")
        return []


def _read(folder: Place) -> Release | str:
    """The release of a folder, or why it cannot be read."""
    try:
        return read_release(folder)
    except StorageError as error:
        return str(error)
