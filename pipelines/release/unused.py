"""Finished parts in work/ that no release and no recent run uses, and the bytes that deleting files frees.

A part is used if a kept release shares a file with it, if a run came by lately, or if a used part was made from it.
Each run, also one that reuses a part, renews the time of the part's receipt.
"""

import json
import os
import re
import shutil
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.parts.finish import RECEIPT, WORK_LOCK
from pipelines.storage.locks import clearing
from pipelines.storage.receipts import DamagedError, read_receipt

DAY = 24 * 3600
KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class StoredPart:
    """A finished part on disk.

    inputs     keys of the parts it was made from, among others; None for one whose receipt does not say
    last_used  time of the last run that computed or reused it, in seconds since 1970
    """

    folder: Path
    inputs: frozenset[str] | None
    last_used: float

    @property
    def key(self) -> str:
        return self.folder.name

    @property
    def stage(self) -> str:
        return self.folder.parent.name

    @property
    def dropped(self) -> list[Path]:
        """The files of its dropped rows."""
        dataset = self.folder.parents[2]
        files = [dataset / place / self.stage / f"{self.key}.parquet" for place in ("rejects", "quarantine")]
        return [file for file in files if file.is_file()]

    @property
    def paths(self) -> list[Path]:
        return [self.folder, *self.dropped]


def find_unused(dataset_folder: Path, *, kept: Iterable[Path], days: float) -> list[StoredPart]:
    """Return the parts of a dataset that none of the `kept` releases, and no run of the last `days` days, uses."""
    parts = {part.key: part for part in _read_parts(dataset_folder)}
    published = {_identity(path) for folder in kept for path in _files(folder)}
    since = time.time() - days * DAY
    waiting = [
        part
        for part in parts.values()
        if part.last_used >= since or any(_identity(path) in published for path in _files(part.folder))
    ]
    used = {part.key for part in waiting}
    while waiting:
        part = waiting.pop()
        # A part without a readable receipt may have been made from any other such part.
        inputs = {each.key for each in parts.values() if each.inputs is None} if part.inputs is None else part.inputs
        new = (inputs & parts.keys()) - used
        used |= new
        waiting += [parts[key] for key in new]
    return sorted((part for key, part in parts.items() if key not in used), key=lambda part: part.folder)


def remove_unused(dataset_folder: Path, chosen: Sequence[StoredPart], *, kept: Iterable[Path], days: float) -> int:
    """Delete those of the chosen parts that are still unused; return their number. Raise StorageError during a run."""
    wanted = {part.key for part in chosen}
    with clearing(dataset_folder / WORK_LOCK):
        unused = [part for part in find_unused(dataset_folder, kept=kept, days=days) if part.key in wanted]
        for part in unused:
            doomed = part.folder.with_name(f".tmp-{part.key}")
            part.folder.rename(doomed)  # gone as a whole: a part is never half there
            shutil.rmtree(doomed)
            for file in part.dropped:
                file.unlink(missing_ok=True)
    return len(unused)


def freed_bytes(paths: Iterable[Path]) -> tuple[int, int]:
    """Return the bytes that deleting files and folders frees, and those that stay, since other names lead to them."""
    entries = [path.stat() for top in paths for path in _files(top)]
    names = Counter((entry.st_dev, entry.st_ino) for entry in entries)
    sizes = {(entry.st_dev, entry.st_ino): (entry.st_size, entry.st_nlink) for entry in entries}
    freed = sum(size for file, (size, n_links) in sizes.items() if names[file] >= n_links)
    return freed, sum(size for size, _ in sizes.values()) - freed


def _read_parts(dataset_folder: Path) -> Iterable[StoredPart]:
    for receipt in dataset_folder.glob(f"work/*/*/{RECEIPT}"):
        if KEY.fullmatch(receipt.parent.name):
            try:
                inputs = read_receipt(receipt)["inputs"]
            except (DamagedError, KeyError):  # its next run computes it again
                inputs = None
            keys = None if inputs is None else frozenset(KEY.findall(json.dumps(inputs)))
            yield StoredPart(receipt.parent, keys, receipt.stat().st_mtime)


def _files(top: Path) -> list[Path]:
    if top.is_file():
        return [top]
    return [Path(folder, name) for folder, _, names in os.walk(top) for name in names]


def _identity(path: Path) -> tuple[int, int]:
    entry = path.stat()
    return entry.st_dev, entry.st_ino
