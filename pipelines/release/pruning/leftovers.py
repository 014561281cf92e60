"""Files in the folder of a dataset that runs have left which were broken off: no receipt and no manifest names them.

Each is older than a day, so no running process can be about to name it. On a disk these are temporary files and
folders, whose writers hold a lock while they live. In an object store they are the files of attempts at a part, dropped
rows of parts that were never finished, releases without a manifest, and claims of versions.
"""

import time
from collections import defaultdict
from pathlib import Path

from pipelines.parts.finish import RECEIPT
from pipelines.release.find import MANIFEST, VERSION
from pipelines.release.pointers.marks import read_mark
from pipelines.release.pruning.space import StoredFile, list_stored
from pipelines.release.publishing.publish import CLAIMS, STALE_SECONDS, list_stale, remove_stale
from pipelines.storage.files import delete_files
from pipelines.storage.places import Place
from pipelines.storage.receipts import DamagedError, MissingReceiptError, read_receipt
from pipelines.storage.swaps import read_clock

Files = dict[str, StoredFile]
PROBE = ".probe-"


def find_leftovers(dataset_folder: Place, *, now: float | None = None) -> Files:
    """Return path below the dataset folder -> file of all leftovers, by path.

    now  time on the clock of the store, in seconds since 1970; None for that of this process
    """
    if isinstance(dataset_folder, Path):
        return list_stored(
            dataset_folder, [str(path.relative_to(dataset_folder)) for path in list_stale(dataset_folder)]
        )
    stored = list_stored(dataset_folder)
    groups: defaultdict[str, Files] = defaultdict(dict)
    for name, file in stored.items():
        groups[_group_of(name)][name] = file
    since = (time.time() if now is None else now) - STALE_SECONDS
    old = [group for group, files in groups.items() if group and max(file.modified for file in files.values()) < since]
    return {name: file for group in old if _is_unnamed(dataset_folder, group) for name, file in groups[group].items()}


def remove_leftovers(dataset_folder: Place) -> Files:
    """Delete the leftovers that are there now, and return them."""
    if isinstance(dataset_folder, Path):
        found = find_leftovers(dataset_folder)
        remove_stale(dataset_folder)
    else:
        found = find_leftovers(dataset_folder, now=read_clock(dataset_folder))
        delete_files(dataset_folder, found)
    return found


def _group_of(name: str) -> str:
    """Path below the dataset folder of what is left or named as a whole; "" for what is never left.

    >>> _group_of("work/spin_articles/0f/a1/train.parquet"), _group_of("work/spin_articles/0f/receipt.json")
    ('work/spin_articles/0f/a1', '')
    """
    steps = name.split("/")
    if steps[0] == "work" and len(steps) > 4:
        return "/".join(steps[:4])
    if (steps[0] in ("rejects", "quarantine") and len(steps) == 3) or steps[0] == CLAIMS:
        return name
    return steps[0] if VERSION.fullmatch(steps[0]) or steps[0].startswith(PROBE) else ""


def _is_unnamed(dataset_folder: Place, group: str) -> bool:
    """Return True if no receipt and no manifest names a group of old files now."""
    steps = group.split("/")
    if steps[0] == "work":
        receipt = _read_folder(dataset_folder / "work" / steps[1] / steps[2])
        return receipt is None or receipt not in ("", group)
    if steps[0] in ("rejects", "quarantine"):
        return not (dataset_folder / "work" / steps[1] / Path(steps[2]).stem / RECEIPT).is_file()
    if steps[0] == CLAIMS:
        return True
    is_release = (dataset_folder / group / MANIFEST).is_file() or bool(read_mark(dataset_folder, group).state)
    return group.startswith(PROBE) or not is_release


def _read_folder(home: Place) -> str | None:
    """Return the folder of the files of a part; None without a receipt, "" if the receipt cannot be read."""
    try:
        return str(read_receipt(home / RECEIPT)["folder"])
    except MissingReceiptError:
        return None
    except (DamagedError, KeyError):
        return ""
