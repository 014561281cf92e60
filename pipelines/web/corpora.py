"""The page Corpora: all datasets below the configured roots, with their latest releases."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from pipelines.storage.places import Place
from pipelines.web.catalog import list_stopped, list_versions, scan_datasets
from pipelines.web.pages import render
from pipelines.web.places import DATASET
from pipelines.web.pointed import read_pointed
from pipelines.web.trends import spark
from pipelines.workflow.roots import find_roots

router = APIRouter()


@router.get("/")
def corpora(request: Request) -> HTMLResponse:
    """Every root with its datasets."""
    return render(request, "corpora.html", roots=[_root(name, folder) for name, folder in find_roots().items()])


def _root(name: str, folder: Place) -> dict[str, Any]:
    datasets, faults = scan_datasets(folder)
    return {
        "name": name,
        "folder": folder,
        "fault": faults.pop("", ""),
        "datasets": [_dataset(place) for place in datasets if DATASET.fullmatch(place.name)],
        "unreadable": faults,
    }


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
        "pointed": read_pointed(folder),
        "stopped": stopped if is_newer else None,
        "pairs": spark("pairs over releases", [version.release.rows for version in reversed(sound) if version.release]),
    }
