"""Folders named by a URI, created, checked, and written whole."""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.errors import ConfigError, StorageError
from pipelines.storage.files import sync_file, sync_folder


def local_folder(uri: str) -> Path:
    """Return the absolute folder that `uri` names; raise ConfigError for anything but a local path."""
    scheme, separator, rest = uri.partition("://")
    if separator and scheme != "file":
        raise ConfigError(
            f"expected the output to be a folder on a local or mounted disk, got {uri!r}: "
            "give a path such as ./corpora, or file:///data/corpora"
        )
    return Path(rest if separator else uri).expanduser().resolve()


def make_folder(folder: Path) -> Path:
    """Create `folder` and check that it is writable, before any work is done for it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{uuid.uuid4().hex}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise StorageError(
            f"expected to write to {folder}, but {error.strerror or error}: "
            "choose another output or change its permissions"
        ) from error
    return folder


@contextmanager
def committing_folder(folder: Path) -> Iterator[Path]:
    """Yield a temporary folder; all of its files appear as `folder` at once, or none do.

    If another process has finished the same folder meanwhile, its files stay and these are dropped: the folder is
    named after its content, so both are equal.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = folder.parent / f".tmp-{uuid.uuid4().hex}"
    temporary.mkdir()
    try:
        yield temporary
        for path in sorted(temporary.rglob("*")):
            sync_folder(path) if path.is_dir() else sync_file(path)
        sync_folder(temporary)
        try:
            temporary.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise
        sync_folder(folder.parent)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
