"""Storage that fails, said in one line with its place: a full disk, or another fault."""

import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from pipelines.errors import StorageError

# No space, no quota, and a file larger than the disk or the limits of the process allow.
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# The rights of the file system, or of the user.
READ_ONLY = (errno.EACCES, errno.EPERM, errno.EROFS)


@contextmanager
def _naming_full(say: Callable[[], str]) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise StorageError(say()) from error


def naming_full_disk(place: Path) -> AbstractContextManager[None]:
    """Raise StorageError, with the file or folder, for an OSError of this block that says that the disk is full."""
    return _naming_full(
        lambda: (
            f"expected room to write below {place}, but the disk is full: free some space, with `spindle prune` "
            "for instance, or choose another output, then run the same command again"
        )
    )


def naming_full_temporary() -> AbstractContextManager[None]:
    """Raise StorageError, with the folder of temporary files, for an OSError of this block that says that it is full.

    The block writes temporary files and nothing else.
    """
    return _naming_full(
        lambda: (
            f"expected room for temporary files in {tempfile.gettempdir()}, but the disk is full: free some space, "
            "or set TMPDIR to a folder on a larger disk"
        )
    )


@contextmanager
def naming_target(target: Path, temporary: Path) -> Iterator[None]:
    """Raise StorageError, with the file asked for, for an OSError of this block that forbids to write `temporary`."""
    try:
        yield
    except OSError as error:
        if error.errno not in READ_ONLY or temporary.name not in str(error):
            raise
        raise not_writable(target, error) from error


def not_writable(place: object, error: OSError) -> StorageError:
    """Return the StorageError of a place that cannot be written: the reason and the remedy.

    >>> print(not_writable("/data", OSError(13, "Permission denied", "/data/.probe")))
    expected to write to /data, but Permission denied: choose another output or change its permissions
    """
    reason = os.strerror(error.errno) if error.errno else error  # Arrow's own words name another file
    return StorageError(f"expected to write to {place}, but {reason}: choose another output or change its permissions")


def storage_failed(error: OSError, how: str) -> StorageError:
    """Return the StorageError that says an error of the system: its place, its reason and the remedy.

    how  how to go on when the storage is mended

    >>> print(storage_failed(OSError(30, "Read-only file system", "/data/.work.lock"), "run it again"))
    expected to read and write /data/.work.lock, but: Read-only file system. See to that storage, then run it again
    """
    place = str(error.filename) if error.filename else "the storage"
    return StorageError(
        f"expected to read and write {place}, but: {error.strerror or error}. See to that storage, then {how}"
    )
