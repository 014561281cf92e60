"""Rules for every page that changes state: login, permission, origin, size, and an entry in Airflow's audit log."""

import hashlib
import hmac

import pytest
from web.audit_log import clear_entries, read_entries
from web.conftest import log_in
from web.forms import token_of
from web.histories import drift, publish_days, rate_error, version_of
from web.routes import all_routes, fill
from web.test_security import CHANGES, PREFIX

from pipelines.release.find import latest_version
from pipelines.release.triage.file import read_triage
from pipelines.web.changes import MAY_NOT, TOO_OLD
from pipelines.web.posted import MOST_BYTES


@pytest.fixture
def dataset(release):
    """The folder of a dataset with three releases, of which the newest has two findings."""
    publish_days(release, [1, 2], lambda day: [rate_error(0.01 * day + 0.01), drift(0.2)])
    clear_entries()
    return release.folder.parent


def fields_of(path, dataset):
    """The fields of a valid form of a route that changes state."""
    if path.endswith("latest"):
        return {"change": "promote", "version": version_of(1), "expected": latest_version(dataset)}
    return {"verb": "acknowledge", "version": version_of(2), "note": "known"}


def state_of(dataset):
    return latest_version(dataset), read_triage(dataset)


def post(client, path, fields, token=None, **options):
    address = PREFIX + fill(path)
    return client.post(address, data=fields | {"token": token or token_of(client, address)}, **options)


def test_the_routes_that_change_state_are_those_listed():
    posts = {route.path for route in all_routes() if "POST" in route.methods}
    assert {path for path in posts if not path.endswith("/try")} == CHANGES


@pytest.mark.parametrize("path", sorted(CHANGES))
def test_who_may_trigger_the_dag_may_change(operator, dataset, path):
    before = state_of(dataset)
    answer = post(operator, path, fields_of(path, dataset))
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(PREFIX + fill(path))
    assert state_of(dataset) != before
    ((event, user, facts),) = read_entries()
    assert event in {"spindle_promote", "spindle_triage"}
    assert user == "operator"
    assert facts["version"] in {version_of(1), version_of(2)}
    assert 'role="status"' in operator.get(answer.headers["location"]).text


@pytest.mark.parametrize("path", sorted(CHANGES))
def test_a_viewer_sees_the_page_without_its_form_and_may_not_send_one(reader, dataset, path):
    text = reader.get(PREFIX + fill(path)).text
    assert "<form" not in text
    assert MAY_NOT in text
    before = state_of(dataset)
    for token in ("", "0" * 64):
        answer = post(reader, path, fields_of(path, dataset), token or "x")
        assert answer.status_code == 403
        assert MAY_NOT in answer.text
    assert (state_of(dataset), read_entries()) == (before, [])


@pytest.mark.parametrize("path", sorted(CHANGES))
def test_a_stranger_is_sent_to_the_login(stranger, dataset, path):
    before = state_of(dataset)
    assert post(stranger, path, fields_of(path, dataset), "x").status_code == 401
    assert (state_of(dataset), read_entries()) == (before, [])


@pytest.mark.parametrize("path", sorted(CHANGES))
def test_a_form_that_no_page_of_this_login_made_changes_nothing(server, operator, dataset, path):
    before, fields = state_of(dataset), fields_of(path, dataset)
    other = log_in(server, "other", "USER")
    for token in ("x", "0" * 64, token_of(other, PREFIX + fill(path))):
        answer = post(operator, path, fields, token)
        assert answer.status_code == 403
        assert TOO_OLD in answer.text
    for site in ("cross-site", "same-site"):
        assert post(operator, path, fields, headers={"sec-fetch-site": site}).status_code == 403
    assert (state_of(dataset), read_entries()) == (before, [])


@pytest.mark.parametrize("path", sorted(CHANGES))
def test_other_kinds_and_sizes_of_content_are_refused(operator, dataset, path):
    before, address = state_of(dataset), PREFIX + fill(path)
    assert operator.post(address, json=fields_of(path, dataset)).status_code == 415
    assert post(operator, path, {"note": "a" * MOST_BYTES}).status_code == 413
    assert post(operator, path, {f"field{number}": "" for number in range(20)}).status_code == 413
    assert state_of(dataset) == before


@pytest.mark.parametrize("path", sorted(CHANGES))
def test_nothing_is_changed_without_an_entry_in_the_audit_log(operator, dataset, path, monkeypatch):
    def fail(*_):
        raise RuntimeError("the database is away")

    before, fields = state_of(dataset), fields_of(path, dataset)
    token = token_of(operator, PREFIX + fill(path))
    monkeypatch.setattr("pipelines.web.changes._write", fail)
    assert post(operator, path, fields, token).status_code == 500
    assert state_of(dataset) == before


@pytest.mark.parametrize("path", sorted(CHANGES))
def test_odd_fields_are_refused_with_a_reason(operator, dataset, path):
    before = state_of(dataset)
    for changes in (
        {"version": "../../etc"},
        {"version": version_of(9)},
        {"version": ""} if path.endswith("latest") else {"version": "20261124T083000Z-abcdef123456"},
        {"change": "delete", "verb": "delete"},
        {"change": "\x00", "verb": "\x00", "expected": "\x00"},
    ):
        answer = post(operator, path, fields_of(path, dataset) | changes)
        assert answer.status_code in {409, 422}, changes
        assert 'role="alert"' in answer.text
        assert "Traceback" not in answer.text
    assert state_of(dataset) == before


def test_a_program_with_a_bearer_token_needs_no_form(stranger, operator, dataset):
    login = {"authorization": f"Bearer {operator.cookies['_token']}"}
    path = sorted(CHANGES)[1]
    assert post(stranger, path, fields_of(path, dataset), "x", headers=login).status_code == 303


@pytest.fixture
def anybody(server, monkeypatch):
    """A client without a login, where everybody is an admin."""
    from airflow.api_fastapi.auth.managers.simple.middleware import SimpleAllAdminMiddleware
    from fastapi.testclient import TestClient

    monkeypatch.setenv("AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS", "True")
    return TestClient(SimpleAllAdminMiddleware(server), raise_server_exceptions=False, follow_redirects=False)


@pytest.mark.parametrize("path", sorted(CHANGES))
@pytest.mark.parametrize("origin", ["https://other.example", "null"])
def test_a_form_of_another_site_changes_nothing_where_everybody_is_an_admin(anybody, dataset, path, origin):
    before = state_of(dataset)
    without_a_key = hmac.new(b"", b"a form of Spindle's pages", hashlib.sha256).hexdigest()
    for token in ("x", without_a_key):
        assert post(anybody, path, fields_of(path, dataset), token, headers={"origin": origin}).status_code == 403
    assert (state_of(dataset), read_entries()) == (before, [])
    assert post(anybody, path, fields_of(path, dataset), headers={"origin": "null"}).status_code == 303
