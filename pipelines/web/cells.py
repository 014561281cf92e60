"""The tab Cells of a release: a grid of profile x source for a check and a month, each cell a way to its pairs."""

from calendar import monthrange
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse

from pipelines.errors import StorageError
from pipelines.release.damage import GONE, not_as_published
from pipelines.release.presence import MISSING
from pipelines.report.cells import ALL, FEW_PAIRS, choose_check, make_grid, month_names, read_cells
from pipelines.web.pages import render
from pipelines.web.release_frame import Folder, open_release

Word = Annotated[str | None, Query(max_length=200)]
router = APIRouter()
CELLS = "quality/cells.json"


@router.get("/corpora/{root}/{dataset}/{version}/cells")
def cells(  # noqa: PLR0917 - the parts of the address
    request: Request, root: str, dataset: str, folder: Folder, check: Word = None, month: Word = None
) -> HTMLResponse:
    """The grid of one check, in one month or all."""
    opened, damage, found = open_release(request, root, dataset, folder), "", None
    try:
        found = read_cells(folder / "quality")
    except StorageError as error:
        damage = str(error)
    if opened.shared["faults"].get(CELLS) == MISSING:
        damage = str(not_as_published(folder / CELLS, GONE))
    grid, checks, months = None, [], []
    if found and found.checks and found.cells["pairs"]:
        checks, months = [each.check for each in found.checks], month_names(found)
        asked = _one_of(checks, "check", check) or choose_check(found)
        grid = make_grid(found, asked, _one_of(months, "month", month) or ALL)
    return render(
        request,
        "cells.html",
        **opened.shared,
        damage=damage,
        cells=found,
        grid=grid,
        checks=checks,
        months=months,
        dates=(dates := _dates(grid.month) if grid else {}),
        is_searchable=bool(grid and (dates or grid.month == ALL)),
        few=FEW_PAIRS,
    )


def _one_of(known: list[str], name: str, value: str | None) -> str | None:
    """Return a parameter of the address; an empty field of the form is none."""
    if value and value not in known:
        says = f"expected one of {', '.join(known)}"
        raise RequestValidationError([{"type": "value_error", "loc": ("query", name), "msg": says, "input": None}])
    return value or None


def _dates(month: str) -> dict[str, Any]:
    """The filter of the pair browser for a month, of which pairs of no known month have none."""
    year, _, number = month.partition("-")
    if not (year.isdigit() and number.isdigit() and 1 <= int(number) <= 12 and 1 <= int(year) <= 9999):
        return {}
    return {"since": f"{month}-01", "until": f"{month}-{monthrange(int(year), int(number))[1]}"}
