"""Files written whole: a reader, a retry or a crash sees the old file, the new file or none, never a half.

On a disk, write to a temporary name beside the target, fsync, rename: on one file system the rename is atomic. In an
object store a put is.
"""

import os
import re
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.storage.cache import fetch, hash_file, hash_object, scratch
from pipelines.storage.failing import naming_full_disk, naming_target
from pipelines.storage.places import Place

# Name of a file while it is written: of a process that was killed, one is left.
TEMPORARY = re.compile(r"\.tmp-[0-9a-f]{32}-.+", re.DOTALL)


@contextmanager
def replacing(place: Place) -> Iterator[Path]:
    """Yield a local temporary path, which becomes the file at `place` when the block ends without an error."""
    if not isinstance(place, Path):
        with scratch() as folder:
            yield folder / place.name
            place.objects.put(place.key, folder / place.name)
        return
    temporary = place.parent / f".tmp-{uuid.uuid4().hex}-{place.name}"
    with naming_full_disk(place), naming_target(place, temporary):
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield temporary
            sync_file(temporary)
            temporary.replace(place)
            sync_folder(place.parent)
        finally:
            temporary.unlink(missing_ok=True)


def link_or_copy(source: Place, target: Place) -> None:
    """Make `target` share the bytes of `source`: a hard link, a copy within a bucket, else a copy.

    Finished files never change, so they can be shared.
    """
    if isinstance(target, Path):
        local = fetch(source)
        try:
            os.link(local, target)
        except OSError:
            shutil.copyfile(local, target)
    elif not isinstance(source, Path) and source.bucket == target.bucket:
        source.objects.copy(source.key, target.key)
    else:
        target.objects.put(target.key, fetch(source))


def share_file(source: Place, target: Place) -> None:
    """Make `target`, as a whole, share the bytes of `source`; replace what is there."""
    if isinstance(target, Path):
        with replacing(target) as temporary:
            link_or_copy(source, temporary)
    else:
        link_or_copy(source, target)


def move_file(source: Path, target: Place) -> None:
    """Move a local temporary file to its place, as a whole, also to another disk."""
    with replacing(target) as temporary:
        shutil.move(source, temporary)


def copy_file(source: Place, target: Path) -> None:
    """Copy a file to a local path; the copy shares nothing with its source."""
    shutil.copyfile(fetch(source), target)


def write_bytes(place: Place, data: bytes) -> None:
    """Write a file as a whole."""
    if isinstance(place, Path):
        with replacing(place) as temporary:
            temporary.write_bytes(data)
    else:
        place.objects.put(place.key, data)


def write_text(place: Place, text: str) -> None:
    """Write a file as a whole, in UTF-8."""
    write_bytes(place, text.encode())


def sha256_file(place: Place) -> str:
    """SHA-256 of a file, as it is now on the disk or in the store."""
    return hash_file(place) if isinstance(place, Path) else hash_object(place)


def list_files(folder: Place) -> dict[str, int]:
    """Return path below `folder` -> size in bytes of all files in it, at any depth, by path; {} without a folder."""
    if not isinstance(folder, Path):
        return {place.relative_to(folder).as_posix(): info.size for place, info in folder.list_files()}
    files = (path for path in sorted(folder.rglob("*")) if not path.is_dir())
    return {path.relative_to(folder).as_posix(): path.lstat().st_size for path in files}


def delete_files(folder: Place, names: Iterable[str]) -> None:
    """Delete files below `folder`; missing ones are no error."""
    if isinstance(folder, Path):
        for name in names:
            (folder / name).unlink(missing_ok=True)
    else:
        folder.objects.delete([(folder / name).key for name in names])


def sync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable: a rename is on disk only after its folder is synced."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
