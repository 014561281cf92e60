"""The pairs that differ between two releases, a page at a time: read from their row groups alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipelines.browse.paging import open_file, read_rows
from pipelines.release.comparison.changes import REASONS
from pipelines.release.comparison.pair_rows import DataFile
from pipelines.release.comparison.places import ADDED, CHANGED, Differences, Places
from pipelines.release.find import order_splits
from pipelines.report.marked import MarkedPair, mark_pair
from pipelines.report.pair_diff import PairDiff, diff_spun

Row = dict[str, Any]
# Pairs on a page, and characters of a text of those that only one release has.
SHOWN = 10
SHOWN_CHARACTERS = 900
# Columns whose values are shown where they differ.
NAMED = (
    "group_id",
    "source",
    "url",
    "license",
    "language",
    "published_at",
    "n_words",
    "n_swaps",
    "swap_rate",
    "asked_rate",
)


@dataclass(frozen=True)
class ShownPair:
    """A pair on the page.

    before, after  (file, row) of its page in each release, None where it has no such pair
    reason         why a changed pair counts as changed
    fields         name, value before and after, of each column that differs
    """

    row: Row
    split: str
    before: tuple[int, int] | None
    after: tuple[int, int] | None
    reason: str = ""
    fields: Sequence[tuple[str, Any, Any]] = ()
    diff: PairDiff | None = None
    marked: MarkedPair | None = None


def show_pairs(differences: Differences, kind: str, page: int) -> list[ShownPair]:
    """Return the pairs of a page, numbered from 0, of one of KINDS."""
    part = slice(page * SHOWN, (page + 1) * SHOWN)
    if kind == CHANGED:
        places = differences.before.take(part), differences.after.take(part)
        old, new = (
            take_rows(found, files)
            for found, files in zip(places, (differences.before_files, differences.after_files), strict=True)
        )
        numbers = page_numbers(differences.before_files), page_numbers(differences.after_files)
        return [
            _changed(
                differences,
                page * SHOWN + at,
                rows,
                [_name(found, at, known) for found, known in zip(places, numbers, strict=True)],
            )
            for at, rows in enumerate(zip(old, new, strict=True))
        ]
    is_added = kind == ADDED
    places_of = (differences.added if is_added else differences.removed).take(part)
    files = differences.after_files if is_added else differences.before_files
    rows, known = take_rows(places_of, files), page_numbers(files)
    return [
        ShownPair(
            row,
            row["split"],
            None if is_added else _name(places_of, number, known),
            _name(places_of, number, known) if is_added else None,
            marked=mark_pair(row, limit=SHOWN_CHARACTERS),
        )
        for number, row in enumerate(rows)
    ]


def take_rows(places: Places, files: Sequence[DataFile]) -> list[Row]:
    """Return the rows at some places, in their order, each with its `split`; a row group is opened once."""
    found: list[Row] = [{} for _ in range(len(places))]
    for number in np.unique(places.files).tolist():
        file = open_file(files[number].path)
        sizes = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
        ends = np.cumsum(sizes)
        at = np.flatnonzero(places.files == number)
        groups = np.searchsorted(ends, places.rows[at], side="right")
        for group in np.unique(groups).tolist():
            here = at[groups == group]
            rows, back = np.unique(places.rows[here] - (ends[group] - sizes[group]), return_inverse=True)
            content = read_rows(file, group, rows.astype(np.int64)).to_pylist()
            for place, row in zip(here.tolist(), back.tolist(), strict=True):
                found[place] = content[row] | {"split": files[number].split}
    return found


def _changed(differences: Differences, number: int, rows: tuple[Row, Row], places: list[tuple[int, int]]) -> ShownPair:
    old, new = rows
    fields = [(name, old.get(name), new.get(name)) for name in ("split", *NAMED) if old.get(name) != new.get(name)]
    return ShownPair(
        new, new["split"], places[0], places[1], REASONS[differences.reason(number)], fields, diff_spun(old, new)
    )


def page_numbers(files: Sequence[DataFile]) -> list[int]:
    """The number of each data file in the addresses of pairs, which count the files of train first."""
    order = order_splits({file.split for file in files})
    ranked = sorted(range(len(files)), key=lambda number: (order.index(files[number].split), number))
    numbers = {file: number for number, file in enumerate(ranked)}
    return [numbers[file] for file in range(len(files))]


def _name(places: Places, at: int, numbers: Sequence[int]) -> tuple[int, int]:
    return numbers[int(places.files[at])], int(places.rows[at])
