"""Forms sent by POST: whose they are, and how large they may be."""

from urllib.parse import urlencode

import pytest
from planted_model import list_model, planted  # noqa: F401 - a fixture
from web.forms import send, token_of

from pipelines.web.posted import MOST_BYTES
from pipelines.web.try_text import MOST_CHARACTERS, TOO_OLD

TEXT = "The council met here."


pytestmark = pytest.mark.usefixtures("planted")


@pytest.fixture
def tried(release, page):
    """The address of the page of a release with a model."""
    list_model(release)
    return f"{page}/try"


def test_the_longest_text_is_scored_and_a_longer_one_refused(reader, tried):
    longest = "🙂" * MOST_CHARACTERS  # the most bytes that so many characters can have
    assert send(reader, tried, longest).status_code == 200
    answer = send(reader, tried, longest + "a")
    assert answer.status_code == 422
    assert "The text has 20,001 characters. Paste at most 20,000." in answer.text
    assert send(reader, tried, "a" * MOST_BYTES).status_code == 413


@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
def test_a_form_without_the_token_of_this_login_is_not_read(reader, tried, token):
    answer = send(reader, tried, TEXT, token=token)
    assert answer.status_code == 403
    assert TOO_OLD.split(",")[0] in answer.text
    assert "id=result" not in answer.text.replace('"', "")


def test_a_token_of_another_login_is_not_accepted(server, reader, tried):
    from airflow.api_fastapi.app import get_auth_manager
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser
    from fastapi.testclient import TestClient

    other = get_auth_manager().generate_jwt(SimpleAuthManagerUser(username="other", role="VIEWER"))
    client = TestClient(server, cookies={"_token": other})
    assert send(reader, tried, TEXT, token=token_of(client, tried)).status_code == 403


@pytest.mark.parametrize(("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 200)])
def test_a_form_of_another_site_is_not_read(reader, tried, site, status):
    assert send(reader, tried, TEXT, sec_fetch_site=site).status_code == status


def test_a_program_with_a_bearer_token_needs_no_form(stranger, reader, tried):
    login = {"authorization": f"Bearer {reader.cookies['_token']}"}
    assert stranger.post(tried, data={"text": TEXT}, headers=login).status_code == 200
    basic = {"authorization": "Basic YTpi"}
    assert reader.post(tried, data={"text": TEXT}, headers=basic).status_code == 403


def test_a_stranger_is_sent_to_the_login(stranger, tried):
    assert stranger.post(tried, data={"text": TEXT}).status_code == 401


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "multipart/form-data; boundary=x", ""])
def test_other_kinds_of_content_are_refused(reader, tried, kind):
    body = urlencode({"text": TEXT, "token": token_of(reader, tried)})
    assert reader.post(tried, content=body, headers={"content-type": kind}).status_code == 415


def test_odd_bodies_never_break_the_page(reader, tried):
    kind = {"content-type": "application/x-www-form-urlencoded"}
    token = token_of(reader, tried)
    for body in (b"\xff\xfe", b"text=%ff%00&" + f"token={token}".encode(), b"&" * 20 + b"a=b&" * 20, b"=;;"):
        answer = reader.post(tried, content=body, headers=kind)
        assert answer.status_code in (200, 403, 413, 422)
        assert "Traceback" not in answer.text
