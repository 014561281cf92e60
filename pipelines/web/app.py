"""The app: every page behind Airflow's login, every answer with its headers, every error a page without a traceback."""

import logging
from http import HTTPStatus
from typing import Any

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.models.resource_details import AccessView
from airflow.api_fastapi.core_api.security import requires_access_view
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from pipelines.errors import SpindleError, StorageError
from pipelines.web import (
    card,
    cells,
    check,
    checks,
    compare,
    corpora,
    dataset,
    documents,
    dropped,
    latest,
    lineage,
    one_pair,
    pairs,
    release,
    release_files,
    run,
    try_text,
)
from pipelines.web.address_query import word_error
from pipelines.web.changes import MAY_NOT
from pipelines.web.guard import Guard
from pipelines.web.pages import address, render

# Ordered: pages below a dataset with a fixed name come before those named after a version.
PAGES = (
    *(corpora, dataset, latest, check, documents, dropped),
    *(release, checks, cells, release_files, card, lineage, compare, try_text, pairs, one_pair),
    run,
)
ROUTERS = tuple(page.router for page in PAGES)
# Sentence for each status; details go to the log.
SAYINGS = {
    HTTPStatus.UNAUTHORIZED: "Log in to Airflow to see this page.",
    HTTPStatus.FORBIDDEN: "Your account in Airflow may not see this page.",
    HTTPStatus.NOT_FOUND: "Nothing is here: it may have been pruned, or it is outside the configured folders.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This page takes no such request.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The form is too large.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Only forms of these pages are read.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The server is busy, or its storage did not answer. Try again in a minute.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "This page failed. The log of the API server has the reason.",
}

log = logging.getLogger(__name__)


def make_app() -> FastAPI:
    """Return the pages as an app, which can be mounted below any prefix.

    Airflow asks for no login on pages of plugins. The dependency does, on every route.
    """
    app = FastAPI(
        title="Spindle",
        dependencies=[Depends(requires_access_view(AccessView.PLUGINS))],
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    for router in ROUTERS:
        app.include_router(router)
    app.add_middleware(Guard)
    app.exception_handler(HTTPException)(_refuse)
    app.exception_handler(RequestValidationError)(_refuse_parameters)
    app.exception_handler(StorageError)(_say_what_is_damaged)
    app.exception_handler(SpindleError)(_say_what_is_wrong)
    app.exception_handler(PermissionError)(_say_who_must_read)
    app.exception_handler(OSError)(_say_unavailable)
    app.exception_handler(Exception)(_say_little)
    return app


async def _refuse(request: Request, error: HTTPException) -> HTMLResponse:
    says = MAY_NOT if error.detail == MAY_NOT else ""
    return _page(request, error.status_code, says, headers=dict(error.headers or {}))


async def _refuse_parameters(request: Request, error: RequestValidationError) -> HTMLResponse:
    """Name the wrong entries, and lead to the same page without its query."""
    wrong = "; ".join(f"{entry['loc'][-1]}: {word_error(entry['msg'])}" for entry in error.errors())
    says = f"The address has an entry that this page does not take. {wrong}."
    return _page(request, HTTPStatus.UNPROCESSABLE_ENTITY, says, name="Wrong address")


async def _say_what_is_damaged(request: Request, error: StorageError) -> HTMLResponse:
    """Name the file that cannot be read: the server is in order, the release or the file is not."""
    log.warning("%s: %s", request.url.path, error)
    return _page(request, HTTPStatus.CONFLICT, str(error), name="Unreadable", **_way_back(request))


async def _say_who_must_read(request: Request, error: PermissionError) -> HTMLResponse:
    """Name the file that the server may not read: trying again does not help."""
    log.warning("%s: %s", request.url.path, error)
    says = f"Airflow's API server may not read {error.filename}: give its user the permission."
    return _page(request, HTTPStatus.CONFLICT, says, name="Unreadable", **_way_back(request))


async def _say_unavailable(request: Request, error: OSError) -> HTMLResponse:
    log.error("%s", request.url.path, exc_info=error)
    return _page(request, HTTPStatus.SERVICE_UNAVAILABLE)


async def _say_what_is_wrong(request: Request, error: SpindleError) -> HTMLResponse:
    """Show errors of Spindle: their messages are meant for users."""
    log.error("%s: %s", request.url.path, error)
    return _page(request, HTTPStatus.INTERNAL_SERVER_ERROR, str(error))


async def _say_little(request: Request, error: Exception) -> HTMLResponse:
    log.error("%s", request.url.path, exc_info=error)
    return _page(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def _way_back(request: Request) -> dict[str, Any]:
    """The trail to the dataset that the address names; nothing for other addresses."""
    names = request.path_params
    if not {"root", "dataset"} <= set(names):
        return {}
    home = address(request, "corpora", names["root"], names["dataset"])
    return {"trail": [(names["root"], address(request)), (names["dataset"], home)]}


def _page(
    request: Request,
    status: int,
    says: str = "",
    headers: dict[str, str] | None = None,
    *,
    name: str = "",
    **more: Any,
) -> HTMLResponse:
    known = HTTPStatus(status)
    login = get_auth_manager().get_url_login(next_url=str(request.url)) if known == HTTPStatus.UNAUTHORIZED else ""
    values: dict[str, Any] = {
        "status": status,
        "name": name or known.phrase,
        "says": says or SAYINGS.get(known, ""),
        "login": login,
        "without_query": request.url.path if request.url.query and known == HTTPStatus.UNPROCESSABLE_ENTITY else "",
    }
    return render(request, "error.html", status_code=status, headers=headers, **values, **more)
