"""A full disk, said in one line with its place."""

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
