"""Verdict by cell: a grid of profiles and sources for one check, from the cells.json of a release."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pipelines.errors import StorageError
from pipelines.quality.corpus.cells import CELLS_FILE, KIND_COLUMNS
from pipelines.storage.json_files import read_json
from pipelines.storage.places import Place, is_below
from schemas import KINDS

# Below this many pairs one row decides the share of a cell.
FEW_PAIRS = 30
ALL, OTHERS, UNDATED, EARLIER = "all", "others", "undated", "earlier"
NO_SOURCE, NO_PROFILE = "no source", "no profile"
Number = Annotated[float, Field(ge=0, allow_inf_nan=False, lt=1e15)]
Sums = NDArray[np.float64]


class CellCheck(BaseModel):
    """A check of cells.json: its figure in a cell is the quotient of the columns `of` and `over`, at most `max`."""

    model_config = ConfigDict(strict=True)

    check: str
    severity: str
    notes: str
    max: Number
    of: str
    over: str


class Cells(BaseModel):
    """The content of cells.json (quality.corpus.cells)."""

    model_config = ConfigDict(strict=True)

    profiles: list[str | None]
    sources: list[str | None]
    n_other_sources: int
    months: list[str | None]
    n_other_months: int
    checks: list[CellCheck]
    cells: dict[str, list[Number]]

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        most = {"profile": len(self.profiles), "source": len(self.sources) + 1, "month": len(self.months) + 1}
        sums = ("pairs", "quarantined", "accepted", "n_words", "n_swapped_words", "asked_rate", *KIND_COLUMNS)
        named = {*most, *sums, *(name for check in self.checks for name in (check.of, check.over))}
        if missing := sorted(named - self.cells.keys()):
            raise ValueError(f"it has no column {missing[0]!r}")
        if len({len(column) for column in self.cells.values()}) > 1:
            raise ValueError("its columns are not of one length")
        for name, n_names in most.items():
            if any(number >= n_names or number % 1 for number in self.cells[name]):
                raise ValueError(f"its column {name!r} numbers a name that it has not")
        return self


@dataclass(frozen=True)
class GridCell:
    """A cell of a grid.

    pairs   pairs that the check judges
    figure  None without any
    shade   "none", "within" half of the limit, "near" it, "over" it, "far" over twice the limit
    search  the filter of the pair browser for its pairs; None if they cannot be searched for
    """

    pairs: int
    figure: float | None
    shade: str
    search: dict[str, str] | None

    @property
    def is_few(self) -> bool:
        return 0 < self.pairs < FEW_PAIRS


@dataclass(frozen=True)
class Facts:
    """The accepted pairs of a profile or a source: means and shares, 0-1; None without any pair or edit."""

    name: str
    pairs: int
    words: int
    asked: float | None
    swapped: float | None
    kinds: dict[str, float | None]


@dataclass(frozen=True)
class Grid:
    """The grid of a check and a month.

    rows   source -> its cells; the first is that of all sources, and the first cell that of all profiles
    over   number of cells, without those sums, over the limit
    facts  "profile" and "source" -> their facts
    """

    check: CellCheck
    month: str
    profiles: list[str]
    rows: dict[str, list[GridCell]]
    over: int
    facts: dict[str, list[Facts]]


def read_cells(quality: Place) -> Cells | None:
    """Return the cells in a folder of results; None if it has none. Raise StorageError for a damaged file."""
    path = quality / CELLS_FILE
    if not path.is_file() or not is_below(path, quality):
        return None
    try:
        return Cells.model_validate(read_json(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise StorageError(
            f"expected {path} to hold figures by cell, but {where or 'the file'}: {first['msg']}"
        ) from error


def month_names(cells: Cells) -> list[str]:
    """Return the months to choose from, latest first, and those of the pairs without a month of their own."""
    dated = sorted((month for month in cells.months if month is not None), reverse=True)
    return [ALL, *dated, *([EARLIER] * bool(cells.n_other_months)), *([UNDATED] * (None in cells.months))]


def choose_check(cells: Cells) -> str:
    """Return the check whose figure of all pairs is the largest part of its limit."""
    totals = {name: sum(column) for name, column in cells.cells.items()}

    def nearness(check: CellCheck) -> float:
        figure = totals[check.of] / totals[check.over] if totals[check.over] else 0.0
        return figure / check.max if check.max else (np.inf if figure else 0.0)

    return max(cells.checks, key=nearness).check if cells.checks else ""


def make_grid(cells: Cells, check: str, month: str) -> Grid:
    """Return the grid of one of the checks, and one of `month_names`."""
    asked = next(each for each in cells.checks if each.check == check)
    columns = {name: np.array(column, float) for name, column in cells.cells.items()}
    chosen = _of_month(cells, columns["month"], month)
    shape = len(cells.profiles), len(cells.sources) + 1
    place = (columns["profile"] * shape[1] + columns["source"]).astype(np.int64)[chosen]

    def sums(name: str) -> Sums:
        """Sums [profiles + 1, sources + 1 + 1], those of all first."""
        found = np.bincount(place, columns[name][chosen], minlength=shape[0] * shape[1]).reshape(shape)
        found = np.vstack([found.sum(axis=0), found])
        return np.column_stack([found.sum(axis=1), found])

    of, over = sums(asked.of), sums(asked.over)
    profiles = [ALL, *(name or NO_PROFILE for name in cells.profiles)]
    sources = [ALL, *(name or NO_SOURCE for name in cells.sources), OTHERS]
    by_profile = [{}, *({"profile": name} if name else None for name in cells.profiles)]
    by_source = [{}, *({"source": name} if name else None for name in cells.sources), None]
    rows = {
        source: [
            _make_cell(of[i, j], over[i, j], asked.max, _join(by_profile[i], by_source[j]))
            for i in range(len(profiles))
        ]
        for j, source in enumerate(sources)
        if source != OTHERS or cells.n_other_sources
    }
    inner = [cell for row in list(rows.values())[1:] for cell in row[1:]]
    facts = {name: sums(name) for name in ("accepted", "n_words", "n_swapped_words", "asked_rate", *KIND_COLUMNS)}
    return Grid(
        asked,
        month,
        profiles,
        rows,
        sum(cell.shade in ("over", "far") for cell in inner),
        {
            "profile": _tell_facts(profiles, {name: table[:, 0] for name, table in facts.items()}),
            "source": _tell_facts(list(rows), {name: table[0] for name, table in facts.items()}),
        },
    )


def shade_of(figure: float | None, most: float) -> str:
    """Return the distance of a figure from its limit in words.

    >>> [shade_of(figure, 0.02) for figure in (None, 0, 0.01, 0.02, 0.03, 0.05)]
    ['none', 'within', 'within', 'near', 'over', 'far']
    """
    if figure is None:
        return "none"
    if figure <= most:
        return "within" if figure <= most / 2 else "near"
    return "over" if figure <= 2 * most else "far"


def _of_month(cells: Cells, months: Sums, month: str) -> NDArray[np.bool_]:
    if month == ALL:
        return np.ones(len(months), bool)
    named = {EARLIER: len(cells.months)} | {name or UNDATED: number for number, name in enumerate(cells.months)}
    chosen: NDArray[np.bool_] = months == named[month]
    return chosen


def _join(profile: dict[str, str] | None, source: dict[str, str] | None) -> dict[str, str] | None:
    return None if profile is None or source is None else profile | source


def _make_cell(of: float, over: float, most: float, search: dict[str, str] | None) -> GridCell:
    figure = float(of / over) if over else None
    return GridCell(int(over), figure, shade_of(figure, most), search)


def _tell_facts(names: Sequence[str], sums: dict[str, Any]) -> list[Facts]:
    found = []
    for i, name in enumerate(names):
        pairs, words = int(sums["accepted"][i]), int(sums["n_words"][i])
        edits = {kind: sums[column][i] for kind, column in zip(KINDS, KIND_COLUMNS, strict=True)}
        n_edits = sum(edits.values())
        kinds = {kind: number / n_edits if n_edits else None for kind, number in edits.items()}
        asked = sums["asked_rate"][i] / pairs if pairs else None
        found.append(Facts(name, pairs, words, asked, sums["n_swapped_words"][i] / words if words else None, kinds))
    return found
