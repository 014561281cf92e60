"""Dropped rows of a dataset, with their reasons: faulty pairs in quarantine/ and rejected rows in rejects/.

A file belongs to one part of one run and is named after the part's key. It never changes, so its reasons are counted
once, from their column alone. Newest files come first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.browse.damage import DamagedFileError, check_columns, naming_damage
from pipelines.browse.paging import Files, Flags, Page, Position, count_rows, open_file, read_page
from pipelines.parts.part import KEY
from pipelines.storage.places import Place, stamp_of
from schemas import PAIRS
from schemas import REJECTS as REJECTED

QUARANTINE, REJECTS = "quarantine", "rejects"
# Column of the reasons: a list, or a single reason.
WHY = {QUARANTINE: "reasons", REJECTS: "reason"}
# The columns that a page shows. An edit may lack its origin: files of former versions are read too.
SCHEMAS = {
    QUARANTINE: pa.schema([*(field for field in PAIRS if field.name != "edits"), ("reasons", pa.list_(pa.string()))]),
    REJECTS: REJECTED,
}
# As in pipelines/browse/pairs.py.
PAGE_ROWS = {QUARANTINE: 20, REJECTS: 50}
SECONDS = 0.15
KEPT = 4096


@dataclass(frozen=True)
class DroppedFile:
    """A file of dropped rows.

    reasons  reason -> number of rows; a row in quarantine may have several reasons
    damage   why it cannot be read; it then counts as empty
    """

    stage: str
    key: str
    path: Place
    when: datetime
    rows: int
    reasons: Mapping[str, int]
    damage: str = ""


def list_dropped(dataset_folder: Place, what: str, confine: Callable[[Place, str], Place]) -> list[DroppedFile]:
    """Return the files in QUARANTINE or REJECTS of a dataset, also the damaged ones.

    confine  returns the path of a file below the folder, and raises for a path outside it
    """
    found = []
    for path in dataset_folder.glob(f"{what}/*/*.parquet"):
        if KEY.fullmatch(path.stem):
            inside = confine(dataset_folder, path.relative_to(dataset_folder).as_posix())  # type: ignore[arg-type]
            stamp = stamp_of(inside)
            when = datetime.fromtimestamp(stamp[0] / 1e9, UTC)
            file = DroppedFile(path.parent.name, path.stem, inside, when, 0, {})
            try:
                reasons = _count_reasons(inside, what, *stamp)
                found.append(replace(file, rows=count_rows(inside), reasons=reasons))
            except DamagedFileError as error:
                found.append(replace(file, damage=error.reason))
    return sorted(found, key=lambda file: (file.when, file.key), reverse=True)


def find_dropped(
    files: Sequence[DroppedFile], what: str, *, reason: str | None, place: Position | None, back: bool = False
) -> Page:
    """Return a page of dropped rows, all or those with a reason, from `place` on or, with `back`, before it."""
    shelf = Files(
        paths=[file.path for file in files],
        rows=[file.rows for file in files],
        candidates=lambda number: None if reason is None or reason in files[number].reasons else [],
        matches=None if reason is None else lambda file, group: _have(file, group, WHY[what], reason),
    )
    if place is None:
        place = shelf.end if back else Position(0, 0)
    return read_page(shelf, place, n_rows=PAGE_ROWS[what], seconds=SECONDS, back=back)


def _have(file: pq.ParquetFile, group: int, column: str, reason: str) -> Flags:
    said = file.read_row_group(group, columns=[column])[column].combine_chunks()
    if not pa.types.is_list(said.type):
        flags: Flags = pc.equal(said, reason).to_numpy(zero_copy_only=False)
        return flags
    owners = pc.list_parent_indices(said).to_numpy()
    has = pc.equal(said.flatten(), reason).to_numpy(zero_copy_only=False)
    return np.bincount(owners[has], minlength=len(said)) > 0


@lru_cache(maxsize=KEPT)
def _count_reasons(path: Place, what: str, *_stamp: int) -> dict[str, int]:
    counts: dict[str, int] = {}
    column = WHY[what]
    with naming_damage(path):
        file = open_file(path)
        check_columns(file.schema_arrow, SCHEMAS[what], path)
        for group in range(file.num_row_groups):
            said = file.read_row_group(group, columns=[column])[column].combine_chunks()
            said.validate(full=True)
            values = said.flatten() if pa.types.is_list(said.type) else said
            for entry in pc.value_counts(pc.drop_null(values)).to_pylist():  # one for each reason, not for each row
                counts[entry["values"]] = counts.get(entry["values"], 0) + entry["counts"]
    return counts
