"""Pages of the pairs that a search finds: in the order of the release, or by swap rate."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pipelines.browse.columns import Ints, row_group_borders
from pipelines.browse.damage import check_columns, naming_damage
from pipelines.browse.paging import Page, Position, open_file, read_rows, settle
from pipelines.browse.search import Ranked, Search
from pipelines.browse.shelf import Shelf
from schemas import PAIRS

PAGE_ROWS = 20
# Seconds of a search: a page over a million pairs is shown within 300 ms, also where its rows are in as many row groups
# and its texts are long, with the progress of the search.
SECONDS = 0.1
# The columns of a pair; those of an edit differ by the format of the release.
SHORT = pa.schema([field for field in PAIRS if field.name != "edits"])


@dataclass(frozen=True)
class RankedPage:
    """A page of the pairs by swap rate.

    first  rank of its first pair, from 0
    known  number of pairs that are found and ranked
    share  share of the pairs that was searched, 0-1: the ranks are final from 1 on
    """

    table: pa.Table | None
    places: list[Position]
    first: int
    known: int
    share: float


def find_pairs(search: Search, *, place: Position | None, split: str | None = None, back: bool = False) -> Page:
    """Return a page of the matching pairs of a split, or of all splits, from `place` on or, with `back`, before it.

    Without a place, start at the beginning or, with `back`, at the end. Places count over the whole release. A page is
    shorter at the end, or after SECONDS: the search then continues at `page.end` (with `back`, before `page.start`).
    """
    shelf, until = search.shelf, time.monotonic() + SECONDS
    begin, end = shelf.begin(split), shelf.end(split)
    place = settle(min(max(place or (end if back else begin), begin), end), shelf.rows)
    numbers = search.numbers_of(split)
    here = search.block_at(place)
    # Going back from the first row of a block, its rows are all behind.
    is_behind = here >= numbers.stop or search.blocks[here].first == place.row
    steps = range(here - is_behind, numbers.start - 1, -1) if back else range(here, numbers.stop)
    found: list[Position] = []
    at = place
    for step, number in enumerate(steps):
        if step and time.monotonic() >= until:
            break
        block = search.blocks[number]
        rows = search.look_into(number)
        if number == here:
            rows = rows[rows < place.row] if back else rows[rows >= place.row]
        room = PAGE_ROWS - len(found)
        taken = rows[-room:] if back else rows[:room]
        places = [Position(block.file, row) for row in taken.tolist()]
        found = places + found if back else found + places
        if len(found) == PAGE_ROWS:
            at = found[0] if back else Position(found[-1].file, found[-1].row + 1)
            break
        at = Position(block.file, block.first if back else block.end)
    start, stop = (at, place) if back else (place, at)
    start, stop = settle(start, shelf.rows), min(settle(stop, shelf.rows), end)
    return Page(read_places(shelf, found), found, start, stop)


def rank_pairs(search: Search, *, first: int, split: str | None = None, descending: bool = False) -> RankedPage:
    """Return the matching pairs of a split, or of all splits, by swap rate, from a rank on.

    Pairs of one rate are in the order of the release. Until all blocks are searched, those found so far are ranked.
    """
    numbers = search.numbers_of(split)
    ranked = search.ranked.get((numbers, descending)) or _rank(search, numbers, descending)
    if ranked.share >= 1:
        search.ranked[numbers, descending] = ranked
    files, rows = (column[first : first + PAGE_ROWS].tolist() for column in (ranked.files, ranked.rows))
    places = [Position(file, row) for file, row in zip(files, rows, strict=True)]
    return RankedPage(read_places(search.shelf, places), places, first, len(ranked.rows), ranked.share)


def _rank(search: Search, numbers: range, descending: bool) -> Ranked:
    """Rank the matching rows of some blocks, after looking into further ones for SECONDS: at least one."""
    until = time.monotonic() + SECONDS
    for step, number in enumerate(number for number in numbers if number not in search.rates):
        if step and time.monotonic() >= until:
            break
        search.rate(number)
    known = [number for number in numbers if number in search.rates]
    done = sum(search.blocks[number].n_rows for number in known)
    total = sum(search.blocks[number].n_rows for number in numbers)
    files = [np.full(len(search.known[number]), search.blocks[number].file, np.int32) for number in known]
    rows = [search.known[number].astype(np.int32) for number in known]
    if not known:
        return Ranked(np.zeros(0, np.int32), np.zeros(0, np.int32), 1.0)
    rate = np.concatenate([search.rates[number] for number in known])
    order = np.argsort(-rate if descending else rate, kind="stable")
    return Ranked(np.concatenate(files)[order], np.concatenate(rows)[order], done / total)


def read_places(shelf: Shelf, places: Sequence[Position]) -> pa.Table | None:
    """Return the pairs at some places, with all columns, in the order of the places; None for no place."""
    if not places:
        return None
    files = np.array([place.file for place in places])
    rows = np.array([place.row for place in places], np.int64)
    tables, order = [], []
    for file in np.unique(files):
        mine = np.flatnonzero(files == file)
        mine = mine[np.argsort(rows[mine], kind="stable")]
        order.append(mine)
        tables.append(_read_rows(shelf, int(file), rows[mine]))
    table = pa.concat_tables(tables)
    return table.take(pa.array(np.argsort(np.concatenate(order), kind="stable")))


def _read_rows(shelf: Shelf, file: int, rows: Ints) -> pa.Table:
    """Read ascending rows of a file, from no more row groups than hold them."""
    place, borders = shelf.paths[file], row_group_borders(shelf.paths[file])
    with naming_damage(place):
        groups = np.searchsorted(borders, rows, side="right") - 1
        opened = open_file(place)
        check_columns(opened.schema_arrow, SHORT, place)
        return pa.concat_tables(
            read_rows(opened, int(group), rows[groups == group] - borders[group]) for group in np.unique(groups)
        )
