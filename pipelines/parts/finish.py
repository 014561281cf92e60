"""Finished parts found, compared with their receipts, or computed.

The key of a part is a hash of the keys of its inputs, the settings of the stage and the code of the stage, so an
existing part holds the right result. No run computes it again: retries, resumed runs and runs over a grown input all
use this one mechanism. A part that is not as it was written is computed again: reuse compares the sizes of its files
with its receipt, and whoever reads it compares their checksums.

A part is its receipt, `work/<stage>/<key>/receipt.json`. On a disk its files lie beside it, and the folder appears as a
whole. In an object store they lie in a folder of the attempt that wrote them, and the receipt is created last.
"""

import logging
import shutil
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipelines.errors import StorageError
from pipelines.parts.part import Part
from pipelines.parts.writer import REJECTS_FILE, PartWriter
from pipelines.storage.files import delete_files, move_file, write_text
from pipelines.storage.folders import FolderDraft, committing_folder
from pipelines.storage.json_files import hash_json
from pipelines.storage.locks import using
from pipelines.storage.looking import NotFinishedError, is_only_looking
from pipelines.storage.places import Place, parent_of
from pipelines.storage.receipts import (
    FILES,
    Comparison,
    DamagedError,
    Entries,
    MissingReceiptError,
    check_files,
    read_receipt,
    write_receipt,
)
from pipelines.storage.swaps import renew

log = logging.getLogger(__name__)

RECEIPT = "receipt.json"
# In work/: a part was found damaged, so reuse compares checksums too, until a release is published.
SUSPECT = ".suspect"
# Beside work/: held while a part is computed or reused.
WORK_LOCK = ".work.lock"


class DamagedPartError(DamagedError):
    """A finished part is not as it was written. It was set aside, so its stage computes it again.

    found         what was expected and found
    stage, label  of the part
    """

    def __init__(self, message: str, *, found: str = "", stage: str = "", label: str = "") -> None:
        super().__init__(message)
        self.found, self.stage, self.label = found, stage, label


def finish_part(
    dataset_folder: Place,
    stage: str,
    *,
    inputs: Any,
    label: str,
    compute: Callable[[PartWriter], None],
    reads: Sequence[Part] = (),
) -> Part:
    """Return the part that `compute` makes from `inputs`; compute it only if no earlier run did, or if it is damaged.

    inputs  any JSON value that holds everything the result depends on: keys of the parts read, settings, the
            fingerprint of the code
    reads   the parts that `compute` reads; DamagedPartError is raised if one is damaged
    Rejected rows go to `rejects/<stage>/<key>.parquet`.
    """
    key = hash_json([stage, inputs])
    home = dataset_folder / "work" / stage / key
    if is_only_looking():
        part = _find_part(home)
        if part is None:
            raise NotFinishedError(key, label)
    else:
        with using(dataset_folder / WORK_LOCK):  # so that nobody takes the part for unused meanwhile
            part = _find_part(home)
            if part is None:
                check_parts(reads)
                return _compute_part(home, inputs, label, compute)
            with suppress(OSError):  # a folder of somebody else may be read, but not written
                renew(home / RECEIPT)  # the last use of the part, for release/unused
    return replace(part, label=label, reused=True)


def check_parts(parts: Sequence[Part], comparison: Comparison = "copies", *, always: bool = False) -> None:
    """Compare the files of parts with their checksums; set a damaged part aside and raise DamagedPartError.

    The next run computes it again. Nothing is compared while finished work is only looked for, unless `always`: then
    NotFinishedError is raised for a damaged part, which stays.
    """
    for part in () if is_only_looking() and not always else parts:
        home = home_of(part)
        try:
            check_files(read_receipt(home / RECEIPT)[FILES], _dataset_folder(home), comparison)
        except DamagedError as error:
            if is_only_looking():
                raise NotFinishedError(part.key, part.label) from error
            _set_aside(home)
            write_text(_suspect(home), "")
            raise DamagedPartError(
                f"{error}: {part.stage} of {part.label} is computed again, in this run or the next",
                found=str(error),
                stage=part.stage,
                label=part.label,
            ) from error


def clear_suspicion(dataset_folder: Place) -> None:
    """Let reuse trust the sizes of files again: all that was published has been compared."""
    (dataset_folder / "work" / SUSPECT).unlink(missing_ok=True)


def home_of(part: Part) -> Place:
    """The folder of the receipt of a part: that of its files, or the one above.

    Raises StorageError for a part that does not lie in `work/<stage>/<key>`.
    """
    folder = part.place
    home = folder if folder.name == part.key else folder.parent
    if (home.parent.parent.name, home.parent.name, home.name) != ("work", part.stage, part.key):
        raise StorageError(f"expected {part.stage} of {part.label} in work/{part.stage}/{part.key}, got {part.folder}")
    return home


