"""The pair browser: pairs of a release side by side, all or those that match a search, in order or by swap rate."""

import os
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, StreamingResponse

from pipelines.browse.damage import DamagedFileError
from pipelines.browse.download import FORMS, find_tables
from pipelines.browse.figures import read_figures
from pipelines.browse.match import Wanted
from pipelines.browse.pairs import PAGE_ROWS, find_pairs, rank_pairs
from pipelines.browse.search import Search
from pipelines.browse.shelf import Shelf, open_shelf
from pipelines.errors import StorageError
from pipelines.release.find import MANIFEST, read_manifest
from pipelines.release.presence import MISSING
from pipelines.report.distributions import edits_of
from pipelines.storage.places import Place, stamp_of
from pipelines.web.address_query import read_query
from pipelines.web.catalog import list_faults, read_results
from pipelines.web.page_links import ways
from pipelines.web.pages import render
from pipelines.web.pair_rows import show_rows
from pipelines.web.pair_totals import say_range, say_total
from pipelines.web.pairs_query import LABELS, DownloadQuery, PairsQuery, check_choices, find_wrong_choices
from pipelines.web.places import find_listed, find_release
from schemas import KINDS

Folder = Annotated[Place, Depends(find_release)]
# Seconds of a page that count on after the rows are found, and of a page that only counts.
COUNT_SECONDS, COUNT_ALL_SECONDS = 0.05, 0.4
# Number of searches that are remembered: some 8 bytes for each pair found.
SEARCHES = 24
# Greatest number of sources that the form proposes, and of blocks whose rows they are taken from.
SOURCES, SOURCE_BLOCKS = 60, 3
# Characters of a wrong entry that the form shows again, and of a source that it proposes.
MOST_SHOWN = 200
router = APIRouter()


@router.get("/corpora/{root}/{dataset}/{version}/pairs")
def pairs(request: Request, root: str, dataset: str, version: str, folder: Folder) -> HTMLResponse:
    """A page of pairs; the form alone if an entry of it is wrong, or if a file that the pairs need cannot be read."""
    given, choices = dict(request.query_params), _choices(read_manifest(folder), folder)
    asked, wrong = read_query(PairsQuery, given)
    wrong |= find_wrong_choices(asked, choices)
    search = find_search(folder, asked.wanted)
    shared: dict[str, Any] = {
        "root": root,
        "dataset": dataset,
        "version": version,
        "folder": folder,
        "faults": list_faults(folder),
        "asked": asked,
        "entered": asked.filters | {name: given[name][:MOST_SHOWN] for name in wrong},
        "wrong": wrong,
        "labels": LABELS,
        "choices": choices,
        "sources": _sources(search.shelf),
    }
    if wrong:
        return render(request, "no_pairs.html", status_code=422, unread="", **shared)
    if asked.place is not None and not search.shelf.has(asked.place):
        raise HTTPException(404)
    try:
        return render(request, "pairs.html", **shared, **_find(search, asked, folder))
    except StorageError as error:
        return render(request, "no_pairs.html", status_code=409, unread=str(error), **shared)


def _find(search: Search, asked: PairsQuery, folder: Place) -> dict[str, Any]:
    """The pairs of a page, and what the template says of them."""
    found = _by_rate(search, asked) if asked.sort else _in_order(search, asked)
    seconds = COUNT_ALL_SECONDS if asked.count else COUNT_SECONDS
    total = search.count(asked.split, time.monotonic() + seconds)
    return {
        "filters": asked.filters,
        "rows": show_rows(search, found["table"], found["places"], folder, whole=asked.whole),
        "count": total,
        "total_says": say_total(total),
        "says": say_range(search, asked, found, total),
        "forms": tuple(FORMS),
        **{name: value for name, value in found.items() if name not in ("table", "places")},
    }


