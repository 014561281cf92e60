"""Locks between processes: many users of a folder at once, or one that clears it. A lock ends with its process."""

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.errors import StorageError

log = logging.getLogger(__name__)


@contextmanager
def using(lock: Path) -> Iterator[None]:
    """Keep others from clearing what `lock` stands for; wait while somebody does."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH)
        except OSError as error:  # some mounts have no locks
            log.warning("%s cannot be locked (%s): working without a lock", lock, error)
        yield


@contextmanager
def clearing(lock: Path) -> Iterator[None]:
    """Be the only one; raise StorageError if anybody uses what `lock` stands for, or if it cannot be locked."""
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StorageError(
                f"expected no run in {lock.parent}, but one is at work: try again when it has ended"
            ) from error
        except OSError as error:
            raise StorageError(
                f"expected to lock {lock}, but {error.strerror}: clear a copy on a local disk"
            ) from error
        yield
