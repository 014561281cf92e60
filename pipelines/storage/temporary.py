"""Folders for temporary files: deleted at their end, and by the next process if their own one was killed.

A file in each is locked while its process lives. The kernel drops the lock of a killed one, which deletes nothing.
"""

import logging
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from pipelines.storage.locks import is_held, using

log = logging.getLogger(__name__)

PREFIX, LOCK = "spindle-", ".spindle-temporary"
# A folder as young as this may not be locked yet.
YOUNG_SECONDS = 60


@contextmanager
def temporary_folder(purpose: str) -> Iterator[Path]:
    """Yield an empty folder below that for temporary files, with `purpose` in its name; it is deleted at the end."""
    _clear_once(tempfile.gettempdir())
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}{purpose}-") as name:
        folder = Path(name, "files")
        folder.mkdir()
        with using(Path(name, LOCK), alone=True):
            yield folder


def remove_left(folder: str) -> None:
    """Delete the temporary folders of this user in `folder` whose process has ended without that."""
    for entry in os.scandir(folder):
        if entry.name.startswith(PREFIX) and _is_left(Path(entry.path)):
            log.info("deleting %s, left by a process that was killed", entry.path)
            shutil.rmtree(entry.path, ignore_errors=True)


@lru_cache
def _clear_once(folder: str) -> None:
    with suppress(OSError):  # a folder that cannot be listed: whoever writes there says what is wrong
        remove_left(folder)


def _is_left(path: Path) -> bool:
    """Return True for a folder that `temporary_folder` made, and nobody uses any more."""
    with suppress(OSError):  # deleted a moment ago
        state = path.lstat()
        is_ours = stat.S_ISDIR(state.st_mode) and state.st_uid == os.getuid()
        # Any clock may be wrong: a time far ahead is no young one.
        is_young = abs(time.time() - state.st_mtime) < YOUNG_SECONDS
        return is_ours and not is_young and (path / LOCK).is_file() and is_held(path / LOCK) is False
    return False
