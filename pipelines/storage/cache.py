"""Local copies of objects, so that readers of Parquet see files: each is named by its content, and compared with it.

The folder is $SPINDLE_CACHE, else one in the folder for temporary files. It holds $SPINDLE_CACHE_GB, by default 20, of
copies; those that nobody used for longest are deleted first. Deleting any of them at any time costs a new download.
"""

import hashlib
import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipelines.errors import ConfigError, StorageError
from pipelines.storage.places import ObjectPath, Place
from pipelines.storage.plain_files import check_plain

FOLDER, GIGABYTES = "SPINDLE_CACHE", "SPINDLE_CACHE_GB"
DEFAULT_GIGABYTES = 20.0
# A copy used so lately is not deleted: somebody may be about to open it.
YOUNG_SECONDS = 600
# Begin of the names of temporary folders; one as old as this belongs to a process that has ended.
SCRATCH = "tmp-"
LEFT_SECONDS = 7 * 24 * 3600
# Characters of a wrong checksum in a message.
SHOWN = 60
# A SHA-256 in hex. It names a file of the cache, and comes from a manifest or a receipt, which a stranger may have
# written.
SHA256 = re.compile("[0-9a-f]{64}")


class ChangedError(StorageError):
    """An object has not the content that its reader expects."""


def fetch(place: Place, sha256: str | None = None) -> Path:
    """Return a local file with the content of `place`: the file itself on a disk, else a copy.

    sha256  expected checksum; if it is not known, the version of the object names the copy
    Raise NoPlainFileError for a pipe or a device, ChangedError if the object has another checksum or if `sha256` is
    none, FileNotFoundError if there is no object.
    """
    if isinstance(place, Path):
        check_plain(place)
        return place
    if sha256 is not None and not (isinstance(sha256, str) and SHA256.fullmatch(sha256)):
        raise ChangedError(f"expected a checksum of {place} of 64 hex digits, got {str(sha256)[:SHOWN]!r}")
    if sha256 is None:
        info = place.objects.head(place.key)
        if info is None:
            raise FileNotFoundError(str(place))
        name = hashlib.sha256(f"{place} {sorted(info.version.items())}".encode()).hexdigest()
    else:
        name = sha256
    copy = cache_folder() / name
    if _is_usable(copy, sha256):
        return copy
    with scratch() as folder:
        found = _download(place, folder / "copy")
        if sha256 is not None and found != sha256:
            raise ChangedError(f"expected {place} as it was written, but its checksum differs")
        return keep(folder / "copy", name)


def keep(file: Path, name: str) -> Path:
    """Move a local file into the cache and return its new path; `name` is its checksum, or names its version."""
    copy = cache_folder() / name
    file.replace(copy)
    _evict(copy.parent)
    return copy


@contextmanager
def scratch() -> Iterator[Path]:
    """Yield a temporary folder on the disk of the cache, deleted at the end."""
    with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=cache_folder()) as folder:
        yield Path(folder)


def cache_folder() -> Path:
    """Return the folder of the copies; raise StorageError if it is not ours alone."""
    named = os.environ.get(FOLDER)
    folder = Path(named) if named else Path(tempfile.gettempdir(), f"spindle-cache-{os.getuid()}")
    try:
        folder.mkdir(mode=0o700, parents=bool(named), exist_ok=True)
        state = folder.lstat()
    except OSError as error:
        raise StorageError(f"expected to write to {folder}, but {error.strerror}: set {FOLDER} to a folder") from error
    if not named and (state.st_uid != os.getuid() or not stat.S_ISDIR(state.st_mode)):
        raise StorageError(f"expected {folder} to be a folder of this user: delete it, or set {FOLDER} to another one")
    return folder


def hash_file(path: Path) -> str:
    """SHA-256 of a local file; raise NoPlainFileError for a pipe or a device."""
    check_plain(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_object(place: ObjectPath) -> str:
    """SHA-256 of the bytes that the store returns now; nothing is kept."""
    digest = hashlib.sha256()
    for piece in place.objects.stream(place.key):
        digest.update(piece)
    return digest.hexdigest()


def _is_usable(copy: Path, sha256: str | None) -> bool:
    """Return True for a copy with the right content; delete a spoilt one."""
    try:
        os.utime(copy)  # first: nobody deletes a young one
        if sha256 is None or hash_file(copy) == sha256:
            return copy.is_file()
        copy.unlink()
    except FileNotFoundError:
        pass
    return False


def _download(place: ObjectPath, path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for piece in place.objects.stream(place.key):
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def _evict(folder: Path) -> None:
    """Delete the copies that nobody used for longest, until the others fit."""
    found: list[tuple[float, int, Path]] = []
    for entry in os.scandir(folder):
        with suppress(FileNotFoundError):
            state = entry.stat(follow_symlinks=False)
            if entry.name.startswith(SCRATCH) and time.time() - state.st_mtime > LEFT_SECONDS:
                shutil.rmtree(entry.path, ignore_errors=True)  # of a process that was killed
            elif entry.is_file(follow_symlinks=False):
                found.append((state.st_mtime, state.st_size, Path(entry.path)))
    excess = sum(size for _, size, _ in found) - _limit()
    for used, size, path in sorted(found):
        if excess <= 0 or time.time() - used < YOUNG_SECONDS:
            break
        path.unlink(missing_ok=True)
        excess -= size


def _limit() -> float:
    text = os.environ.get(GIGABYTES) or str(DEFAULT_GIGABYTES)
    try:
        limit = float(text)
    except ValueError:
        limit = -1.0
    if not limit >= 0:  # nan too
        raise ConfigError(f"expected {GIGABYTES} to be a number of gigabytes, got {text[:60]!r}: correct the variable")
    return limit * (1 << 30)
