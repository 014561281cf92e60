"""Small files that several processes change: created by one of them, or swapped by who has seen the last state."""

import os
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.errors import StorageError
from pipelines.storage.failing import naming_full_disk
from pipelines.storage.files import sync_file, sync_folder, write_text
from pipelines.storage.locks import using
from pipelines.storage.objects import ConflictError
from pipelines.storage.places import ObjectPath, Place
from pipelines.storage.plain_files import MOST_GROWING, NoPlainFileError, read_plain

# In the folder of a file: held while it is compared and swapped.
SWAP_LOCK = ".swap.lock"
DAY = 24 * 3600


@dataclass(frozen=True)
class Seen:
    """The state of a small file when it was read.

    text     its content; None if there was no file
    version  version of the object in its store; None on a disk
    """

    text: str | None
    version: Any = None


def read_seen(place: Place) -> Seen:
    """Read a small file, to swap it later; bytes that are not UTF-8 are replaced by U+FFFD.

    Raise NoPlainFileError if it is none, or a folder.
    """
    try:
        if isinstance(place, Path):
            return Seen(read_plain(place, MOST_GROWING).decode(errors="replace"))
        data, info = place.objects.get(place.key)
    except FileNotFoundError:
        return Seen(None)
    except IsADirectoryError as error:
        raise NoPlainFileError(f"expected a file at {place}, but there is a folder: delete it") from error
    return Seen(data.decode(errors="replace"), info.version)


def create_text(place: Place, text: str) -> bool:
    """Write a file unless there is one; return False if there is one with another content.

    Texts of two writers differ, so a writer that finds its own text has written it: the reply to a put may be lost.
    """
    if not isinstance(place, Path):
        return _put_if(place, text, Seen(None))
    with naming_full_disk(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary = place.parent / f".tmp-{uuid.uuid4().hex}-{place.name}"
        try:
            temporary.write_text(text, encoding="utf-8")
            sync_file(temporary)
            return _link_new(temporary, place)
        finally:
            temporary.unlink(missing_ok=True)


def swap_text(place: Place, seen: Seen, text: str) -> bool:
    """Replace a file that is still as it was seen; return False if it has another content by now."""
    if not isinstance(place, Path):
        return _put_if(place, text, seen)
    with using(place.parent / SWAP_LOCK, alone=True):
        now = read_seen(place)
        if now.text not in (seen.text, text):
            return False
        if now.text != text:
            write_text(place, text)
        return True


def renew(place: Place) -> None:
    """Make a file look as if it had just been written; in an object store only if it is older than a day."""
    if isinstance(place, Path):
        os.utime(place)
        return
    if time.time() - place.stat().st_mtime > DAY:
        with suppress(FileNotFoundError, ConflictError):  # deleted or changed a moment ago
            data, info = place.objects.get(place.key)
            place.objects.swap(place.key, data, info.version)


def read_clock(folder: Place) -> float:
    """Return the time, in seconds since 1970, on the clock that stamps the files of a folder.

    Ages of files are safe to take from it: the clock of a process may be days ahead.
    """
    probe = folder / f".probe-{uuid.uuid4().hex}"
    try:
        write_text(probe, "")
        return probe.stat().st_mtime
    finally:
        probe.unlink(missing_ok=True)


def _link_new(temporary: Path, path: Path) -> bool:
    try:
        os.link(temporary, path)
    except FileExistsError:
        return path.read_bytes() == temporary.read_bytes()
    except OSError:  # a disk without hard links
        with using(path.parent / SWAP_LOCK, alone=True):
            if path.exists():
                return path.read_bytes() == temporary.read_bytes()
            temporary.replace(path)
    sync_folder(path.parent)
    return True


def _put_if(place: ObjectPath, text: str, seen: Seen) -> bool:
    """Put an object if it is as it was seen; after a refusal or an error, its content tells who has put it."""
    data = text.encode()
    try:
        if seen.text is None:
            place.objects.create(place.key, data)
        else:
            place.objects.swap(place.key, data, seen.version)
    except FileNotFoundError:  # deleted since it was seen
        return False
    except ConflictError:
        return read_seen(place).text == text
    except StorageError:
        if read_seen(place).text != text:
            raise
    return True
