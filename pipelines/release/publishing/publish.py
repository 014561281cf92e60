"""Publishing a release: versions that only go up, the manifest last, LATEST swapped at the end.

On a disk one publisher works at a time, and the folder of a release appears as a whole. In an object store the manifest
is created last, unless there is one: a run that breaks off leaves files that no reader takes for a release.
"""

import logging
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines.errors import StorageError
from pipelines.redact import redact
from pipelines.release.find import (
    MANIFEST,
    Release,
    find_versions,
    fingerprint_content,
    is_whole,
    read_manifest,
    read_release,
)
from pipelines.release.layout import FORMAT
from pipelines.release.pointers.latest import advance_latest, mend_latest, write_pointer_card
from pipelines.release.publishing.write import Draft, write_release
from pipelines.storage.files import sha256_file, share_file
from pipelines.storage.folders import committing_folder
from pipelines.storage.locks import is_held, using
from pipelines.storage.places import Place
from pipelines.storage.swaps import create_text

log = logging.getLogger(__name__)

# One publisher at a time; where a mount has no locks, and in object stores, two at once may publish the same content
# twice.
PUBLISH_LOCK = ".publish.lock"
# Folder of the claims in an object store: an object for each version that is being written.
CLAIMS = ".claims"
STAMP = "%Y%m%dT%H%M%SZ"
STAMP_LENGTH = len("20261124T083000Z")
# A temporary file without a change for a day belongs to a broken-off run.
STALE_SECONDS = 24 * 3600


def publish_draft(draft: Draft) -> Release:
    """Publish a draft; return the existing release, with `published` False, if its content is identical.

    A version is the time of publishing and a hash of the content.
    """
    card = redact(draft.settings.model_dump(mode="json", exclude={"require_approval"}))
    draft = replace(draft, settings=draft.settings.model_copy(update=card))
    fingerprint = fingerprint_content({name: draft.sums[name] for name in draft.content}, card)
    folder = draft.dataset_folder
    with using(folder / PUBLISH_LOCK, alone=True):
        if isinstance(folder, Path):
            remove_stale(folder)
        release = _find_content(folder, fingerprint)
        if release is None:
            version, created = _claim_version(folder, fingerprint)
            identity = {
                "format": FORMAT,
                "version": version,
                "created": created.isoformat(),
                "fingerprint": fingerprint,
            }
            with committing_folder(folder / version, MANIFEST) as writing:
                write_release(writing, draft, identity)
            _drop_claim(folder, version)
            release = read_release(folder / version)
            advance_latest(folder, version)
        else:
            _mend(release.folder, draft)
            mend_latest(folder, release.version)
        write_pointer_card(folder)
    return release


def _find_content(folder: Place, fingerprint: str) -> Release | None:
    for version in reversed(find_versions(folder)):
        if version.endswith(fingerprint[:12]):
            release = read_release(folder / version)
            if release.fingerprint == fingerprint:
                return replace(release, published=False)
    return None


def _mend(folder: Place, draft: Draft) -> None:
    """Replace files of a release whose bytes are no longer those of its manifest, if the draft has the right ones."""
    sources = {**draft.content, **draft.others}
    for entry in read_manifest(folder)["files"]:
        place, source = folder / entry["path"], sources.get(entry["path"])
        if place.is_file() and sha256_file(place) == entry["sha256"]:
            continue
        if source is not None and sha256_file(source) == entry["sha256"]:
            log.warning("%s is not as it was published: replacing it by the same content, built again", place)
            share_file(source, place)
        else:
            log.warning("%s is not as it was published: delete the release and publish it again", place)


def next_version(dataset_folder: Place, fingerprint: str) -> tuple[str, datetime]:
    """Return a version that sorts after all others, and its time: now, or a second after the newest version.

    Raises StorageError if the name of the newest one is no time.
    """
    now = datetime.now(UTC).replace(microsecond=0)
    versions = find_versions(dataset_folder)
    if versions:
        try:
            newest = datetime.strptime(versions[-1][:STAMP_LENGTH], STAMP).replace(tzinfo=UTC)
            now = max(now, newest + timedelta(seconds=1))
        except (ValueError, OverflowError) as error:
            raise StorageError(
                f"expected the name of {dataset_folder / versions[-1]} to begin with a time that the next version "
                "can follow: rename or delete that folder"
            ) from error
    return f"{now.strftime(STAMP)}-{fingerprint[:12]}", now


def _claim_version(dataset_folder: Place, fingerprint: str) -> tuple[str, datetime]:
    """Return a version that no other process writes, and its time.

    Two processes that publish the same content in the same second would mix their files in an object store, where
    nothing locks. A claim is dropped once the release is there; a process that ends before that leaves it behind.
    """
    version, created = next_version(dataset_folder, fingerprint)
    while not isinstance(dataset_folder, Path):
        if create_text(dataset_folder / CLAIMS / version, uuid.uuid4().hex):
            if not is_whole(dataset_folder, version):
                break
            _drop_claim(dataset_folder, version)
        created += timedelta(seconds=1)
        version = f"{created.strftime(STAMP)}-{fingerprint[:12]}"
    return version, created


def _drop_claim(dataset_folder: Place, version: str) -> None:
    if not isinstance(dataset_folder, Path):
        with suppress(StorageError):
            (dataset_folder / CLAIMS / version).unlink(missing_ok=True)


def remove_stale(dataset_folder: Path) -> None:
    """Delete temporary files and folders that broken-off runs have left."""
    for path in list_stale(dataset_folder):
        log.info("deleting %s, left by a run that was broken off", path)
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        path.with_name(f"{path.name}.lock").unlink(missing_ok=True)


def list_stale(dataset_folder: Path) -> Iterator[Path]:
    """Yield temporary files and folders that broken-off runs have left.

    A folder is locked by its writer while it lives. A file has no lock: it is old after a day without a change.
    """
    for path in _list_temporary(dataset_folder):
        lock = path.with_name(f"{path.name}.lock")
        held = is_held(lock) if lock.is_file() else None
        if held is False or (held is None and time.time() - _last_change(path) > STALE_SECONDS):
            yield path


def _list_temporary(dataset_folder: Path) -> Iterator[Path]:
    for pattern in (
        ".tmp-*",
        "work/*/.tmp-*",
        "rejects/*/.tmp-*",
        "quarantine/*/.tmp-*",
        "tags/.tmp-*",
        "pruned/.tmp-*",
    ):
        for path in dataset_folder.glob(pattern):
            if path.suffix != ".lock" or not path.with_suffix("").exists():
                yield path


def _last_change(path: Path) -> float:
    times = []
    for item in [path, *path.rglob("*")]:
        try:
            times.append(item.stat().st_mtime)
        except FileNotFoundError:  # renamed a moment ago by a run in progress
            return time.time()
    return max(times)
