"""Goes through the rows of files from a place on, forwards or back, until a page is full or its time is over.

A place is a file and a row of it: a page costs the same wherever it is, and its address stays right. Only row groups
that may hold what is wanted are opened, at least one a page, so that a search always comes to its end; and
a row group's texts are read only if it has a row for the page.
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

Flags = NDArray[np.bool_]
# Rows between: [first, end), ascending and disjoint.
Ranges = Sequence[tuple[int, int]]
# Decoded at a time: a page from the middle of a row group of 4,096 rows takes half as long as the whole group.
BATCH_ROWS = 512
# Footers of files that do not change, some 20 kB each.
KEPT = 1024


@dataclass(frozen=True, order=True)
class Place:
    """A row of a file: number of the file, from 0, and of the row in it. The end of a file is the begin of the next."""

    file: int
    row: int


@dataclass(frozen=True)
class Files:
    """Files whose rows are gone through, one after the other.

    candidates  rows of a file (by number) that may be wanted, found without opening it; None for all
    matches     for each row of a row group whether it is wanted; None if all are
    """

    paths: Sequence[Path]
    rows: Sequence[int]
    dictionaries: Sequence[str] = ()
    candidates: Callable[[int], Ranges | None] = lambda _: None
    matches: Callable[[pq.ParquetFile, int], Flags] | None = None

    @property
    def end(self) -> Place:
        return Place(len(self.paths), 0)

    def same(self, place: Place) -> Place:
        """The one way to write a place: the end of a file is the begin of the next."""
        while place.file < len(self.paths) and place.row >= self.rows[place.file]:
            place = Place(place.file + 1, 0)
        return place


@dataclass(frozen=True)
class Page:
    """Some rows in their order, what was gone through to find them, and where to go on.

    table   the rows, with all columns; None if there are none
    places  where each row lies
    start, end  what was gone through: rows at `start` and after, before `end`
    """

    table: pa.Table | None
    places: list[Place]
    start: Place
    end: Place


def read_page(
    files: Files,
    place: Place,
    *,
    n_rows: int,
    seconds: float,
    back: bool = False,
    clock: Callable[[], float] = time.monotonic,
) -> Page:
    """The first `n_rows` wanted rows from `place` on; with `back` the last ones before it.

    Fewer come at the end of the files, or when `seconds` are over; then a search goes on at `page.end`
    (with `back`: before `page.start`).
    """
    until, found, at = clock() + seconds, _Found(files, n_rows, back=back), place
    for step in _steps(files, place, back=back):
        if found.n_steps and clock() >= until:
            break
        at = found.look_into(step)
        if found.full:
            break
    else:
        at = Place(0, 0) if back else files.end
    return found.page(place, at)


@dataclass(frozen=True)
class _Step:
    """Rows of a file to be looked at: those of one row group, or, without one, some of which none is wanted."""

    file: int
    first: int
    end: int
    group: int | None = None
    group_first: int = 0


class _Found:
    """What was found up to now."""

    def __init__(self, files: Files, wanted: int, *, back: bool) -> None:
        self._files, self._wanted, self._back = files, wanted, back
        self._tables: list[pa.Table] = []
        self._places: list[Place] = []
        self.n_steps = 0

    @property
    def full(self) -> bool:
        return len(self._places) >= self._wanted

    def look_into(self, step: _Step) -> Place:
        """Take the wanted rows of a step, and say how far that came."""
        self.n_steps += 1
        if step.group is not None:
            rows = self._choose(step, step.group)
            if len(rows):
                file = open_file(self._files.paths[step.file])
                table = read_rows(file, step.group, rows - step.group_first)
                self._add(table, [Place(step.file, int(row)) for row in rows])
        if self.full:
            return self._places[0] if self._back else replace(self._places[-1], row=self._places[-1].row + 1)
        return Place(step.file, step.first if self._back else step.end)

    def _choose(self, step: _Step, group: int) -> NDArray[np.int64]:
        """The wanted rows of a step's row group, as many as there is room for."""
        rows = np.arange(step.first, step.end)
        if self._files.matches:
            file = open_file(self._files.paths[step.file], tuple(self._files.dictionaries))
            rows = rows[self._files.matches(file, group)[rows - step.group_first]]
        room = self._wanted - len(self._places)
        return rows[-room:] if self._back else rows[:room]

    def _add(self, table: pa.Table, places: list[Place]) -> None:
        if self._back:
            self._tables, self._places = [table, *self._tables], places + self._places
        else:
            self._tables, self._places = [*self._tables, table], self._places + places

    def page(self, place: Place, at: Place) -> Page:
        table = pa.concat_tables(self._tables) if self._tables else None
        start, end = (at, place) if self._back else (place, at)
        return Page(table, self._places, self._files.same(start), self._files.same(end))


