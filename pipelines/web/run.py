"""The tab on a DAG run: its verdict, the reasons why it stopped, and its progress by part.

Read from Airflow's database only, a few figures of each task, so it may refresh every few seconds. Only links to
reports and releases look at folders, and all of them stay inside the configured roots.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity, DagDetails
from airflow.api_fastapi.common.db.common import SessionDep
from airflow.api_fastapi.core_api.security import GetUserDep, requires_access_dag
from airflow.models import DagRun, TaskInstance
from airflow.models.xcom import XComModel
from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from pipelines.browse.dropped import QUARANTINE, REJECTS
from pipelines.errors import ConfigError
from pipelines.quality.suites.results import CheckResult, failed_checks, read_checks
from pipelines.release.find import MANIFEST
from pipelines.storage.places import Place, is_below, open_place, steps_below
from pipelines.web.airflow_links import in_airflow
from pipelines.web.catalog import AUDIT_DOCUMENTS, read_results
from pipelines.web.pages import address, render
from pipelines.web.progress import Instance, Step, parts_of, share_done, steps_of, time_left
from pipelines.web.run_shape import has_shape, says_what_is_so
from pipelines.web.run_status import RunStatus, describe, status_of, waits_for_approval
from pipelines.web.task_log import read_last_lines
from pipelines.workflow.roots import find_roots
from pipelines.workflow.xcoms import STOPPED, SUMMARY

Json = dict[str, Any]
# Parts on a page, and seconds between two refreshes while a run goes on.
SHOWN_PARTS = 40
SHOWN_STOPS = 5
SHOWN_WARNINGS = 5
REFRESH_SECONDS = 5
GONE = " The release is gone since: it was pruned or deleted."
ENTITIES = (DagAccessEntity.RUN, DagAccessEntity.TASK_INSTANCE, DagAccessEntity.XCOM)
router = APIRouter(
    dependencies=[Depends(requires_access_dag(method="GET", access_entity=entity)) for entity in ENTITIES]
)


@router.get("/run/{dag_id}/{run_id}")
def run(
    request: Request,
    dag_id: str,
    run_id: str,
    session: SessionDep,
    user: GetUserDep,
    *,
    all_parts: bool = False,
    still: bool = False,
) -> HTMLResponse:
    """One DAG run, whatever its state; with `still` it loads again on demand only, for those who hear the page."""
    found = session.scalar(select(DagRun).where(DagRun.dag_id == dag_id, DagRun.run_id == run_id))
    if found is None:
        raise HTTPException(404)
    instances = _read_instances(session, dag_id, run_id)
    left = _read_xcoms(session, dag_id, run_id, {(each.task, each.index): each.state for each in instances})
    steps = steps_of([replace(each, summary=left.get((each.task, each.index, SUMMARY), {})) for each in instances])
    parts = parts_of(steps)
    stops = {(task, index): value for (task, index, key), value in left.items() if key == STOPPED}
    status = status_of(str(found.state), steps, stops)
    links = _links(request, status.results, status.release, steps)
    config = left.get(("check_run", -1, "return_value"), {})
    return render(
        request,
        "run.html",
        dag_id=dag_id,
        run_id=run_id,
        dataset=config.get("dataset", ""),
        home=_home(config),
        status=status,
        warnings=_warnings(status),
        shown=SHOWN_WARNINGS,
        stops=_with_logs(session, dag_id, run_id, status, user),
        sentence=describe(status, steps) + (GONE if _is_gone(status.release) else ""),
        refresh=REFRESH_SECONDS if status.goes_on and not still else 0,
        other_pace=address(request, "run", dag_id, run_id, **({} if still else {"still": 1})) if status.goes_on else "",
        steps=steps,
        mapped=[step.task for step in steps if step.is_mapped],
        share=share_done(steps),
        left=time_left(steps) if status.goes_on else "",
        parts=parts if all_parts else parts[:SHOWN_PARTS],
        n_parts=len(parts),
        links=links,
        outside=_outside(status.results, status.release) if not links else "",
        everything=address(request, "run", dag_id, run_id, all_parts=1),
        waits=waits_for_approval(steps),
        probe=status.probe,
        required_actions=in_airflow("dags", dag_id, "runs", run_id, "required_actions"),
    )


def _with_logs(session: Session, dag_id: str, run_id: str, status: RunStatus, user: Any) -> list[Json]:
    """The stops of a run with links to their logs; with the last lines of the log of one that left no reason.

    Lines are shown to those who may read logs.
    """
    details = DagDetails(id=dag_id)
    may_read = get_auth_manager().is_authorized_dag(
        method="GET", access_entity=DagAccessEntity.TASK_LOGS, details=details, user=user
    )
    shown = []
    for stop in status.stops[:SHOWN_STOPS]:
        lines: Sequence[str] = stop.lines
        if may_read and not lines and not stop.message and not status.checks:
            lines = read_last_lines(session, dag_id, run_id, stop.task, stop.index)
        mapped = ["mapped", str(stop.index)] if stop.index >= 0 else []
        href = in_airflow("dags", dag_id, "runs", run_id, "tasks", stop.task, *mapped)
        shown.append({"stop": stop, "lines": lines if may_read else (), "log": href})
    return shown


def _read_instances(session: Session, dag_id: str, run_id: str) -> list[Instance]:
    """The task instances, without their figures; none of those that a cleared run has no more batches for."""
    columns: tuple[Any, ...] = (
        TaskInstance.task_id,
        TaskInstance.map_index,
        TaskInstance.state,
        TaskInstance.rendered_map_index,
        TaskInstance.start_date,
        TaskInstance.end_date,
    )
    rows = session.execute(select(*columns).where(TaskInstance.dag_id == dag_id, TaskInstance.run_id == run_id))
    return [
        Instance(task, index, state, label or "", start, end)
        for task, index, state, label, start, end in rows
        if state != "removed"
    ]


def _read_xcoms(
    session: Session, dag_id: str, run_id: str, states: Mapping[tuple[str, int], str | None]
) -> dict[tuple[str, int, str], Json]:
    """(task, index, key) -> XComs of tasks that say what is so now, and the return value of check_run.

    JSON objects only.
    states  (task, index) -> state of each task instance
    """
    columns = (XComModel.task_id, XComModel.map_index, XComModel.key, XComModel.value)
    of_run = select(*columns).where(XComModel.dag_id == dag_id, XComModel.run_id == run_id)
    wanted = XComModel.key.in_([SUMMARY, STOPPED]) | (
        (XComModel.task_id == "check_run") & (XComModel.key == "return_value")
    )
    values = {(task, index, key): _parse(value) for task, index, key, value in session.execute(of_run.where(wanted))}
    return {
        (task, index, key): value
        for (task, index, key), value in values.items()
        if (key == "return_value" or says_what_is_so(key, task, states.get((task, index)))) and has_shape(key, value)
    }


def _parse(value: Any) -> Any:
    """Parse a value: Airflow keeps JSON, or a string of JSON; a custom backend may keep a reference."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return None


