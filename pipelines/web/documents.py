"""The documents of a release, or of a stopped run, inside a page with the way back: report, Data Docs."""

from pathlib import PurePosixPath
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

from pipelines.parts.part import KEY
from pipelines.release.find import read_manifest
from pipelines.web.catalog import AUDIT_DOCUMENTS
from pipelines.web.pages import address, render
from pipelines.web.places import find_dataset, find_listed
from pipelines.web.release_frame import DOCUMENTS, Folder

router = APIRouter()
# The document itself, in a sandbox, is the one thing that the page may frame.
FRAMES = "frame-src 'self'"
HTML = ".html"


@router.get("/corpora/{root}/{dataset}/{version}/documents/{path:path}")
def document(request: Request, root: str, dataset: str, version: str, folder: Folder, path: str) -> HTMLResponse:  # noqa: PLR0917
    """A document of a release."""
    listed = {entry["path"] for entry in read_manifest(folder)["files"]}
    if path not in listed or not path.endswith(HTML):
        raise HTTPException(404)
    find_listed(folder, path)
    src = address(request, "corpora", root, dataset, version, "files", PurePosixPath(path))
    trail = [(version, address(request, "corpora", root, dataset, version))]
    return _frame(request, root, dataset, trail, _name(DOCUMENTS, path), src)


@router.get("/corpora/{root}/{dataset}/stopped/{key}/{path:path}", dependencies=[Depends(find_dataset)])
def stopped_document(request: Request, root: str, dataset: str, key: str, path: str) -> HTMLResponse:
    """A document of a run that was stopped before it published anything."""
    if not KEY.fullmatch(key) or path not in AUDIT_DOCUMENTS.values() or not path.endswith(HTML):
        raise HTTPException(404)
    src = address(request, "corpora", root, dataset, "audits", key, PurePosixPath(path))
    return _frame(request, root, dataset, [], f"{_name(AUDIT_DOCUMENTS, path)} of a stopped run", src)


def _frame(  # noqa: PLR0917 - the parts of the address
    request: Request, root: str, dataset: str, trail: list[tuple[str, str]], name: str, src: str
) -> HTMLResponse:
    values: dict[str, Any] = {"root": root, "dataset": dataset, "steps": trail, "name": name, "src": src}
    return render(request, "document.html", more_policy=FRAMES, **values)


def _name(names: dict[str, str], path: str) -> str:
    return next((name for name, known in names.items() if known == path), PurePosixPath(path).name)