def read_rows(file: pq.ParquetFile, group: int, rows: NDArray[np.int64]) -> pa.Table:
    """Some rows of a row group, by their ascending numbers in it; what lies after the last of them is not decoded."""
    batches, read = [], 0
    for batch in file.iter_batches(batch_size=BATCH_ROWS, row_groups=[group]):
        here = rows[(rows >= read) & (rows < read + len(batch))] - read
        batches.append(batch.take(pa.array(here)))
        read += len(batch)
        if read > rows[-1]:
            break
    return pa.Table.from_batches(batches)


def read_row(path: Path, row: int) -> dict[str, Any]:
    """One row of a Parquet file as plain values; only its row group is read. Raises IndexError if there is none."""
    file = open_file(path)
    end = 0
    for group in range(file.num_row_groups):
        start, end = end, end + file.metadata.row_group(group).num_rows
        if row < end:
            content: dict[str, Any] = read_rows(file, group, np.array([row - start])).to_pylist()[0]
            return content
    raise IndexError(f"expected a row {row} in {path}, but it has {end}")


def open_file(path: Path, dictionaries: tuple[str, ...] = ()) -> pq.ParquetFile:
    """The Parquet file at `path`, whose footer is read once as long as it stays the same."""
    state = path.stat()
    return pq.ParquetFile(
        path, metadata=_footer(path, state.st_mtime_ns, state.st_size), read_dictionary=list(dictionaries)
    )


def count_rows(path: Path) -> int:
    """Rows of a Parquet file, from its footer."""
    state = path.stat()
    return int(_footer(path, state.st_mtime_ns, state.st_size).num_rows)


@lru_cache(maxsize=KEPT)
def _footer(path: Path, *_stamp: int) -> pq.FileMetaData:
    return pq.read_metadata(path)


def _steps(files: Files, place: Place, *, back: bool) -> Iterator[_Step]:
    """What is to be looked at from a place on, in the direction that is gone: a step at least for a file with rows."""
    numbers = range(min(place.file, len(files.paths) - 1), -1, -1) if back else range(place.file, len(files.paths))
    for number in numbers:
        first, end = 0, files.rows[number]
        if number == place.file:
            first, end = (0, place.row) if back else (place.row, end)
        if first >= end:  # a step that is none would end a page where it began
            continue
        ranges = files.candidates(number)
        inside = [(max(first, a), min(end, b)) for a, b in ([(first, end)] if ranges is None else ranges)]
        steps = list(_cut(files.paths[number], number, [(a, b) for a, b in inside if a < b]))
        steps = steps or [_Step(number, first, end)]
        yield from reversed(steps) if back else steps


def _cut(path: Path, number: int, ranges: Ranges) -> Iterator[_Step]:
    """The row groups of a file that have rows in these ranges, from the first of these rows to the last."""
    if not ranges:
        return
    metadata = open_file(path).metadata
    end = 0
    for group in range(metadata.num_row_groups):
        start, end = end, end + metadata.row_group(group).num_rows
        here = [(max(a, start), min(b, end)) for a, b in ranges if a < end and b > start]
        if here:
            yield _Step(number, here[0][0], here[-1][1], group, start)
