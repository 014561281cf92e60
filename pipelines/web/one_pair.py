"""One pair: its page, and the pairs like it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from pipelines.browse.alike import find_alike
from pipelines.browse.damage import to_rows
from pipelines.browse.match import Wanted
from pipelines.browse.paging import Position, read_row
from pipelines.browse.pairs import read_places
from pipelines.browse.shelf import Shelf
from pipelines.report.surroundings import is_folded
from pipelines.storage.places import Place
from pipelines.web.pages import render
from pipelines.web.pair_rows import show_pair
from pipelines.web.pairs import find_shelf
from pipelines.web.places import find_release

Folder = Annotated[Place, Depends(find_release)]
# Number of shared swaps named for each pair.
SHOWN_SHARED = 12
router = APIRouter()


@router.get("/corpora/{root}/{dataset}/{version}/pairs/{file}/{row}")
def one_pair(  # noqa: PLR0917 - the parts of the address
    request: Request,
    root: str,
    dataset: str,
    version: str,
    folder: Folder,
    file: str,
    row: str,
    *,
    whole: Annotated[bool, Query()] = False,
) -> HTMLResponse:
    """One pair with its edits as a table, its text folded if it is long."""
    shelf, place, content = _read(folder, file, row)
    pair = show_pair(content, Wanted(), whole=whole)
    return render(
        request,
        "pair.html",
        root=root,
        dataset=dataset,
        version=version,
        place=place,
        split=shelf.splits[place.file],
        number=shelf.number(place) + 1,
        pair=pair,
        folded=is_folded(pair),
        row=content,
    )


@router.get("/corpora/{root}/{dataset}/{version}/pairs/{file}/{row}/alike")
def alike(  # noqa: PLR0917 - the parts of the address
    request: Request, root: str, dataset: str, version: str, folder: Folder, file: str, row: str
) -> HTMLResponse:
    """The pairs like one: of its profile, sharing its rarest swaps, of the nearest swap rates."""
    shelf, place, content = _read(folder, file, row)
    found, looked_at = find_alike(shelf, place, content)
    table = read_places(shelf, [each.place for each in found])
    contents = to_rows(table, folder) if table is not None else []
    rows: list[dict[str, Any]] = [
        {
            "pair": show_pair(other, Wanted(), _shared(other, set(each.shared)), whole=False),
            "place": each.place,
            "number": shelf.number(each.place) + 1,
            "split": shelf.splits[each.place.file],
            "shared": each.shared[:SHOWN_SHARED],
            "n_shared": len(each.shared),
            "difference": each.difference,
        }
        for each, other in zip(found, contents, strict=True)
    ]
    return render(
        request,
        "alike.html",
        root=root,
        dataset=dataset,
        version=version,
        place=place,
        number=shelf.number(place) + 1,
        profile=content["profile"],
        rate=content["swap_rate"],
        looked_at=looked_at,
        n_pairs=sum(shelf.rows),
        rows=rows,
    )


def _read(folder: Place, file: str, row: str) -> tuple[Shelf, Position, dict[str, Any]]:
    shelf = find_shelf(folder)
    place = Position(_number(file), _number(row))
    if place.file >= len(shelf.paths) or place.row >= shelf.rows[place.file]:
        raise HTTPException(404)
    return shelf, place, read_row(shelf.paths[place.file], place.row)


def _shared(row: dict[str, Any], swaps: set[tuple[str, str]]) -> list[int]:
    """Indices of the edits of a row that are one of some swaps."""
    sides = (((edit["original"] or "").lower(), (edit["replacement"] or "").lower()) for edit in row["edits"])
    return [index for index, swap in enumerate(sides) if swap in swaps]


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise HTTPException(404)
    return int(text)
