"""Finished parts found, compared with their receipts, or computed.

The key of a part is a hash of the keys of its inputs, the settings of the stage and the code of the stage, so an
existing part holds the right result. No run computes it again: retries, resumed runs and runs over a grown input all
use this one mechanism. A part that is not as it was written is computed again: reuse compares the sizes of its files
with its receipt, and whoever reads it compares their checksums.
"""

import logging
import os
import shutil
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipelines.parts.part import Part
from pipelines.parts.writer import REJECTS_FILE, PartWriter
from pipelines.storage.files import replacing
from pipelines.storage.folders import committing_folder
from pipelines.storage.json_files import hash_json
from pipelines.storage.locks import using
from pipelines.storage.looking import NotFinishedError, is_only_looking
from pipelines.storage.receipts import FILES, DamagedError, check_files, read_receipt, write_receipt

log = logging.getLogger(__name__)

RECEIPT = "receipt.json"
# In work/: a part was found damaged, so reuse compares checksums too, until a release is published.
SUSPECT = ".suspect"
# Beside work/: held while a part is computed or reused.
WORK_LOCK = ".work.lock"


def finish_part(
    dataset_folder: Path,
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
    reads   the parts that `compute` reads; DamagedError is raised if one is damaged
    Rejected rows go to `rejects/<stage>/<key>.parquet`.
    """
    key = hash_json([stage, inputs])
    folder = dataset_folder / "work" / stage / key
    if is_only_looking():
        part = _find_part(dataset_folder, folder)
        if part is None:
            raise NotFinishedError(key, label)
    else:
        with using(dataset_folder / WORK_LOCK):  # so that nobody takes the part for unused meanwhile
            part = _find_part(dataset_folder, folder)
            if part is None:
                check_parts(reads)
                return _compute_part(dataset_folder, folder, inputs, label, compute)
            with suppress(OSError):  # a folder of somebody else may be read, but not written
                os.utime(folder / RECEIPT)  # the last use of the part, for release/unused
    return replace(part, label=label, reused=True)


def check_parts(parts: Sequence[Part]) -> None:
    """Compare the files of parts with their checksums; set a damaged part aside and raise DamagedError.

    The next run computes it again. Nothing is compared while finished work is only looked for.
    """
    for part in () if is_only_looking() else parts:
        folder = Path(part.folder)
        try:
            check_files(read_receipt(folder / RECEIPT)[FILES], _dataset_folder(folder), sums=True)
        except DamagedError as error:
            _set_aside(folder)
            _suspect(folder).touch()
            raise DamagedError(
                f"{error}: {part.stage} of {part.label} is computed again, in this run or the next"
            ) from error


def clear_suspicion(dataset_folder: Path) -> None:
    """Let reuse trust the sizes of files again: all that was published has been compared."""
    (dataset_folder / "work" / SUSPECT).unlink(missing_ok=True)


def _find_part(dataset_folder: Path, folder: Path) -> Part | None:
    """Return the finished part in `folder`; None if there is none, or if it is damaged: it is then set aside."""
    if not folder.is_dir():
        return None
    try:
        receipt = read_receipt(folder / RECEIPT)
        check_files(receipt[FILES], dataset_folder, sums=_suspect(folder).exists())
        return _make_part(dataset_folder, folder, receipt)
    except (DamagedError, KeyError) as error:
        if not is_only_looking():
            log.warning("%s: computing it again", error)
            _set_aside(folder)
        return None


def _set_aside(folder: Path) -> None:
    """Delete a damaged part: gone as a whole for others at once, then file by file."""
    doomed = folder.with_name(f".tmp-{uuid.uuid4().hex}")
    with suppress(FileNotFoundError):  # another process was quicker
        folder.rename(doomed)
        shutil.rmtree(doomed, ignore_errors=True)


def _dataset_folder(folder: Path) -> Path:
    return folder.parents[2]


def _suspect(folder: Path) -> Path:
    return folder.parents[1] / SUSPECT


def _compute_part(
    dataset_folder: Path, folder: Path, inputs: Any, label: str, compute: Callable[[PartWriter], None]
) -> Part:
    began = time.monotonic()
    with committing_folder(folder) as temporary:
        writer = PartWriter(folder.parent.name, temporary)
        try:
            compute(writer)
        finally:
            writer.close()
        rows, rejected = writer.counts()
        files = {
            (folder / path.relative_to(temporary)).relative_to(dataset_folder).as_posix(): path
            for path in temporary.rglob("*")
            if path.is_file() and path != temporary / REJECTS_FILE
        }
        if rejected:
            rejects_path = _rejects_path(dataset_folder, folder)
            with replacing(rejects_path) as rejects_temporary:
                (temporary / REJECTS_FILE).rename(rejects_temporary)
            files[rejects_path.relative_to(dataset_folder).as_posix()] = rejects_path
        facts = {
            "label": label,
            "inputs": inputs,
            "rows": rows,
            "rejected": rejected,
            "statistics": writer.statistics,
            "seconds": round(time.monotonic() - began, 3),
        }
        write_receipt(temporary / RECEIPT, facts, files)
    return _make_part(dataset_folder, folder, read_receipt(folder / RECEIPT))


def _rejects_path(dataset_folder: Path, folder: Path) -> Path:
    return dataset_folder / "rejects" / folder.parent.name / f"{folder.name}.parquet"


def _make_part(dataset_folder: Path, folder: Path, receipt: Mapping[str, Any]) -> Part:
    return Part(
        stage=folder.parent.name,
        key=folder.name,
        label=receipt["label"],
        folder=str(folder),
        rows=receipt["rows"],
        rejected=receipt["rejected"],
        rejects_file=str(_rejects_path(dataset_folder, folder)) if receipt["rejected"] else None,
        statistics=receipt["statistics"],
        seconds=receipt["seconds"],
    )