@router.get("/corpora/{root}/{dataset}/{version}/download")
def download(dataset: str, version: str, folder: Folder, asked: Annotated[DownloadQuery, Query()]) -> StreamingResponse:
    """The pairs that match, in the order of the release, as a file."""
    check_choices(asked, _choices(read_manifest(folder), folder))
    media_type, write = FORMS[asked.form]
    pieces = write(find_tables(find_search(folder, asked.wanted), asked.split))
    # Damage that is found before the first piece is answered as a page; later damage ends the download early.
    first = next(pieces, b"")

    def send() -> Any:
        yield first
        yield from pieces

    # Dataset and version have no character that would need quoting: see places.
    name = f"{dataset}-{version}-pairs.{asked.form}"
    return StreamingResponse(
        send(), media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def find_search(folder: Place, wanted: Wanted) -> Search:
    """Return a search in a release, with all that earlier pages found."""
    find_shelf(folder)
    return _find_search(folder, stamp_of(folder / MANIFEST), wanted)


def find_shelf(folder: Place) -> Shelf:
    """Return the data files of a release; not found if one of them is outside its folder by now."""
    stamp = stamp_of(folder / MANIFEST)
    if _leads_elsewhere(_open_shelf(folder, stamp), folder):
        _find_search.cache_clear()
        _open_shelf.cache_clear()
    return _open_shelf(folder, stamp)


def _leads_elsewhere(shelf: Shelf, folder: Place) -> bool:
    """Return True if a link has come since at the place of a file, or of a folder above it: it had none."""
    if not isinstance(folder, Path):
        return False
    places = {place for place in (*shelf.paths, *shelf.indexes, *shelf.digests) if isinstance(place, Path)}
    above = {step for parent in {place.parent for place in places} for step in (parent, *parent.parents)}
    return any(map(os.path.islink, places | {step for step in above - {folder} if step.is_relative_to(folder)}))


@lru_cache(maxsize=SEARCHES)
def _find_search(folder: Place, stamp: tuple[int, int], wanted: Wanted) -> Search:
    return Search(_open_shelf(folder, stamp), wanted)


@lru_cache(maxsize=64)
def _open_shelf(folder: Place, _stamp: tuple[int, int]) -> Shelf:
    manifest, faults = read_manifest(folder), list_faults(folder)
    # Without its index or digest a file is read itself; one without its pairs is named when they are needed.
    there = [entry for entry in manifest["files"] if "rows" in entry or faults.get(entry["path"]) != MISSING]
    return open_shelf(folder, manifest | {"files": there}, _place_of)


def _place_of(folder: Place, path: str) -> Place:
    """The place of a listed file, also of a missing one; not found if it is outside the release."""
    try:
        return find_listed(folder, path)
    except StorageError:
        return (folder / path).resolve()


def _in_order(search: Search, asked: PairsQuery) -> dict[str, Any]:
    """A page in the order of the release, and the links to others."""
    shelf = search.shelf
    page = find_pairs(search, place=asked.place, split=asked.split, back=asked.back)
    links = ways(
        page,
        begin=shelf.begin(asked.split),
        end=shelf.end(asked.split),
        number=shelf.number,
        query=lambda place: {"file": place.file, "row": place.row},
        back=asked.back,
    )
    rank = search.rank(page.places[0], asked.split) if page.places else None
    return {"table": page.table, "places": page.places, "rank": rank, "ranked": 1.0, **links}


def _by_rate(search: Search, asked: PairsQuery) -> dict[str, Any]:
    """A page by swap rate, and the links to others."""
    page = rank_pairs(search, first=asked.at, split=asked.split, descending=asked.sort == "-rate")
    is_done = page.share >= 1
    last = max(0, page.known - 1) // PAGE_ROWS * PAGE_ROWS
    return {
        "table": page.table,
        "places": page.places,
        "rank": page.first,
        "ranked": page.share,
        "total": search.shelf.number(search.shelf.end(asked.split))
        - search.shelf.number(search.shelf.begin(asked.split)),
        "start": 0,
        "end": 0,
        "before": {"at": max(0, page.first - PAGE_ROWS)} if page.first else None,
        "after": {"at": page.first + PAGE_ROWS} if page.first + PAGE_ROWS < page.known else None,
        "last": {"at": last},
        # Ranks are final when all pairs are searched.
        "goes_on": None if is_done else {"at": page.first},
        "searched": page.share,
    }


def _choices(manifest: Mapping[str, Any], folder: Place) -> dict[str, list[str]]:
    """Choices of each filter; none if the release does not list them."""
    edits = edits_of(read_results(folder / "quality"))
    return {
        "split": list(manifest["splits"]),
        "profile": list(manifest.get("pairs_by_profile", {})),
        "kind": list(KINDS),
        "origin": sorted(edits.get("origins", {})),
    }


def _sources(shelf: Shelf) -> list[str]:
    """Some sources, for the form to propose: those of the first rows of some files that can be read."""
    step = max(1, len(shelf.paths) // SOURCE_BLOCKS)
    found: set[str] = set()
    for file in range(0, len(shelf.paths), step):
        if not shelf.rows[file]:
            continue
        with suppress(DamagedFileError):
            column = read_figures(shelf, file, 0, min(shelf.rows[file], 4096), ["source"])["source"]
            names = pa.chunked_array(column).unique().to_pylist()
            found |= {str(name) for name in names if name and len(name) <= MOST_SHOWN}
    return sorted(found)[:SOURCES]
