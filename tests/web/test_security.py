"""Rules for every page, also for future ones: the tests loop over the app's routes."""

import pytest
from fastapi import APIRouter
from web.routes import all_routes, ask_raw, fill, parameters
from web.scripts import foreign_scripts

PREFIX = "/spindle"
ROUTES = [route.path for route in all_routes()]
# Pages that are sent a form.
FORMS = {"/corpora/{root}/{dataset}/{version}/try"}
# Values that lead outside or nowhere, in any place of a path.
ASTRAY = [
    "..",
    "../..",
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e",
    "%2e%2e%2f%2e%2e%2fetc",
    "%252e%252e",
    ".",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "..%5c..%5cetc",
    "~root",
    "%00",
    "file:%2f%2f%2fetc%2fpasswd",
    "LATEST",
    "work",
    "other",
    "ﬁle",
    "x" * 5000,
]


def test_there_are_pages():
    assert f"{PREFIX}{ROUTES[0]}" == "/spindle/"


@pytest.mark.parametrize("path", ROUTES)
def test_every_page_requires_a_login(stranger, root, path):
    answer = stranger.get(PREFIX + fill(path))
    assert answer.status_code == 401
    assert "/auth/login" in answer.text


@pytest.mark.parametrize("path", ROUTES)
def test_a_forged_login_is_rejected(stranger, root, path):
    stranger.cookies.set("_token", "eyJhbGciOiJub25lIn0.e30.")
    answer = stranger.get(PREFIX + fill(path))
    assert answer.status_code in (401, 403)


def test_the_login_test_detects_a_route_without_the_dependency(server, root):
    """A route that bypasses the app's dependencies answers without a login, so the test above would fail."""
    from fastapi.testclient import TestClient

    from pipelines.web.app import make_app

    router = APIRouter()
    router.get("/open")(lambda: "seen")
    app = make_app()
    app.router.routes.extend(router.routes)
    assert TestClient(app).get("/open").status_code == 200


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_only_reading_methods_are_allowed(reader, root, path, method):
    if method == "POST" and path in FORMS:
        pytest.skip("takes a form, and changes nothing: see test_try_text.py")
    assert reader.request(method, PREFIX + fill(path)).status_code == 405


def test_no_other_page_is_sent_a_form():
    assert {route.path for route in all_routes() if set(route.methods) - {"GET", "HEAD"}} == FORMS


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("client", ["reader", "stranger"])
def test_every_response_has_security_headers(request, root, path, client):
    from pipelines.web.pages import theme_hash

    headers = request.getfixturevalue(client).get(PREFIX + fill(path)).headers
    rules = dict(rule.strip().split(" ", 1) for rule in headers["content-security-policy"].split(";") if " " in rule)
    assert rules["default-src"] == "'none'"
    assert rules["frame-ancestors"] == rules["form-action"] == "'self'"
    assert rules.get("script-src", theme_hash()) == theme_hash(), "our own script, or none"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("astray", ASTRAY)
@pytest.mark.parametrize(
    "place",
    [(path, name) for path in ROUTES for name in parameters(path) if not path.startswith("/run/")],
    ids=str,
)
def test_foreign_and_malformed_paths_are_not_found(server, reader, release, place, astray):
    path, parameter = place
    target = PREFIX + fill(path, **{"version": release.version, parameter: astray})
    status, text = ask_raw(server, target, reader.cookies["_token"])
    assert status == 404
    assert "Traceback" not in text


def test_an_exact_request_finds_an_existing_page(server, reader, release, page):
    """The 404 answers above are therefore due to the paths, not to the kind of request."""
    status, text = ask_raw(server, page, reader.cookies["_token"])
    assert status == 200
    assert release.version in text


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize(
    "query",
    ["page=-1", "page=x", "file=99999999999999999999", "row=-1", "split=..%2f..", "word=%00", "reason=%3Cscript%3E"],
)
def test_wrong_parameters_never_break_a_page(reader, release, path, query):
    answer = reader.get(f"{PREFIX}{fill(path, version=release.version)}?{query}")
    assert answer.status_code < 500
    assert "Traceback" not in answer.text
    assert foreign_scripts(answer.text) == []


def test_an_unexpected_error_reveals_no_details(reader, root, monkeypatch):
    def fail():
        raise RuntimeError("secret of the server")

    monkeypatch.setattr("pipelines.web.corpora.find_roots", fail)
    answer = reader.get(f"{PREFIX}/")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
