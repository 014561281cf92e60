"""Old releases pruned: the manifest first, so that a release is gone for new readers at once, and its files later.

Readers in mid-read find the files for a time of grace. A pruner marks the release, then takes its manifest, and checks
LATEST and the tags before and after that; who lets them name a release checks the mark before and after. So of two
that meet at least one sees the other, and what LATEST or a tag names stays. What an interrupted pruner left is finished
by the next one. Disks and object stores have the same protocol.
"""

import shutil
import uuid
from collections.abc import Sequence
from pathlib import Path

from pipelines.release.find import MANIFEST, Release, is_whole, latest_version
from pipelines.release.pointers.latest import advance_latest, named_versions, write_pointer_card
from pipelines.release.pointers.marks import (
    DELETING,
    HIDING,
    RESTORED,
    RESTORING,
    Mark,
    clear_mark,
    is_ours,
    list_marked,
    read_mark,
    set_mark,
)
from pipelines.release.pointers.restore import restore_release
from pipelines.release.publishing.publish import PUBLISH_LOCK
from pipelines.storage.files import delete_files, list_files
from pipelines.storage.locks import using
from pipelines.storage.places import Place
from pipelines.storage.plain_files import MOST_JSON, read_plain


def choose_old(dataset_folder: Place, releases: Sequence[Release], *, keep: int) -> list[Release]:
    """Return the releases of a dataset, oldest first, but the newest `keep` and those that LATEST or a tag names."""
    named = named_versions(dataset_folder)
    ordered = sorted(releases, key=lambda release: release.version)
    return [release for release in ordered[: max(0, len(ordered) - keep)] if release.version not in named]


def prune_releases(dataset_folder: Place, versions: Sequence[str], *, grace: float) -> tuple[list[str], list[str]]:
    """Hide releases, and delete the files of those hidden for `grace` seconds; return the versions hidden and deleted.

    Releases that LATEST or a tag names by now stay. LATEST and the README are mended first.
    """
    if latest_version(dataset_folder) is None:
        advance_latest(dataset_folder, "")
    write_pointer_card(dataset_folder)
    deleted = finish_pruning(dataset_folder, grace=grace)
    hidden = [version for version in versions if hide_release(dataset_folder, version)]
    return hidden, deleted + finish_pruning(dataset_folder, grace=grace)


def hide_release(dataset_folder: Place, version: str) -> bool:
    """Take the manifest of a release; return False if it stays: LATEST or a tag names it, or another process is at it.

    On a disk nobody publishes meanwhile.
    """
    with using(dataset_folder / PUBLISH_LOCK, alone=True):
        return _hide(dataset_folder, version)


def finish_pruning(dataset_folder: Place, *, grace: float) -> list[str]:
    """Delete the files of the releases hidden for `grace` seconds, and finish what ended half-way.

    A hidden release that LATEST or a tag names is restored. Return the versions whose files were deleted.
    """
    with using(dataset_folder / PUBLISH_LOCK, alone=True):
        return [version for version in list_marked(dataset_folder) if _finish(dataset_folder, version, grace)]


def hidden_releases(dataset_folder: Place) -> dict[str, float]:
    """Return version -> seconds since it was hidden of the releases whose files are still there, oldest first."""
    marks = {version: read_mark(dataset_folder, version) for version in list_marked(dataset_folder)}
    return {
        version: mark.age
        for version, mark in marks.items()
        if mark.state and not is_whole(dataset_folder, version) and version not in named_versions(dataset_folder)
    }


def _hide(dataset_folder: Place, version: str) -> bool:
    place = dataset_folder / version / MANIFEST
    mark = read_mark(dataset_folder, version)
    if mark.state and not (mark.state in (HIDING, RESTORED) and mark.is_left):
        return False
    try:
        manifest = read_plain(place, MOST_JSON).decode()
    except FileNotFoundError:
        return False
    ours = set_mark(mark, HIDING, manifest)
    if ours is not None and version in named_versions(dataset_folder):
        clear_mark(ours)
        return False
    if ours is None or not is_ours(ours):
        return False
    place.unlink(missing_ok=True)
    if version in named_versions(dataset_folder):
        return not restore_release(dataset_folder, version, manifest)
    return True


def _finish(dataset_folder: Place, version: str, grace: float) -> bool:
    """Take the next step of pruning a marked version; return True if its files were deleted."""
    mark = read_mark(dataset_folder, version)
    if mark.state == HIDING and not is_whole(dataset_folder, version):
        if version in named_versions(dataset_folder):
            restore_release(dataset_folder, version)
            return False
        return mark.is_older(grace) and _delete(dataset_folder / version, mark)
    if mark.state == HIDING and mark.is_left:  # it ended before the manifest went
        clear_mark(mark)
    elif mark.state == RESTORED and is_whole(dataset_folder, version):
        if mark.is_left:
            clear_mark(mark)
    elif mark.state == RESTORED or (mark.state == RESTORING and mark.is_left):
        restore_release(dataset_folder, version)
    elif mark.state == DELETING and mark.is_left:
        return _delete(dataset_folder / version, mark)
    return False


def _delete(folder: Place, mark: Mark) -> bool:
    """Delete the files of a hidden release, the mark last; return False if another process was quicker."""
    if set_mark(mark, DELETING, mark.manifest) is None:
        return False
    if isinstance(folder, Path):
        doomed = folder.with_name(f".tmp-{uuid.uuid4().hex}")
        if folder.exists():
            folder.rename(doomed)
            shutil.rmtree(doomed)
    else:
        delete_files(folder, list_files(folder))
    mark.place.unlink(missing_ok=True)
    return True
