"""Marks of releases that are being pruned: small files `pruned/<version>`, each with the manifest of its release.

A mark is set before the manifest goes, so that nobody lets LATEST or a tag name the release meanwhile. It changes by
swaps only, so one process decides at a time:

hiding     the manifest is about to go, or gone; the files stay for a time of grace
restoring  LATEST or a tag names the release after all: its manifest is about to be written again
restored   the manifest is there again; the mark keeps its text for a while, since a request to delete it that got no
           reply may still be carried out
deleting   the files are being deleted; the mark goes last

An empty file is no mark: the release stays.
"""

import json
import time
import uuid
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pipelines.release.find import VERSION, is_whole
from pipelines.storage.json_files import parse_json
from pipelines.storage.places import Place
from pipelines.storage.swaps import Seen, read_clock, read_seen, swap_text

PRUNED = "pruned"
HIDING: Literal["hiding"] = "hiding"
RESTORING: Literal["restoring"] = "restoring"
RESTORED: Literal["restored"] = "restored"
DELETING: Literal["deleting"] = "deleting"
State = Literal["", "hiding", "restoring", "restored", "deleting"]
# Seconds without a change after which a mark in an object store belongs to a process that has ended. On a disk one
# process prunes at a time, under a lock.
PATIENCE = 3600


@dataclass(frozen=True)
class Mark:
    """The mark of one version when it was read.

    state     "" if there is none
    manifest  the text of the manifest
    changed   time of the last change in seconds since 1970
    """

    place: Place
    seen: Seen
    state: State = ""
    manifest: str = ""
    changed: float = 0.0

    @property
    def age(self) -> float:
        """Seconds since the last change; 0 if a clock says that it is still to come."""
        return max(0.0, time.time() - self.changed)

    def is_older(self, seconds: float) -> bool:
        """Return True if it has not changed for that time, also on the clock of the store."""
        return self.age >= seconds and (
            isinstance(self.place, Path) or read_clock(self.place.parent) - self.changed >= seconds
        )

    @property
    def is_left(self) -> bool:
        """True if the process that set it has ended, as far as its age tells."""
        return isinstance(self.place, Path) or self.is_older(PATIENCE)


def read_mark(dataset_folder: Place, version: str) -> Mark:
    """Return the mark of a version; one that cannot be read counts as none."""
    place = dataset_folder / PRUNED / version
    seen = read_seen(place)
    try:
        content = parse_json(seen.text or "{}")
        state, manifest = content.get("state", ""), content.get("manifest", "")
        changed = place.stat().st_mtime
        return Mark(place, seen, state, manifest, changed) if isinstance(manifest, str) else Mark(place, seen)
    except (ValueError, AttributeError, FileNotFoundError):
        return Mark(place, seen)


def set_mark(mark: Mark, state: State, manifest: str) -> Mark | None:
    """Set a mark that is still as it was read; return it as it is now, or None if another process was quicker."""
    content = {"state": state, "manifest": manifest, "attempt": uuid.uuid4().hex}
    text = json.dumps(content, ensure_ascii=False)
    if not swap_text(mark.place, mark.seen, text):
        return None
    # Read again for its version, which the next swap compares.
    now = read_seen(mark.place)
    return replace(mark, seen=now, state=state, manifest=manifest, changed=time.time()) if now.text == text else None


def clear_mark(mark: Mark) -> None:
    """Take a mark back, unless it has changed since it was read: the release stays."""
    swap_text(mark.place, mark.seen, "")


def is_ours(mark: Mark) -> bool:
    """Return True if a mark is still as it was set."""
    return read_seen(mark.place).text == mark.seen.text


def list_marked(dataset_folder: Place) -> list[str]:
    """Return the versions that have a mark, or had one, oldest first."""
    return sorted(place.name for place in (dataset_folder / PRUNED).glob("*") if VERSION.fullmatch(place.name))


def is_lasting(dataset_folder: Place, version: str) -> bool:
    """Return True if a dataset has this version, and nobody is pruning it: LATEST or a tag may name it."""
    return is_whole(dataset_folder, version) and read_mark(dataset_folder, version).state in ("", RESTORED)
