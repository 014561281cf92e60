"""Folders created, checked, and written whole.

A folder is written in a local temporary one. On a disk that one is renamed; in an object store its files are put one
by one, and the file that commits the folder last of all, unless there is one already.
"""

import logging
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines.errors import ConfigError
from pipelines.storage.cache import hash_file, keep, scratch
from pipelines.storage.failing import naming_full_disk, not_writable
from pipelines.storage.files import (
    copy_file,
    delete_files,
    link_or_copy,
    sha256_file,
    sync_file,
    sync_folder,
)
from pipelines.storage.locks import using
from pipelines.storage.parallel import is_quick_file, map_at_once
from pipelines.storage.places import ObjectPath, Place, open_place
from pipelines.storage.swaps import create_text

log = logging.getLogger(__name__)


class FolderDraft:
    """A folder while it is written.

    local  temporary folder for new files
    final  the place of the files once they are committed
    """

    def __init__(self, local: Path, final: Place) -> None:
        self.local = local
        self.final = final
        self._copies: dict[str, ObjectPath] = {}
        self._sums: dict[str, str] = {}

    def add(self, name: str, source: Place, *, shared: bool = True) -> None:
        """Add a finished file; on a disk a `shared` one is a hard link."""
        if isinstance(self.final, ObjectPath) and isinstance(source, ObjectPath):
            self._copies[name] = source
            return
        (self.local / name).parent.mkdir(parents=True, exist_ok=True)
        link_or_copy(source, self.local / name) if shared else copy_file(source, self.local / name)

    @property
    def sources(self) -> dict[str, Place]:
        """Path below the folder -> place to read each file from before it is committed, by path."""
        local = {path.relative_to(self.local).as_posix(): path for path in self.local.rglob("*") if path.is_file()}
        return dict(sorted((self._copies | local).items()))

    def describe(self, known: Mapping[str, str] | None = None) -> dict[str, dict[str, Any]]:
        """Path below the folder -> `bytes` and `sha256` of each file; `known` are checksums that need not be taken."""
        known, sources = known or {}, self.sources
        sizes = map_at_once(
            lambda source: source.stat().st_size, sources.values(), is_quick=lambda source: is_quick_file(source, 0)
        )
        of_file = dict(zip(sources, sizes, strict=True))
        sums = map_at_once(
            lambda name: known.get(name) or sha256_file(sources[name]),
            sources,
            is_quick=lambda name: name in known or is_quick_file(sources[name], of_file[name]),
        )
        self._sums = dict(zip(sources, sums, strict=True))
        return {name: {"bytes": of_file[name], "sha256": self._sums[name]} for name in sources}

    def commit_objects(self, folder: ObjectPath, last: str) -> bool:
        """Put all files but `last` below `final`, then create `last` in `folder`; return False if it is there."""
        final = self.final
        assert isinstance(final, ObjectPath)  # noqa: S101 - for mypy

        def put(name: str, source: Place) -> None:
            if isinstance(source, Path):
                final.objects.put((final / name).key, source)
            else:
                link_or_copy(source, final / name)

        sources = {name: source for name, source in self.sources.items() if name != last}
        map_at_once(lambda item: put(*item), sources.items())
        if not create_text(folder / last, (self.local / last).read_text(encoding="utf-8")):
            return False
        for name, source in sources.items():  # what was written here is likely to be read here
            if isinstance(source, Path):
                keep(source, self._sums.get(name) or hash_file(source))
        return True


def local_folder(uri: str) -> Path:
    """Return the absolute folder that `uri` names; raise ConfigError for anything but a local path."""
    place = open_place(uri)
    if isinstance(place, Path):
        return place
    raise ConfigError(f"expected a folder on a local or mounted disk, got {uri!r}: give a path such as ./profiles")


def make_folder(folder: Place) -> Place:
    """Create `folder` and check that it is writable, before any work is done for it."""
    _check_writable(folder, folder)
    return folder


def ready_file(place: Place) -> Place:
    """Create the folder of a file that will be written, and check that it is writable, before any work is done for it.

    Raise StorageError if it is not, ConfigError if the place is a folder.
    """
    if isinstance(place, Path) and place.is_dir():
        raise ConfigError(f"expected a file to write to, but {place} is a folder: choose another name")
    _check_writable(place.parent, place)
    return place


def _check_writable(folder: Place, asked: Place) -> None:
    """Create `folder`, and write to it; raise StorageError, which names the place that was asked for."""
    try:
        probe = folder / f".probe-{uuid.uuid4().hex}"
        if isinstance(probe, Path):
            probe.parent.mkdir(parents=True, exist_ok=True)
            probe.touch()
        else:
            probe.objects.create(probe.key, b"")
        probe.unlink(missing_ok=True)
    except OSError as error:
        raise not_writable(asked, error) from error


@contextmanager
def committing_folder(folder: Place, last: str, *, attempt: str = "") -> Iterator[FolderDraft]:
    """Yield a draft; all of its files appear as `folder` at once, or none do.

    last     name of the file that commits the folder in an object store
    attempt  folder below `folder` that holds the other files there, so that two writers never mix
    If another process has finished the same folder meanwhile, its files stay and these are dropped: the folder is
    named after its content, so both are equal.
    """
    if isinstance(folder, ObjectPath):
        with scratch() as temporary:
            draft = FolderDraft(temporary, folder / attempt)
            yield draft
            if not draft.commit_objects(folder, last):
                log.info("%s was finished by another process meanwhile", folder)
                delete_files(draft.final, draft.sources if attempt else [])
        return
    with naming_full_disk(folder), _temporary_folder(folder) as temporary:
        yield FolderDraft(temporary, folder)
        inside = sorted(temporary.rglob("*"))
        map_at_once(sync_file, [path for path in inside if not path.is_dir()])  # disks write several files at a time
        for path in [*filter(Path.is_dir, inside), temporary]:
            sync_folder(path)
        try:
            temporary.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise
        sync_folder(folder.parent)


@contextmanager
def _temporary_folder(folder: Path) -> Iterator[Path]:
    """Yield a temporary folder beside `folder`, locked as long as its writer lives, and deleted at the end."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = folder.parent / f".tmp-{uuid.uuid4().hex}"
    lock = temporary.with_name(f"{temporary.name}.lock")
    with using(lock):
        try:
            temporary.mkdir()
            yield temporary
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
            lock.unlink(missing_ok=True)
