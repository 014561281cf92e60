"""Making a release visible: one publisher at a time, versions that only go up, LATEST swapped at the end."""

import fcntl
import logging
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines.release.card import pointer_card
from pipelines.release.find import LATEST, find_versions, latest_version, read_release
from pipelines.storage.files import write_text

log = logging.getLogger(__name__)

STAMP = "%Y%m%dT%H%M%SZ"
STAMP_LENGTH = len("20261124T083000Z")
# A temporary folder that has not changed for a day belongs to a run that was broken off.
STALE_SECONDS = 24 * 3600


@contextmanager
def publishing(dataset_folder: Path) -> Iterator[None]:
    """Wait until no other process publishes to the dataset. The lock goes with its process, even with a killed one."""
    with (dataset_folder / ".publish.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError as error:  # some mounts have no locks; then two at once may publish the same content twice
            log.warning("%s cannot be locked (%s): publishing without a lock", dataset_folder, error)
        yield


def next_version(dataset_folder: Path, fingerprint: str) -> tuple[str, datetime]:
    """A version that sorts after all there are, and its time: now, or a second after the newest one."""
    now = datetime.now(UTC).replace(microsecond=0)
    versions = find_versions(dataset_folder)
    if versions:
        newest = datetime.strptime(versions[-1][:STAMP_LENGTH], STAMP).replace(tzinfo=UTC)
        now = max(now, newest + timedelta(seconds=1))
    return f"{now.strftime(STAMP)}-{fingerprint[:12]}", now


def point_latest(dataset_folder: Path) -> None:
    """Let LATEST and the README beside it name the newest release; mends them after a crash, else writes nothing."""
    # Again until it holds: without locks another publisher may have written in between.
    while (newest := find_versions(dataset_folder)[-1]) != latest_version(dataset_folder):
        write_text(dataset_folder / LATEST, newest + "\n")
    release = read_release(dataset_folder / newest)
    card = pointer_card(release.dataset, newest, list(release.splits))
    readme = dataset_folder / "README.md"
    if not readme.is_file() or readme.read_text(encoding="utf-8") != card:
        write_text(readme, card)


def remove_stale(dataset_folder: Path) -> None:
    """Delete what broken-off runs left behind: temporary files and folders in which nothing changed for a day."""
    for pattern in (".tmp-*", "work/*/.tmp-*", "rejects/*/.tmp-*", "quarantine/*/.tmp-*"):
        for path in dataset_folder.glob(pattern):
            if time.time() - _last_change(path) > STALE_SECONDS:
                log.info("deleting %s, left by a run that was broken off", path)
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def remove_release(folder: Path) -> None:
    """Delete a release: it is gone for readers at once and whole, and its files after that."""
    doomed = folder.with_name(f".tmp-{folder.name}")
    folder.rename(doomed)
    shutil.rmtree(doomed)


def _last_change(path: Path) -> float:
    times = []
    for item in [path, *path.rglob("*")]:
        try:
            times.append(item.stat().st_mtime)
        except FileNotFoundError:  # its run goes on and has just renamed it
            return time.time()
    return max(times)
