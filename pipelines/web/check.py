"""The page of a check: its values over all releases, its anomalies, and the decisions of people on its findings."""

from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from airflow.api_fastapi.common.db.common import SessionDep
from airflow.api_fastapi.core_api.security import GetUserDep
from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import Field

from pipelines.errors import SpindleError
from pipelines.release.triage.actions import (
    ACCEPT,
    ACKNOWLEDGE,
    MOST_NOTE,
    MOST_RELEASES,
    MUTE,
    REOPEN,
    RESOLVE,
    Action,
)
from pipelines.release.triage.decide import decide
from pipelines.storage.places import Place
from pipelines.web.address_query import AddressQuery
from pipelines.web.changes import MAY_NOT, TOO_OLD, MayChange, audited, require_permission
from pipelines.web.check_view import CheckHistory, find_check, show_check
from pipelines.web.done import lead_back, read_done, say_once
from pipelines.web.pages import address, render
from pipelines.web.places import find_dataset
from pipelines.web.posted import TOKEN, Form, form_token, is_own

Folder = Annotated[Place, Depends(find_dataset)]
router = APIRouter()
PATH = "/corpora/{root}/{dataset}/checks/{suite}/{check}"
# The page's words after a decision, by its verb.
DONE = {
    ACKNOWLEDGE: "The finding is acknowledged: somebody knows.",
    MUTE: "The finding is muted: notices name it, and nobody is called for it.",
    RESOLVE: "The finding is resolved. If the check fails in a later release, it is open again.",
    REOPEN: "The finding is open again.",
    ACCEPT: "This release is the baseline now: the next run compares its corpus with it.",
}
MOST_DIGITS = 4


class CheckQuery(AddressQuery):
    """The query of the address: the release whose finding is meant."""

    version: Annotated[str | None, Field(max_length=60)] = None


def find_history(folder: Folder, suite: str, check: str) -> CheckHistory:
    """Return the check; a dependency, not found if no release and no stopped run has it."""
    found = find_check(folder, suite, check)
    if found is None:
        raise HTTPException(404)
    return found


Found = Annotated[CheckHistory, Depends(find_history)]


@router.get(PATH)
def check(
    request: Request, folder: Folder, found: Found, may: MayChange, asked: Annotated[CheckQuery, Query()]
) -> Response:
    """The check over all releases, and the form for a decision."""
    done = DONE.get(read_done(request), "")
    page = _page(request, folder, found, may=may, version=asked.version or "", done=done)
    return say_once(request, page, address(request, *_segments(request)))


@router.post(PATH, dependencies=[Depends(require_permission)])
def decide_posted(  # noqa: PLR0917 - dependencies
    request: Request, folder: Folder, found: Found, user: GetUserDep, session: SessionDep, form: Form
) -> Response:
    """Carry out a decision and lead back to the page; show the form again if it cannot be."""
    names, version = request.path_params, form.get("version", "")
    refuse = partial(_page, request, folder, found, may=True, version=version, form=form)
    if not is_own(request, form):
        return refuse(says=TOO_OLD, status=403)
    action = Action(
        verb=form.get("verb", ""),
        suite=names["suite"],
        check=names["check"],
        version=version,
        who=user.get_name(),
        note=form.get("note", "").replace("\r\n", "\n").strip(),
        until=form.get("until", ""),
        releases=_read_number(form.get("releases", "")),
    )
    facts = {"root": names["root"], "dataset": names["dataset"]} | action.to_json()
    try:
        decide(folder, action, partial(audited, session, user, "triage", **facts))
    except SpindleError as error:
        return refuse(says=f"Nothing was changed: {error}", status=422)
    query = f"?{urlencode({'version': version})}" if version else ""
    return lead_back(address(request, *_segments(request)), action.verb, query=f"{query}#triage")


def _read_number(text: str) -> int:
    """Read a number of releases; -1, which no mute has, for another text."""
    if not text.strip():
        return 0
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else -1


def _segments(request: Request) -> tuple[str, ...]:
    names = request.path_params
    return "corpora", names["root"], names["dataset"], "checks", names["suite"], names["check"]


def _page(
    request: Request,
    folder: Place,
    found: CheckHistory,
    *,
    may: bool,
    version: str,
    status: int = 200,
    form: dict[str, str] | None = None,
    says: str = "",
    done: str = "",
) -> HTMLResponse:
    names = request.path_params
    values: dict[str, Any] = show_check(
        folder, found, version if version in found.known else next(iter(found.known), "")
    )
    return render(
        request,
        "check.html",
        status_code=status,
        **values,
        **{name: names[name] for name in ("root", "dataset", "suite", "check")},
        here=partial(address, request, "corpora", names["root"], names["dataset"]),
        action=address(request, *_segments(request)),
        may=may,
        may_not=MAY_NOT,
        token=(TOKEN, form_token(request)),
        form={"verb": "", "note": "", "until": "", "releases": ""} | (form or {}),
        most_note=MOST_NOTE,
        most_releases=MOST_RELEASES,
        says=says,
        done=done,
    )
