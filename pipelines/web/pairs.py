"""The pair browser: pairs of a release side by side, all or those that match a search, and a page for each pair."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, NoReturn

import pyarrow as pa
from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field, field_validator

from pipelines.browse.match import Wanted, matching_edits
from pipelines.browse.paging import Page, Position, read_row
from pipelines.browse.pairs import Shelf, find_pairs, open_shelf
from pipelines.browse.search_terms import asked_words
from pipelines.release.find import MANIFEST, read_manifest
from pipelines.report.distributions import edits_of
from pipelines.report.marked import mark_pair, marked_pairs
from pipelines.storage.places import Place, stamp_of
from pipelines.web.catalog import read_results
from pipelines.web.page_links import ways
from pipelines.web.pages import render
from pipelines.web.places import confined, find_release
from schemas import KINDS

Folder = Annotated[Place, Depends(find_release)]
# Limit of the numbers of files and rows.
Number = Annotated[int, Field(ge=0, lt=1 << 31)]
# Characters of a text shown in a list of 20; the pair's own page has the whole text.
SHOWN_CHARACTERS = 3000
# Number of matching edits named for each pair.
SHOWN_FOUND = 6
router = APIRouter()


class PairsQuery(BaseModel):
    """The query of the address: the search, and the place to start from."""

    model_config = ConfigDict(extra="ignore")

    split: str | None = None
    profile: str | None = None
    kind: str | None = None
    origin: str | None = None
    word: Annotated[str | None, Field(max_length=100)] = None
    # First row of the page, or, with back=1, the row after its last.
    file: Number | None = None
    row: Number = 0
    back: bool = False

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        """An empty field of the form is sent too."""
        return None if value == "" else value

    @field_validator("word")
    @classmethod
    def _has_a_word(cls, word: str | None) -> str | None:
        if word is not None and not asked_words(word):
            raise ValueError("expected a word with letters or digits")
        return word

    @property
    def filters(self) -> dict[str, str | None]:
        return self.model_dump(include={"split", "profile", "kind", "origin", "word"})

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.profile, self.kind, self.origin, self.word)

    @property
    def place(self) -> Position | None:
        return None if self.file is None else Position(self.file, self.row)


@router.get("/corpora/{root}/{dataset}/{version}/pairs")
def pairs(  # noqa: PLR0917 - the parts of the address
    request: Request, root: str, dataset: str, version: str, folder: Folder, asked: Annotated[PairsQuery, Query()]
) -> HTMLResponse:
    """A page of pairs."""
    manifest = read_manifest(folder)
    choices = _choices(manifest, folder)
    for name, known in choices.items():
        value = getattr(asked, name)
        if value is not None and known and value not in known:
            _refuse(name, f"expected one of {', '.join(known)}")
    shelf = _shelf(folder)
    if asked.place is not None and not shelf.has(asked.place):
        raise HTTPException(404)
    page = find_pairs(shelf, asked.wanted, place=asked.place, split=asked.split, back=asked.back)
    return render(
        request,
        "pairs.html",
        root=root,
        dataset=dataset,
        version=version,
        asked=asked,
        choices=choices,
        filters={name: value for name, value in asked.filters.items() if value},
        rows=_rows(shelf, page, asked.wanted),
        **ways(
            page,
            begin=shelf.begin(asked.split),
            end=shelf.end(asked.split),
            number=shelf.number,
            query=_query,
            back=asked.back,
        ),
    )


@router.get("/corpora/{root}/{dataset}/{version}/pairs/{file}/{row}")
def one_pair(  # noqa: PLR0917 - the parts of the address
    request: Request, root: str, dataset: str, version: str, folder: Folder, file: str, row: str
) -> HTMLResponse:
    """One pair, whole, with its edits as a table."""
    shelf = _shelf(folder)
    place = Position(_number(file), _number(row))
    if place.file >= len(shelf.paths) or place.row >= shelf.rows[place.file]:
        raise HTTPException(404)
    content = read_row(shelf.paths[place.file], place.row)
    return render(
        request,
        "pair.html",
        root=root,
        dataset=dataset,
        version=version,
        place=place,
        split=shelf.splits[place.file],
        number=shelf.number(place) + 1,
        pair=mark_pair(content),
        row=content,
    )


def _choices(manifest: Mapping[str, Any], folder: Place) -> dict[str, list[str]]:
    """Choices of each filter; none if the release does not list them."""
    edits = edits_of(read_results(folder / "quality"))
    return {
        "split": list(manifest["splits"]),
        "profile": list(manifest.get("pairs_by_profile", {})),
        "kind": list(KINDS),
        "origin": sorted(edits.get("origins", {})),
    }


def _shelf(folder: Place) -> Shelf:
    return _open_shelf(folder, stamp_of(folder / MANIFEST))


@lru_cache(maxsize=64)
def _open_shelf(folder: Place, _stamp: tuple[int, int]) -> Shelf:
    return open_shelf(folder, read_manifest(folder), confined)


def _rows(shelf: Shelf, page: Page, wanted: Wanted) -> list[dict[str, Any]]:
    """Each pair of a page, with its place, its number in the release and its matching edits."""
    if page.table is None:
        return []
    marked = marked_pairs(page.table, limit=SHOWN_CHARACTERS)
    found = _found(page.table, wanted)
    return [
        {
            "pair": pair,
            "place": place,
            "split": shelf.splits[place.file],
            "number": shelf.number(place) + 1,
            "found": few,
        }
        for pair, place, few in zip(marked, page.places, found, strict=True)
    ]


def _found(table: pa.Table, wanted: Wanted) -> list[list[dict[str, Any]]]:
    edits = table["edits"].combine_chunks()
    if not (wanted.kind or wanted.origin or wanted.word):
        return [[] for _ in range(len(table))]
    holds = iter(matching_edits(edits.flatten(), wanted).tolist())
    rows = ([edit for edit in row if next(holds)] for row in edits.to_pylist())
    return [few[:SHOWN_FOUND] for few in rows]


def _query(place: Position) -> dict[str, Any]:
    return {"file": place.file, "row": place.row}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else _not_found()


def _not_found() -> NoReturn:
    raise HTTPException(404)


def _refuse(name: str, says: str) -> NoReturn:
    raise RequestValidationError([{"type": "value_error", "loc": ("query", name), "msg": says, "input": None}])