def folder_of(home: Place) -> Place:
    """The folder of the files of the part whose receipt is in `home`; `home` itself if it has no receipt."""
    if isinstance(home, Path):
        return home
    try:
        return _dataset_folder(home) / read_receipt(home / RECEIPT)["folder"]
    except (DamagedError, KeyError):
        return home


def _find_part(home: Place) -> Part | None:
    """Return the finished part in `home`; None if there is none, or if it is damaged: it is then set aside."""
    try:
        receipt = read_receipt(home / RECEIPT)
        check_files(receipt[FILES], _dataset_folder(home), "stored" if _suspect(home).exists() else "sizes")
        return _make_part(home, receipt)
    except (DamagedError, KeyError) as error:
        is_missing = isinstance(error, MissingReceiptError) and not (isinstance(home, Path) and home.is_dir())
        if not is_only_looking() and not is_missing:
            log.warning("%s: computing it again", error)
            _set_aside(home)
        return None


def _set_aside(home: Place) -> None:
    """Delete a damaged part: gone as a whole for others at once, then file by file.

    Its rejected rows stay: in an object store all attempts share that file, and the next one writes it again.
    """
    if isinstance(home, Path):
        doomed = home.with_name(f".tmp-{uuid.uuid4().hex}")
        with suppress(FileNotFoundError):  # another process was quicker
            home.rename(doomed)
            shutil.rmtree(doomed, ignore_errors=True)
        return
    try:
        receipt = read_receipt(home / RECEIPT)
        names = [name for name in receipt[FILES] if name.startswith(f"{receipt['folder']}/")]
    except (DamagedError, KeyError):
        names = []  # the files of an unreadable receipt are found as unused
    (home / RECEIPT).unlink(missing_ok=True)
    delete_files(_dataset_folder(home), names)


def _dataset_folder(home: Place) -> Place:
    return parent_of(home, 3)


def _suspect(home: Place) -> Place:
    return parent_of(home, 2) / SUSPECT


def _compute_part(home: Place, inputs: Any, label: str, compute: Callable[[PartWriter], None]) -> Part:
    began = time.monotonic()
    with committing_folder(home, RECEIPT, attempt=uuid.uuid4().hex) as draft:
        writer = PartWriter(home.parent.name, draft)
        try:
            compute(writer)
        finally:
            writer.close()
        rows, rejected = writer.counts()
        facts = {
            "label": label,
            "inputs": inputs,
            "folder": draft.final.relative_to(_dataset_folder(home)).as_posix(),  # type: ignore[arg-type]
            "rows": rows,
            "rejected": rejected,
            "statistics": writer.statistics,
            "seconds": round(time.monotonic() - began, 3),
        }
        write_receipt(draft.local / RECEIPT, facts, _list_entries(home, draft, writer))
    return _make_part(home, read_receipt(home / RECEIPT))


def _list_entries(home: Place, draft: FolderDraft, writer: PartWriter) -> Entries:
    """Path below the dataset folder -> size and checksum of each file; rejected rows are moved to rejects/."""
    folder = draft.final.relative_to(_dataset_folder(home)).as_posix()  # type: ignore[arg-type]
    entries = {f"{folder}/{name}": entry for name, entry in draft.describe(writer.sums).items()}
    if rejects := entries.pop(f"{folder}/{REJECTS_FILE}", None):
        rejects_place = _rejects_place(home)
        move_file(draft.local / REJECTS_FILE, rejects_place)
        entries[rejects_place.relative_to(_dataset_folder(home)).as_posix()] = rejects  # type: ignore[arg-type]
    return entries


def _rejects_place(home: Place) -> Place:
    return _dataset_folder(home) / "rejects" / home.parent.name / f"{home.name}.parquet"


def _make_part(home: Place, receipt: dict[str, Any]) -> Part:
    folder = receipt["folder"]
    return Part(
        stage=home.parent.name,
        key=home.name,
        label=receipt["label"],
        folder=str(_dataset_folder(home) / folder),
        rows=receipt["rows"],
        sums={
            name.removeprefix(f"{folder}/"): entry["sha256"]
            for name, entry in receipt[FILES].items()
            if name.startswith(f"{folder}/")
        },
        rejected=receipt["rejected"],
        rejects_file=str(_rejects_place(home)) if receipt["rejected"] else None,
        statistics=receipt["statistics"],
        seconds=receipt["seconds"],
    )
