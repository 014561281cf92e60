"""The page of a dataset: its findings, the history of its checks, its releases, stopped runs, and the quarantine."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse

from pipelines.parts.finish import folder_of
from pipelines.parts.part import KEY
from pipelines.storage.places import Place
from pipelines.web.catalog import JUDGES, list_stopped, list_versions
from pipelines.web.check_view import latest_stop
from pipelines.web.dropped_runs import list_judged
from pipelines.web.files import serve_file
from pipelines.web.findings import view_findings
from pipelines.web.history import list_rows, read_history
from pipelines.web.pages import address, render
from pipelines.web.places import confined, find_dataset
from pipelines.web.pointed import read_pointed
from pipelines.web.trends import draw_trends

router = APIRouter()
# Number of releases, and of stopped runs, that the page lists; of the rest it shows the number.
SHOWN_STOPPED = 5
SHOWN_RELEASES = 200


@router.get("/corpora/{root}/{dataset}")
def dataset(request: Request, root: str, dataset: str, folder: Annotated[Place, Depends(find_dataset)]) -> HTMLResponse:
    """All releases, newest first."""
    versions, stopped = list_versions(folder), list_stopped(folder)
    here = partial(address, request, "corpora", root, dataset)
    history = read_history(versions)
    newest = next((version for version in versions if version.release), None)
    judged = next((version.version for version in versions if version.release and not version.damage), "")
    stop = latest_stop(versions, stopped)
    return render(
        request,
        "dataset.html",
        root=root,
        dataset=dataset,
        folder=folder,
        here=here,
        rows=list_rows(history),
        link_of_check=partial(here, "checks"),
        quarantine=list_judged(versions, stopped),
        n_history=len(history[0].versions) if history else 0,
        pointed=read_pointed(folder),
        newest=newest,
        judged=judged,
        findings=view_findings(folder, [each.last for each in history if each.last], judged, partial(here, "checks")),
        stop=stop,
        in_stop=view_findings(folder, stop.checks, None, partial(here, "checks")) if stop and stop.checks else None,
        versions=versions[:SHOWN_RELEASES],
        n_versions=len(versions),
        stopped=stopped[:SHOWN_STOPPED],
        n_stopped=len(stopped),
        trends=draw_trends(versions) if len(versions) > 1 else [],
    )


@router.get("/corpora/{root}/{dataset}/audits/{key}/{path:path}")
def audit_file(folder: Annotated[Place, Depends(find_dataset)], key: str, path: str) -> FileResponse:
    """A file of the results of a run: report, Data Docs or results.json, published or not."""
    if not KEY.fullmatch(key):
        raise HTTPException(404)
    stages = [stage for stage in JUDGES if (folder / "work" / stage / key).is_dir()]
    return serve_file(folder_of(confined(folder, f"work/{stages[0] if stages else JUDGES[0]}/{key}")), path)
