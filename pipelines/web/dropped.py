"""Pages of dropped rows with their reasons: pairs in quarantine, and rejected rows of all stages."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import Field

from pipelines.browse.damage import DamagedFileError, to_rows
from pipelines.browse.dropped import QUARANTINE, REJECTS, WHY, DroppedFile, find_dropped, list_dropped
from pipelines.browse.paging import Page, Position, read_row
from pipelines.parts.part import KEY
from pipelines.report.marked import mark_pair
from pipelines.storage.places import Place
from pipelines.web.address_query import AddressQuery
from pipelines.web.catalog import list_stopped, list_versions
from pipelines.web.dropped_runs import NAME, find_parts, list_judged
from pipelines.web.page_links import ways
from pipelines.web.pages import render
from pipelines.web.places import confined, find_dataset

Folder = Annotated[Place, Depends(find_dataset)]
# Characters of a text shown in a list; the row's own page has the whole text.
SHOWN_CHARACTERS = {QUARANTINE: 1500, REJECTS: 300}
router = APIRouter()


class DroppedQuery(AddressQuery):
    """The query of the address: the filter, and the place to start from."""

    stage: Annotated[str | None, Field(max_length=100)] = None
    reason: Annotated[str | None, Field(max_length=200)] = None
    # Version of its release, or key of the results that stopped it.
    run: Annotated[str | None, Field(pattern=rf"^(?:{NAME.pattern})$")] = None
    # First row of the page, or, with back=1, the row after its last: key of its part, and its number.
    part: Annotated[str | None, Field(pattern=rf"^{KEY.pattern}$")] = None
    row: Annotated[int, Field(ge=0, lt=1 << 31)] = 0
    back: bool = False

    @property
    def filters(self) -> tuple[tuple[str, str | None], ...]:
        return ("stage", self.stage), ("reason", self.reason), ("run", self.run)


@router.get("/corpora/{root}/{dataset}/quarantine")
def quarantine(
    request: Request, root: str, dataset: str, folder: Folder, asked: Annotated[DroppedQuery, Query()]
) -> HTMLResponse:
    """Pairs that failed a critical check, with every reason."""
    return _list(request, QUARANTINE, root, dataset, folder, asked)


@router.get("/corpora/{root}/{dataset}/rejects")
def rejects(
    request: Request, root: str, dataset: str, folder: Folder, asked: Annotated[DroppedQuery, Query()]
) -> HTMLResponse:
    """Rows that a stage rejected."""
    return _list(request, REJECTS, root, dataset, folder, asked)


@router.get("/corpora/{root}/{dataset}/quarantine/{part}/{row}")
def one_quarantined(request: Request, root: str, dataset: str, folder: Folder, part: str, row: str) -> HTMLResponse:  # noqa: PLR0917
    """One pair in quarantine, whole, with its edits as a table."""
    return _one(request, QUARANTINE, root, dataset, folder, part, row)


@router.get("/corpora/{root}/{dataset}/rejects/{part}/{row}")
def one_reject(request: Request, root: str, dataset: str, folder: Folder, part: str, row: str) -> HTMLResponse:  # noqa: PLR0917
    """One rejected row, whole."""
    return _one(request, REJECTS, root, dataset, folder, part, row)


def _list(request: Request, what: str, root: str, dataset: str, folder: Place, asked: DroppedQuery) -> HTMLResponse:  # noqa: PLR0917
    everything = list_dropped(folder, what, confined)
    parts = find_parts(folder, asked.run) if asked.run else None
    if asked.run:
        everything = [file for file in everything if file.key in (parts or ())]
    files = [file for file in everything if asked.stage in {None, file.stage}]
    place = None if asked.part is None else Position(_number_of(files, asked.part), asked.row)
    if place and place.row > files[place.file].rows:
        raise HTTPException(404)
    page, files = _find_page(files, what, asked, place)

    def query(place: Position) -> dict[str, Any]:
        return {"part": files[place.file].key, "row": place.row} if place.file < len(files) else {}

    return render(
        request,
        f"{what}.html",
        root=root,
        dataset=dataset,
        asked=asked,
        damaged=[file for file in files if file.damage],
        filters={name: value for name, value in asked.filters if value},
        is_unknown=bool(asked.run) and parts is None,
        runs=list_judged(list_versions(folder), list_stopped(folder)) if what == QUARANTINE else [],
        stages=sorted({file.stage for file in everything}),
        reasons=_reasons(files),
        rows=_rows(files, page, what, folder),
        **ways(
            page,
            begin=Position(0, 0),
            end=Position(len(files), 0),
            number=lambda place: sum(file.rows for file in files[: place.file]) + place.row,
            query=query,
            back=asked.back,
        ),
    )


def _find_page(
    files: list[DroppedFile], what: str, asked: DroppedQuery, place: Position | None
) -> tuple[Page, list[DroppedFile]]:
    """Return a page, and the files: one that turns out to be damaged counts as empty from then on."""
    while True:
        try:
            return find_dropped(files, what, reason=asked.reason, place=place, back=asked.back), files
        except DamagedFileError as error:
            sound = [file for file in files if file.path != error.place or file.damage]
            if len(sound) == len(files):
                raise
            files = [
                file if file in sound else replace(file, rows=0, reasons={}, damage=error.reason) for file in files
            ]


def _one(request: Request, what: str, root: str, dataset: str, folder: Place, part: str, row: str) -> HTMLResponse:  # noqa: PLR0917
    files = list_dropped(folder, what, confined)
    file = files[_number_of(files, part)]
    number = int(row) if row.isascii() and row.isdigit() and len(row) < 10 else file.rows
    if number >= file.rows:
        raise HTTPException(404)
    content = read_row(file.path, number)
    values: dict[str, Any] = {
        "what": what,
        "file": file,
        "number": number,
        "row": content,
        "reasons": _why(content, what),
    }
    pair = mark_pair(content) if what == QUARANTINE else None
    return render(request, "dropped_row.html", root=root, dataset=dataset, pair=pair, **values)


def _number_of(files: Sequence[DroppedFile], key: str) -> int:
    for number, file in enumerate(files):
        if file.key == key:
            return number
    raise HTTPException(404)


def _reasons(files: Sequence[DroppedFile]) -> list[tuple[str, int]]:
    """Each reason with its number of rows, most frequent first."""
    counts: dict[str, int] = {}
    for file in files:
        for reason, rows in file.reasons.items():
            counts[reason] = counts.get(reason, 0) + rows
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))


def _why(content: dict[str, Any], what: str) -> list[str]:
    said = content[WHY[what]]
    return [said] if isinstance(said, str) else list(said or [])


def _rows(files: Sequence[DroppedFile], page: Page, what: str, folder: Place) -> list[dict[str, Any]]:
    contents = to_rows(page.table, folder) if page.table is not None else []
    shown = SHOWN_CHARACTERS[what]
    return [
        {
            "file": files[place.file],
            "number": place.row,
            "reasons": _why(content, what),
            "content": content,
            "pair": mark_pair(content, limit=shown) if what == QUARANTINE else None,
            "text": (content.get("row") or "")[:shown],
            "is_cut": len(content.get("row") or "") > shown,
        }
        for content, place in zip(contents, page.places, strict=True)
    ]
