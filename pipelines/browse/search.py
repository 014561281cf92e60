"""A search in a release: the rows that match, found block by block, with a total that is exact or an estimate.

A block is 2,048 rows of a file. It is searched once and remembered, so that a search goes on where the last page left
it. Until all blocks are searched, the total is estimated from those drawn in a fixed random order.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from pipelines.browse.blocks import SIDES
from pipelines.browse.columns import Ints, read_columns, read_edits
from pipelines.browse.damage import naming_damage
from pipelines.browse.figures import read_figures
from pipelines.browse.index import Term, rows_with
from pipelines.browse.match import (
    IDS,
    NAMES,
    TEXTS,
    Wanted,
    match_article,
    match_edits,
    match_figures,
    match_ids,
    match_texts,
)
from pipelines.browse.paging import Position, Ranges
from pipelines.browse.shelf import Shelf
from pipelines.release.layout import ORIGIN
from pipelines.storage.places import Place

BLOCK_ROWS = 2048
# Number of cached index look-ups, some 1 kB each.
KEPT = 4096
NOTHING: Ints = np.zeros(0, np.int64)


@dataclass(frozen=True)
class RowBlock:
    """Rows of a file: [first, end)."""

    file: int
    first: int
    end: int

    @property
    def n_rows(self) -> int:
        return self.end - self.first


@dataclass(frozen=True)
class Total:
    """The number of matching pairs.

    number  of them; an estimate unless `is_exact`
    found   number of those that are found already
    share   share of the pairs that was searched, 0-1
    sample  share of the pairs that the estimate is made from, 0-1
    """

    number: int
    found: int
    share: float
    sample: float

    @property
    def is_exact(self) -> bool:
        return self.share >= 1


@dataclass(frozen=True)
class Ranked:
    """Matching rows by swap rate, as the numbers of their files and of their rows in them.

    share  share of the pairs that was searched, 0-1
    """

    files: NDArray[np.int32]
    rows: NDArray[np.int32]
    share: float


@dataclass(frozen=True)
class Search:
    """A search in the files of a release, and all that is known of it so far.

    known   number of a block -> its matching rows
    rates   number of a block -> the swap rates of these rows
    ranked  (blocks, descending) -> their matching rows by swap rate
    """

    shelf: Shelf
    wanted: Wanted
    known: dict[int, Ints] = field(default_factory=dict, compare=False)
    rates: dict[int, NDArray[np.float32]] = field(default_factory=dict, compare=False)
    ranked: dict[tuple[range, bool], Ranked] = field(default_factory=dict, compare=False)

    @cached_property
    def blocks(self) -> list[RowBlock]:
        """All blocks, in the order of the release."""
        return [
            RowBlock(file, first, min(first + BLOCK_ROWS, rows))
            for file, rows in enumerate(self.shelf.rows)
            for first in range(0, rows, BLOCK_ROWS)
        ]

    @cached_property
    def _file_starts(self) -> Ints:
        """Number of blocks before each file, and of all."""
        return np.cumsum([0, *(-(-rows // BLOCK_ROWS) for rows in self.shelf.rows)], dtype=np.int64)

    def block_at(self, place: Position) -> int:
        """Number of the block of a place; the end of a file is in the next block."""
        if place.file >= len(self.shelf.rows):
            return len(self.blocks)
        return int(self._file_starts[place.file]) + min(
            place.row // BLOCK_ROWS, int(self._file_starts[place.file + 1] - self._file_starts[place.file])
        )

    def numbers_of(self, split: str | None) -> range:
        """Numbers of the blocks of a split, or of all splits."""
        return range(self.block_at(self.shelf.begin(split)), self.block_at(self.shelf.end(split)))

    def look_into(self, number: int) -> Ints:
        """int64: the numbers of the matching rows of a block in its file, ascending."""
        found = self.known.get(number)
        if found is None:
            found = self.known[number] = self._find(self.blocks[number])
        return found

    def rate(self, number: int) -> NDArray[np.float32]:
        """float32: the swap rates of the matching rows of a block."""
        if number not in self.rates:
            block, found = self.blocks[number], self.look_into(number)
            rates = read_figures(self.shelf, block.file, block.first, block.end, ["swap_rate"])["swap_rate"]
            self.rates[number] = rates.to_numpy()[found - block.first]
        return self.rates[number]

    def go_on(self, numbers: Sequence[int], until: float) -> None:
        """Look into further blocks until a time: at least one, if there is one."""
        for step, number in enumerate(number for number in numbers if number not in self.known):
            if step and time.monotonic() >= until:
                return
            self.look_into(number)

    def count(self, split: str | None, until: float) -> Total:
        """Return the total of a split, or of all splits, after looking into blocks until a time: at least one."""
        numbers = self.numbers_of(split)
        if self.wanted.is_all:
            rows = sum(self.blocks[number].n_rows for number in numbers)
            return Total(rows, rows, 1.0, 1.0)
        drawn = _draw(len(numbers)) + numbers.start
        self.go_on(drawn.tolist(), until)
        return self._total(drawn)

    def is_known(self, numbers: range) -> bool:
        return self.wanted.is_all or all(number in self.known for number in numbers)

    def rank(self, place: Position, split: str | None) -> int | None:
        """Number of matching rows of a split before a place; None if blocks before it are not searched yet."""
        first, here = self.numbers_of(split).start, self.block_at(place)
        if self.wanted.is_all:
            return self.shelf.number(place) - self.shelf.number(self.shelf.begin(split))
        if not self.is_known(range(first, min(here + 1, len(self.blocks)))):
            return None
        before = sum(len(self.known[number]) for number in range(first, here))
        inside = int(np.searchsorted(self.known[here], place.row)) if here < len(self.blocks) else 0
        return before + inside

    def _total(self, drawn: Ints) -> Total:
        rows = np.array([self.blocks[number].n_rows for number in drawn], np.int64)
        is_known = np.array([number in self.known for number in drawn], bool)
        hits = np.array([len(self.known.get(number, NOTHING)) for number in drawn], np.int64)
        total, found = int(rows.sum()), int(hits.sum())
        if is_known.all():
            return Total(found, found, 1.0, 1.0)
        # Only blocks in the drawn order count: pages look into those at the beginning.
        prefix = int(np.argmin(is_known))
        sampled = int(rows[:prefix].sum())
        estimate = round(int(hits[:prefix].sum()) * total / sampled)
        return Total(max(found, estimate), found, int(rows[is_known].sum()) / total, sampled / total)

    def _find(self, block: RowBlock) -> Ints:
        wanted, place = self.wanted, self.shelf.paths[block.file]
        rows: Ints = np.arange(block.first, block.end)
        if wanted.terms:
            rows = _inside(rows, _candidates(self.shelf.indexes[block.file], wanted))
        if wanted.figures and len(rows):
            with naming_damage(place):
                figures = read_figures(self.shelf, block.file, block.first, block.end, wanted.figures)
                holds = match_figures(figures, wanted)
                rows = rows[holds[rows - block.first]]
        if wanted.article is not None and len(rows):
            table, numbers = read_columns(place, rows, ["article_id"])
            rows = _keep(rows, numbers, match_article(table, wanted))
        if wanted.id and len(rows):
            table, numbers = read_columns(place, rows, IDS)
            rows = _keep(rows, numbers, match_ids(table, wanted))
        if wanted.has_edits and len(rows):
            fields = [name for name in ("kind", ORIGIN) if getattr(wanted, name) is not None]
            edits, numbers = read_edits(place, rows, [*fields, *(SIDES if wanted.words else ())])
            rows = _keep(rows, numbers, match_edits(edits, wanted))
        if wanted.text_words and len(rows):
            table, numbers = read_columns(place, rows, [*NAMES, *TEXTS])
            with naming_damage(place):
                rows = _keep(rows, numbers, match_texts(table, wanted))
        return rows


@lru_cache(maxsize=1024)
def _draw(n_blocks: int) -> NDArray[np.int64]:
    """The blocks in the order in which they are counted: random, and always the same."""
    return np.random.default_rng(n_blocks).permutation(n_blocks)


def _keep(rows: Ints, numbers: Ints, holds: NDArray[np.bool_]) -> Ints:
    """Those of `rows` that match; `holds` has a flag for each of `numbers`, which has all of them."""
    kept: Ints = rows[holds[np.searchsorted(numbers, rows)]]
    return kept


def _inside(rows: Ints, ranges: Ranges | None) -> Ints:
    """Those of `rows` in one of the ascending ranges."""
    if ranges is None:
        return rows
    borders = np.array(ranges, np.int64).reshape(-1)
    inside: Ints = rows[np.searchsorted(borders, rows, side="right") % 2 == 1]
    return inside


def _candidates(index: Place | None, wanted: Wanted) -> Ranges | None:
    return _look_up(index, tuple(sorted(wanted.terms))) if index else None


@lru_cache(maxsize=KEPT)
def _look_up(index: Place, terms: tuple[Term, ...]) -> Ranges:
    with naming_damage(index):
        firsts, ends = rows_with(index, terms)
        return list(zip(firsts.tolist(), ends.tolist(), strict=True))
