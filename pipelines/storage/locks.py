"""Locks between processes: many users of a folder, one user alone, or one that clears it; they end with the process.

Object stores have no locks: what is safe there rests on conditional puts, and on the age of what is deleted.
"""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.errors import StorageError
from pipelines.storage.places import Place

log = logging.getLogger(__name__)


@contextmanager
def using(lock: Place, *, alone: bool = False) -> Iterator[None]:
    """Keep others from clearing what `lock` stands for, and from using it too if `alone`; wait while they do."""
    if not isinstance(lock, Path):
        yield
        return
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        except OSError as error:  # some mounts have no locks
            log.warning("%s cannot be locked (%s): working without a lock", lock, error)
        yield


def is_held(lock: Path) -> bool | None:
    """Return True while a process uses `lock`; None if locks do not work there."""
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return None
        return False


@contextmanager
def clearing(lock: Place) -> Iterator[None]:
    """Be the only one; raise StorageError if anybody uses what `lock` stands for, or if it cannot be locked."""
    if not isinstance(lock, Path):
        yield
        return
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


@contextmanager
def writing_alone(folder: Place) -> Iterator[None]:
    """Be the only one that writes into a folder, which is locked itself; raise StorageError if another process does."""
    if not isinstance(folder, Path):
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise StorageError(
            f"expected nobody else to write into {folder}, but another process does: wait until it has ended, or "
            "choose another output"
        ) from error
    except OSError as error:  # some mounts lock no folders
        log.debug("%s cannot be locked (%s): working without a lock", folder, error)
    try:
        yield
    finally:
        os.close(descriptor)
