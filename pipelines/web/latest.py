"""The page of LATEST: the version that readers take, the versions before it, and the forms that move it."""

from functools import partial
from typing import Annotated

from airflow.api_fastapi.common.db.common import SessionDep
from airflow.api_fastapi.core_api.security import GetUserDep
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import Field

from pipelines.errors import ConfigError, SpindleError
from pipelines.release.pointers.history import read_history
from pipelines.release.pointers.latest import find_former, promote
from pipelines.release.pointers.tags import check_lasting
from pipelines.storage.places import Place
from pipelines.web.address_query import AddressQuery
from pipelines.web.catalog import list_versions
from pipelines.web.changes import MAY_NOT, TOO_OLD, MayChange, audited, require_permission
from pipelines.web.done import lead_back, read_done, say_once
from pipelines.web.pages import address, render
from pipelines.web.places import find_dataset
from pipelines.web.pointed import read_pointed
from pipelines.web.posted import TOKEN, Form, form_token, is_own

Folder = Annotated[Place, Depends(find_dataset)]
router = APIRouter()
PATH = "/corpora/{root}/{dataset}/latest"
PROMOTE, ROLL_BACK = "promote", "roll_back"


class LatestQuery(AddressQuery):
    """The query of the address: the version to choose in the form."""

    version: Annotated[str | None, Field(max_length=60)] = None


@router.get(PATH)
def latest(request: Request, folder: Folder, may: MayChange, asked: Annotated[LatestQuery, Query()]) -> Response:
    """The version that LATEST names, its history, and the forms."""
    done = read_done(request) in {PROMOTE, ROLL_BACK}
    page = _page(request, folder, may=may, version=asked.version or "", done=done)
    return say_once(request, page, address(request, *_segments(request)))


@router.post(PATH, dependencies=[Depends(require_permission)])
def move_latest(request: Request, folder: Folder, user: GetUserDep, session: SessionDep, form: Form) -> Response:
    """Let LATEST name another version, unless it has moved since the form was made."""
    version, expected, change = (form.get(name, "") for name in ("version", "expected", "change"))
    refuse = partial(_page, request, folder, may=True, version=version)
    if not is_own(request, form):
        return refuse(says=TOO_OLD, status=403)
    names = request.path_params
    facts = {"root": names["root"], "dataset": names["dataset"], "version": version, "before": expected}
    try:
        if change not in {PROMOTE, ROLL_BACK}:
            raise ConfigError(f"expected {PROMOTE} or {ROLL_BACK} as change, got {change[:40]!r}")
        check_lasting(folder, version)
        with audited(session, user, change, **facts):
            promote(folder, version, expected=expected)
    except SpindleError as error:
        return refuse(says=f"LATEST was not moved: {error}", status=409)
    return lead_back(address(request, *_segments(request)), change)


def _segments(request: Request) -> tuple[str, ...]:
    return "corpora", request.path_params["root"], request.path_params["dataset"], "latest"


def _page(
    request: Request,
    folder: Place,
    *,
    may: bool,
    version: str,
    status: int = 200,
    says: str = "",
    done: bool = False,
) -> HTMLResponse:
    names, pointed = request.path_params, read_pointed(folder)
    versions = [each for each in list_versions(folder) if each.release]
    history = read_history(folder)
    try:
        former = find_former(folder)
    except ConfigError:  # LATEST has named no other version
        former = ""
    if not pointed.now and former not in history:  # the newest one, which LATEST may never have named
        former = ""
    return render(
        request,
        "latest.html",
        status_code=status,
        root=names["root"],
        dataset=names["dataset"],
        folder=folder,
        here=partial(address, request, "corpora", names["root"], names["dataset"]),
        action=address(request, *_segments(request)),
        pointed=pointed,
        now=next((each for each in versions if each.version == pointed.now), None),
        versions=versions,
        others=[each for each in versions if each.version != pointed.now],
        chosen=version,
        former=next((each for each in versions if each.version == former), None),
        there={each.version for each in versions},
        history=list(reversed(history)),
        may=may,
        may_not=MAY_NOT,
        token=(TOKEN, form_token(request)),
        says=says,
        done=done,
    )