def _links(request: Request, results: str, release: Mapping[str, Any], steps: Sequence[Step]) -> dict[str, str]:
    """Name -> address of the pages on the results of the run, if they are below a configured root."""
    links: dict[str, str] = {}
    if place := _place_of_results(results):
        dataset, *inner = place.steps
        below = ("audits", inner[2]) if len(inner) > 2 else (inner[0], "files", inner[-1])
        links |= {
            name: address(request, "corpora", place.root, dataset, *below, PurePosixPath(file))
            for name, file in AUDIT_DOCUMENTS.items()
            if (place.folder / file).is_file()
        }
        name = inner[2] if len(inner) > 2 else inner[0]
        links |= {
            says: address(request, "corpora", place.root, dataset, page, run=name)
            for says, page in (("Pairs in quarantine", QUARANTINE), ("Rejected rows", REJECTS))
            if any(step.rejected for step in steps if (step.task == "validate_pairs") == (page == QUARANTINE))
        }
    if release and (place := _place(str(release["path"]), 1)) and (place.folder / MANIFEST).is_file():
        links = {"Release": address(request, "corpora", place.root, *place.steps)} | links
    return links


def _place_of_results(results: str) -> "Below | None":
    """<root>/<dataset>/work/<stage>/<key>, in a store an attempt below it; or <root>/<dataset>/<version>/quality."""
    return _place(results, 3) or _place(results, 4) or _place(results, 2)


def _warnings(status: RunStatus) -> list[CheckResult]:
    """The checks that do not hold and have not stopped the run, if its results are below a configured root."""
    place = None if status.checks else _place_of_results(status.results)
    return failed_checks(read_checks(read_results(place.folder))) if place else []


def _home(config: Mapping[str, Any]) -> "Below | None":
    """The folder of the run's dataset, if it is there and directly below a configured root."""
    place = _place(f"{config['output']}/{config['dataset']}", 0) if {"output", "dataset"} <= set(config) else None
    return place if place and place.folder.is_dir() else None


def _is_gone(release: Mapping[str, Any]) -> bool:
    """True for a release in a configured root whose manifest is not there any more."""
    place = _place(str(release["path"]), 1) if release else None
    return place is not None and not (place.folder / MANIFEST).is_file()


def _outside(results: str, release: Mapping[str, Any]) -> str:
    """The folder of datasets that the results lie in, if no configured root holds it; else empty."""
    path, below = (str(release["path"]), 1) if release else (results, 3)
    return "" if not path or _place(path, below) else path.rsplit("/", below + 1)[0]


@dataclass(frozen=True)
class Below:
    """A folder below a configured root, and the steps to it."""

    root: str
    folder: Place
    steps: Sequence[str]


def _place(path: str, below: int) -> Below | None:
    """The folder at a path, if the folder of its dataset is directly below a root and `below` steps above its end."""
    try:
        folder = open_place(path) if path else None
    except ConfigError:
        folder = None
    for name, root in find_roots().items() if folder else ():
        if folder and is_below(folder, root) and len(steps := steps_below(folder, root)) == below + 1:
            return Below(name, folder, steps)
    return None
