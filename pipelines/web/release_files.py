"""The tab Files of a release: every file with a download behind Airflow's login, and code that loads them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, Response, StreamingResponse

from pipelines.release.find import MANIFEST, read_manifest
from pipelines.release.layout import split_of
from pipelines.web.files import SHOWN, serve_file
from pipelines.web.load_code import latest_loads, loads
from pipelines.web.pages import render
from pipelines.web.places import find_listed
from pipelines.web.release_frame import Folder, open_release

Json = dict[str, Any]
router = APIRouter()
MEDIA_TYPE = "application/octet-stream"


@router.get("/corpora/{root}/{dataset}/{version}/files")
def files(request: Request, root: str, dataset: str, folder: Folder) -> HTMLResponse:
    """The files of the release, and how to load them."""
    opened = open_release(request, root, dataset, folder)
    return render(
        request,
        "files.html",
        **opened.shared,
        loads=loads(opened.release),
        latest_loads=latest_loads(opened.release),
        data=_by_split(opened.files, opened.release.splits),
        others=[entry for entry in opened.files if "rows" not in entry],
        shown=tuple(SHOWN),
    )


@router.get("/corpora/{root}/{dataset}/{version}/files/{path:path}")
def release_file(folder: Folder, path: str) -> FileResponse:
    """A document that the manifest lists, or the manifest itself, shown; never pairs."""
    listed = {entry["path"] for entry in read_manifest(folder)["files"] if "rows" not in entry}
    if path not in listed | {MANIFEST}:
        raise HTTPException(404)
    find_listed(folder, path)
    return serve_file(folder, path)


@router.get("/corpora/{root}/{dataset}/{version}/download/{path:path}")
def download(folder: Folder, path: str) -> Response:
    """Any file that the manifest lists, pairs included, or the manifest itself, to be saved."""
    if path not in {entry["path"] for entry in read_manifest(folder)["files"]} | {MANIFEST}:
        raise HTTPException(404)
    place = find_listed(folder, path)
    if not place.is_file():
        raise HTTPException(404)
    name = f"{folder.parent.name}-{folder.name}-{path.removeprefix('data/').replace('/', '-')}"
    if isinstance(place, Path):
        return FileResponse(place, media_type=MEDIA_TYPE, filename=name)
    headers = {"Content-Disposition": f"attachment; filename*=utf-8''{quote(name, safe='')}"}
    # Piece by piece: a file of pairs is never whole in memory, nor copied to the server's disk.
    return StreamingResponse(place.objects.stream(place.key), media_type=MEDIA_TYPE, headers=headers)


def _by_split(entries: Sequence[Mapping[str, Any]], splits: Mapping[str, int]) -> list[Json]:
    """Splits in order, each with its rows, bytes and data files."""
    data = [entry for entry in entries if "rows" in entry]
    groups = {split: [entry for entry in data if split_of(entry["path"]) == split] for split in splits}
    return [
        {"split": split, "rows": splits[split], "bytes": sum(entry["bytes"] for entry in group), "files": group}
        for split, group in groups.items()
    ]
