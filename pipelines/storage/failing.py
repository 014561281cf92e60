"""Storage that fails, said in one line with its place: a full disk, or another fault."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.errors import StorageError

# No space, no quota, and a file larger than the disk or the limits of the process allow.
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def naming_full_disk(folder: Path) -> Iterator[None]:
    """Raise StorageError, with the folder, for an OSError of this block that says that the disk is full."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise StorageError(
            f"expected room to write below {folder}, but the disk is full: free some space, with `spindle prune` for "
            "instance, or choose another output; the same command goes on from what is finished"
        ) from error


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
