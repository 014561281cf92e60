"""A page of rows: read from files from a position on, forwards or back, until it is full or its time is over.

A position is a file and a row in it: a page costs the same anywhere, and its address stays valid. Only row groups that
may have a match are opened, at least one for each page, so that every search ends; the texts of a row group are read
only if it has a row for the page.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from pipelines.browse.damage import naming_damage, to_rows
from pipelines.release.layout import name_origins
from pipelines.storage.cache import fetch
from pipelines.storage.places import Place, stamp_of

Flags = NDArray[np.bool_]
# Ranges of rows: [first, end), ascending and disjoint.
Ranges = Sequence[tuple[int, int]]
# Rows decoded at a time: a page from the middle of a row group takes half as long as the whole group.
BATCH_ROWS = 512
# Number of cached footers, some 20 kB each.
KEPT = 1024


@dataclass(frozen=True, order=True)
class Position:
    """A row of a file, as the numbers of file and row from 0. The end of a file is the beginning of the next."""

    file: int
    row: int


def settle(place: Position, rows: Sequence[int]) -> Position:
    """Return the canonical form of a position: the end of a file is the beginning of the next.

    rows  number of rows of each file
    """
    while place.file < len(rows) and place.row >= rows[place.file]:
        place = Position(place.file + 1, 0)
    return place


@dataclass(frozen=True)
class Files:
    """Files whose rows are paged through, in order.

    candidates  ranges of rows of a file (by number) that may match, found without opening it; None for all
    matches     bool for each row of a row group: does it match? None if all rows do
    """

    paths: Sequence[Place]
    rows: Sequence[int]
    candidates: Callable[[int], Ranges | None] = lambda _: None
    matches: Callable[[pq.ParquetFile, int], Flags] | None = None

    @property
    def end(self) -> Position:
        return Position(len(self.paths), 0)


@dataclass(frozen=True)
class Page:
    """Rows in order, and the range that was searched for them.

    table   the rows, with all columns; None if there are none
    places  position of each row
    start, end  the searched range, half-open
    """

    table: pa.Table | None
    places: list[Position]
    start: Position
    end: Position


def read_page(
    files: Files,
    place: Position,
    *,
    n_rows: int,
    seconds: float,
    back: bool = False,
) -> Page:
    """Return the first `n_rows` matching rows from `place` on; with `back`, the last ones before it.

    A page is shorter at the end of the files, or after `seconds`: the search then continues at `page.end`
    (with `back`, before `page.start`).
    """
    until, found, at = time.monotonic() + seconds, _Found(files, n_rows, back=back), place
    for step in _steps(files, place, back=back):
        if found.n_steps and time.monotonic() >= until:
            break
        at = found.look_into(step)
        if found.full:
            break
    else:
        at = Position(0, 0) if back else files.end
    return found.page(place, at)


@dataclass(frozen=True)
class _Step:
    """Rows of a file to search: those of one row group, or, without one, rows of which none matches."""

    file: int
    first: int
    end: int
    group: int | None = None
    group_first: int = 0


class _Found:
    """The rows found so far."""

    def __init__(self, files: Files, wanted: int, *, back: bool) -> None:
        self._files, self._wanted, self._back = files, wanted, back
        self._tables: list[pa.Table] = []
        self._places: list[Position] = []
        self.n_steps = 0

    @property
    def full(self) -> bool:
        return len(self._places) >= self._wanted

    def look_into(self, step: _Step) -> Position:
        """Take the matching rows of a step; return how far the search came."""
        self.n_steps += 1
        if step.group is not None:
            rows = self._choose(step, step.group)
            if len(rows):
                place = self._files.paths[step.file]
                with naming_damage(place):
                    table = read_rows(open_file(place), step.group, rows - step.group_first)
                    table.validate(full=True)
                self._add(table, [Position(step.file, int(row)) for row in rows])
        if self.full:
            return self._places[0] if self._back else replace(self._places[-1], row=self._places[-1].row + 1)
        return Position(step.file, step.first if self._back else step.end)

    def _choose(self, step: _Step, group: int) -> NDArray[np.int64]:
        """The matching rows of a step's row group, as many as fit into the page."""
        rows = np.arange(step.first, step.end)
        if self._files.matches:
            place = self._files.paths[step.file]
            with naming_damage(place):
                rows = rows[self._files.matches(open_file(place), group)[rows - step.group_first]]
        room = self._wanted - len(self._places)
        return rows[-room:] if self._back else rows[:room]

    def _add(self, table: pa.Table, places: list[Position]) -> None:
        if self._back:
            self._tables, self._places = [table, *self._tables], places + self._places
        else:
            self._tables, self._places = [*self._tables, table], self._places + places

    def page(self, place: Position, at: Position) -> Page:
        table = pa.concat_tables(self._tables) if self._tables else None
        start, end = (at, place) if self._back else (place, at)
        return Page(table, self._places, settle(start, self._files.rows), settle(end, self._files.rows))


