"""Files that are read as a whole, where anybody may have put something else: a pipe would hang, a device never end."""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

from pipelines.errors import StorageError
from pipelines.storage.places import Place

# Greatest size in bytes of a file with a version or a few lines, of one that grows with a dataset, and of JSON: the
# manifest of a release of 300,000 files has 60 MB.
MOST_SHORT, MOST_GROWING, MOST_JSON = 64 << 10, 16 << 20, 256 << 20


class NoPlainFileError(StorageError):
    """A pipe, a device, a socket or a link to itself is at the place of a file, or a file that is far too large."""


def read_plain(place: Place, most: int) -> bytes:
    """Return the content of a file of at most `most` bytes, or of an object.

    Raise NoPlainFileError for anything else that can be opened, IsADirectoryError for a folder, and other OSErrors as
    reading a file does.
    """
    if not isinstance(place, Path):
        return place.read_bytes()
    with open(place, "rb", opener=_open_at_once) as file:
        state = os.fstat(file.fileno())
        _check_mode(place, state.st_mode)
        content = file.read(most + 1) if state.st_size <= most else b""
    if max(len(content), state.st_size) > most:
        raise NoPlainFileError(
            f"expected at most {most:,} bytes in {place}, but it has more: delete it, or copy it again"
        )
    return content


def check_plain(path: Path) -> None:
    """Raise NoPlainFileError if there is something at a path, but neither a file nor a folder."""
    with suppress(OSError):  # who reads it will say so
        mode = path.stat().st_mode
        if not stat.S_ISDIR(mode):
            _check_mode(path, mode)


def _open_at_once(path: str, flags: int) -> int:
    """Opening a pipe waits for who writes into it, unless one asks not to wait."""
    try:
        return os.open(path, flags | os.O_NONBLOCK)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise NoPlainFileError(f"expected a file at {path}, but there is a link to itself: delete it") from error
        raise


def _check_mode(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise NoPlainFileError(f"expected a file at {path}, but there is a pipe, a device or a socket: delete it")
