"""Finished parts in work/ that no release and no recent run uses.

A part is used if a kept release has a file of its content, if a run came by lately, or if a used part was made from it.
Each run, also one that reuses a part, renews the time of the part's receipt.
"""

import json
import shutil
import time
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.parts.finish import RECEIPT, WORK_LOCK
from pipelines.parts.part import KEY, WORK_FOLDERS
from pipelines.release.carried import FILE as CARRIED
from pipelines.release.find import read_manifest
from pipelines.release.layout import RESULTS_FILE, is_content
from pipelines.release.pruning.space import StoredFile, list_stored
from pipelines.storage.files import delete_files
from pipelines.storage.locks import clearing
from pipelines.storage.parallel import map_at_once
from pipelines.storage.places import Place, is_below
from pipelines.storage.receipts import FILES, DamagedError, MissingReceiptError, read_receipt
from pipelines.storage.swaps import read_clock

DAY = 24 * 3600
# Files of a release, besides its data, whose content names the part that they come from.
TELLING = (CARRIED, RESULTS_FILE)


@dataclass(frozen=True)
class StoredPart:
    """A finished part on a disk or in an object store.

    home       the folder of its receipt
    stored     path below the dataset folder -> file, of all its files, those of dropped rows included
    inputs     keys of the parts it was made from, among others
    sums       SHA-256 of its files
    last_used  time of the last run that computed or reused it, in seconds since 1970
    """

    home: Place
    stored: Mapping[str, StoredFile]
    inputs: frozenset[str]
    sums: frozenset[str]
    last_used: float

    @property
    def key(self) -> str:
        return self.home.name

    @property
    def stage(self) -> str:
        return self.home.parent.name


def find_unused(dataset_folder: Place, *, kept: Iterable[Place], days: float) -> list[StoredPart]:
    """Return the parts of a dataset that none of the `kept` releases, and no run of the last `days` days, uses.

    A part whose receipt is damaged can serve no run, so only its age counts.
    """
    parts = {part.key: part for part in _read_parts(dataset_folder)}
    published = {sha256 for folder in kept for sha256 in _sums_of(folder)}
    since = time.time() - days * DAY
    waiting = [part for part in parts.values() if part.last_used >= since or part.sums & published]
    used = {part.key for part in waiting}
    while waiting:
        new = (waiting.pop().inputs & parts.keys()) - used
        used |= new
        waiting += [parts[key] for key in new]
    return sorted((part for key, part in parts.items() if key not in used), key=lambda part: (part.stage, part.key))


def remove_unused(
    dataset_folder: Place, chosen: Sequence[StoredPart], *, kept: Iterable[Place], days: float
) -> list[StoredPart]:
    """Delete those of the chosen parts that are still unused, and return them; raise StorageError during a run.

    An object store has no lock that tells of a run. There, a run that reuses a part renews its receipt first.
    """
    wanted = {part.key for part in chosen}
    with clearing(dataset_folder / WORK_LOCK):
        unused = [part for part in find_unused(dataset_folder, kept=kept, days=days) if part.key in wanted]
        since = read_clock(dataset_folder) - days * DAY
        return [part for part in unused if _remove(dataset_folder, part, since)]


def _remove(dataset_folder: Place, part: StoredPart, since: float) -> bool:
    """Delete a part, gone as a whole before its files go; return False if a run has used it a moment ago."""
    receipt = part.home / RECEIPT
    try:
        if receipt.stat().st_mtime >= since:
            return False
    except FileNotFoundError:
        return False
    if isinstance(part.home, Path):
        # Another name each time: one that was killed while it deleted may have left its folder.
        doomed = part.home.with_name(f".tmp-{uuid.uuid4().hex}")
        part.home.rename(doomed)
        shutil.rmtree(doomed)
        delete_files(dataset_folder, [name for name in part.stored if not name.startswith("work/")])
    else:
        receipt.unlink(missing_ok=True)
        delete_files(dataset_folder, part.stored)
    return True


def _read_parts(dataset_folder: Place) -> list[StoredPart]:
    # A link may lead to the work of another dataset, whose releases are not looked at.
    stored = list_stored(
        dataset_folder, [top for top in WORK_FOLDERS if is_below(dataset_folder / top, dataset_folder)]
    )
    by_part: defaultdict[tuple[str, str], dict[str, StoredFile]] = defaultdict(dict)
    for name, file in stored.items():
        _, stage, key, *_ = [*name.split("/"), "", ""]
        by_part[stage, key.removesuffix(".parquet")][name] = file
    whole = {
        at: files
        for at, files in by_part.items()
        if KEY.fullmatch(at[1]) and f"work/{at[0]}/{at[1]}/{RECEIPT}" in files
    }
    found = map_at_once(lambda at: _read_part(dataset_folder / "work" / at[0] / at[1], whole[at]), whole)
    return [part for part in found if part is not None]


def _read_part(home: Place, files: Mapping[str, StoredFile]) -> StoredPart | None:
    last_used = files[f"work/{home.parent.name}/{home.name}/{RECEIPT}"].modified
    try:
        receipt = read_receipt(home / RECEIPT)
        inputs = frozenset(KEY.findall(json.dumps(receipt["inputs"])))
        sums = frozenset(entry["sha256"] for entry in receipt[FILES].values())
    except MissingReceiptError:  # deleted a moment ago
        return None
    except (DamagedError, KeyError):
        (home / RECEIPT).read_bytes()  # raises the error of a store that does not answer: the receipt may be fine
        return StoredPart(home, files, frozenset(), frozenset(), last_used)
    named = receipt["folder"]
    mine = files if isinstance(home, Path) else {name: files[name] for name in files if _is_of(name, named)}
    return StoredPart(home, mine, inputs, sums, last_used)


def _is_of(name: str, folder: str) -> bool:
    """True for a file of the attempt that the receipt names, and for the receipt and the dropped rows."""
    return name.startswith(f"{folder}/") or name.endswith(f"/{RECEIPT}") or not name.startswith("work/")


def _sums_of(folder: Place) -> list[str]:
    entries = read_manifest(folder)["files"]
    return [entry["sha256"] for entry in entries if is_content(entry) or entry["path"] in TELLING]