def read_rows(file: pq.ParquetFile, group: int, rows: NDArray[np.int64]) -> pa.Table:
    """Read rows of a row group by their ascending numbers; rows after the last of them are not decoded.

    Edits have the field `origin`, also in files of former versions.
    """
    batches, read = [], 0
    # A row group is small: threads would take longer to start than to decode it.
    for batch in file.iter_batches(batch_size=BATCH_ROWS, row_groups=[group], use_threads=False):
        here = rows[(rows >= read) & (rows < read + len(batch))] - read
        batches.append(batch.take(pa.array(here)))
        read += len(batch)
        if read > rows[-1]:
            break
    return name_origins(pa.Table.from_batches(batches))


def read_row(place: Place, row: int) -> dict[str, Any]:
    """Read one row of a Parquet file as plain values, from its row group only.

    Raise StorageError if the file is damaged, or has no such row.
    """
    with naming_damage(place):
        file = open_file(place)
        end = 0
        for group in range(file.num_row_groups):
            start, end = end, end + file.metadata.row_group(group).num_rows
            if row < end:
                return to_rows(read_rows(file, group, np.array([row - start])), place)[0]
        raise IndexError(f"it has {end:,} rows, and none with the number {row:,}")


def open_file(place: Place) -> pq.ParquetFile:
    """Open a Parquet file, or a copy of an object; its footer is read once as long as the file is unchanged."""
    path = fetch(place)
    return pq.ParquetFile(path, metadata=_footer(path, *stamp_of(path)))


def count_rows(place: Place) -> int:
    """Number of rows of a Parquet file, from its footer."""
    with naming_damage(place):
        path = fetch(place)
        return int(_footer(path, *stamp_of(path)).num_rows)


@lru_cache(maxsize=KEPT)
def _footer(path: Path, *_stamp: int) -> pq.FileMetaData:
    return pq.read_metadata(path)


def _steps(files: Files, place: Position, *, back: bool) -> Iterator[_Step]:
    """Yield the steps from a position on, in the direction of paging: at least one for each file with rows."""
    numbers = range(min(place.file, len(files.paths) - 1), -1, -1) if back else range(place.file, len(files.paths))
    for number in numbers:
        first, end = 0, files.rows[number]
        if number == place.file:
            first, end = (0, place.row) if back else (place.row, end)
        if first >= end:  # an empty step would end a page where it began
            continue
        ranges = files.candidates(number)
        inside = [(max(first, a), min(end, b)) for a, b in ([(first, end)] if ranges is None else ranges)]
        steps = list(_cut(files.paths[number], number, [(a, b) for a, b in inside if a < b]))
        steps = steps or [_Step(number, first, end)]
        yield from reversed(steps) if back else steps


def _cut(place: Place, number: int, ranges: Ranges) -> Iterator[_Step]:
    """Yield the row groups of a file with rows in these ranges, cut to the first and last of these rows."""
    if not ranges:
        return
    with naming_damage(place):
        metadata = open_file(place).metadata
    end = 0
    for group in range(metadata.num_row_groups):
        start, end = end, end + metadata.row_group(group).num_rows
        here = [(max(a, start), min(b, end)) for a, b in ranges if a < end and b > start]
        if here:
            yield _Step(number, here[0][0], here[-1][1], group, start)
