"""The page Corpora: all datasets below the configured roots, with their latest releases."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from pipelines.storage.places import Place
from pipelines.web.catalog import list_datasets, list_stopped, list_versions
from pipelines.web.pages import render
from pipelines.web.places import DATASET
from pipelines.web.trends import spark
from pipelines.workflow.roots import find_roots

router = APIRouter()


@router.get("/")
def corpora(request: Request) -> HTMLResponse:
    """Every root with its datasets."""
    roots = [
        {"name": name, "folder": folder, "there": folder.is_dir(), "datasets": _datasets(folder)}
        for name, folder in find_roots().items()
    ]
    return render(request, "corpora.html", roots=roots)


def _datasets(root: Place) -> list[dict[str, Any]]:
    folders = list_datasets(root) if root.is_dir() else []
    return [_dataset(folder) for folder in folders if DATASET.fullmatch(folder.name)]


def _dataset(folder: Place) -> dict[str, Any]:
    versions = list_versions(folder)
    sound = [version for version in versions if version.release]
    latest = next((version for version in sound if version.is_latest), sound[0] if sound else None)
    stopped = next(iter(list_stopped(folder)), None)
    # A stopped run is shown only until a later release.
    is_newer = stopped and not (latest and latest.release and latest.release.created >= stopped.when.isoformat())
    return {
        "name": folder.name,
        "n_releases": len(sound),
        "n_damaged": len(versions) - len(sound),
        "latest": latest,
        "stopped": stopped if is_newer else None,
        "pairs": spark("pairs over releases", [version.release.rows for version in reversed(sound) if version.release]),
    }
