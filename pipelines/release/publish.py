"""Publishing a release: one publisher at a time, versions that only go up, LATEST swapped at the end.

The folder is built under a temporary name, its manifest last, and renamed. A run that breaks off leaves a temporary
folder that no reader takes for a release.
"""

import logging
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines.errors import StorageError
from pipelines.redact import redact
from pipelines.release.card import pointer_card
from pipelines.release.find import (
    LATEST,
    Release,
    find_versions,
    fingerprint_content,
    latest_version,
    read_manifest,
    read_release,
)
from pipelines.release.layout import FORMAT
from pipelines.release.write import Draft, write_release
from pipelines.storage.files import link_or_copy, replacing, sha256_file, write_text
from pipelines.storage.folders import committing_folder
from pipelines.storage.locks import using

log = logging.getLogger(__name__)

# One publisher at a time; where a mount has no locks, two at once may publish the same content twice.
PUBLISH_LOCK = ".publish.lock"
STAMP = "%Y%m%dT%H%M%SZ"
STAMP_LENGTH = len("20261124T083000Z")
# A temporary folder without a change for a day belongs to a broken-off run.
STALE_SECONDS = 24 * 3600


def publish_draft(draft: Draft) -> Release:
    """Publish a draft; return the existing release, with `published` False, if its content is identical.

    A version is the time of publishing and a hash of the content.
    """
    with ThreadPoolExecutor() as pool:  # hashing releases the interpreter's lock
        checksums = dict(zip(draft.data, pool.map(sha256_file, draft.data.values()), strict=True))
    card = redact(draft.settings.model_dump(mode="json", exclude={"require_approval"}))
    draft = replace(draft, settings=draft.settings.model_copy(update=card))
    fingerprint = fingerprint_content(checksums, card)
    folder = draft.dataset_folder
    with using(folder / PUBLISH_LOCK, alone=True):
        remove_stale(folder)
        release = _find_content(folder, fingerprint)
        if release is None:
            version, created = next_version(folder, fingerprint)
            identity = {
                "format": FORMAT,
                "version": version,
                "created": created.isoformat(),
                "fingerprint": fingerprint,
            }
            with committing_folder(folder / version) as temporary:
                write_release(temporary, draft, identity, checksums)
            release = read_release(folder / version)
        else:
            _mend(release.folder, draft)
        point_latest(folder)
    return release


def _find_content(folder: Path, fingerprint: str) -> Release | None:
    for version in reversed(find_versions(folder)):
        if version.endswith(fingerprint[:12]):
            release = read_release(folder / version)
            if release.fingerprint == fingerprint:
                return replace(release, published=False)
    return None


def _mend(folder: Path, draft: Draft) -> None:
    """Replace files of a release whose bytes are no longer those of its manifest, if the draft has the right ones."""
    sources = {**draft.data, **draft.others}
    for entry in read_manifest(folder)["files"]:
        path, source = folder / entry["path"], sources.get(entry["path"])
        if path.is_file() and sha256_file(path) == entry["sha256"]:
            continue
        if source is not None and sha256_file(source) == entry["sha256"]:
            log.warning("%s is not as it was published: replacing it by the same content, built again", path)
            with replacing(path) as temporary:
                link_or_copy(source, temporary)
        else:
            log.warning("%s is not as it was published: delete the release and publish it again", path)


def next_version(dataset_folder: Path, fingerprint: str) -> tuple[str, datetime]:
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


def point_latest(dataset_folder: Path) -> None:
    """Make LATEST and the README beside it name the newest release; write nothing if they do."""
    # On mounts without locks another publisher may write between reading and writing: check until it is right.
    while (newest := find_versions(dataset_folder)[-1]) != latest_version(dataset_folder):
        write_text(dataset_folder / LATEST, newest + "\n")
    release = read_release(dataset_folder / newest)
    card = pointer_card(release.dataset, newest, list(release.splits))
    readme = dataset_folder / "README.md"
    if not readme.is_file() or readme.read_text(encoding="utf-8") != card:
        write_text(readme, card)


def remove_stale(dataset_folder: Path) -> None:
    """Delete temporary files and folders that nothing has changed for a day, left by runs that broke off."""
    for pattern in (".tmp-*", "work/*/.tmp-*", "rejects/*/.tmp-*", "quarantine/*/.tmp-*"):
        for path in dataset_folder.glob(pattern):
            if time.time() - _last_change(path) > STALE_SECONDS:
                log.info("deleting %s, left by a run that was broken off", path)
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def remove_release(folder: Path) -> None:
    """Delete a release: rename it, so that it is gone for readers at once and as a whole, then delete its files."""
    doomed = folder.with_name(f".tmp-{folder.name}")
    folder.rename(doomed)
    shutil.rmtree(doomed)


def _last_change(path: Path) -> float:
    times = []
    for item in [path, *path.rglob("*")]:
        try:
            times.append(item.stat().st_mtime)
        except FileNotFoundError:  # renamed a moment ago by a run in progress
            return time.time()
    return max(times)
