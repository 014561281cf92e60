"""The page of a release's own model: the form, its protection, and the scored text."""

import logging
import re
from urllib.parse import urlencode

import pytest
from planted_model import list_model, planted  # noqa: F401 - a fixture

from pipelines.scoring.models import load_model
from pipelines.web.posted import MOST_BYTES
from pipelines.web.try_text import MOST_CHARACTERS, TOO_OLD

TEXT = "The council met <b>here</b>.\r\n\r\nIt was extrazz & lezz late. So it was."


@pytest.fixture
def tried(release, page):
    """The address of the page of a release with a model."""
    list_model(release)
    return f"{page}/try"


pytestmark = pytest.mark.usefixtures("planted")


def token_of(client, address):
    return re.search(r'name="token" value="([0-9a-f]+)"', client.get(address).text)[1]


def send(client, address, text, *, token=None, **headers):
    fields = {"text": text, "token": token_of(client, address) if token is None else token}
    return client.post(address, data=fields, headers={name.replace("_", "-"): value for name, value in headers.items()})


def test_a_release_links_to_its_model_if_it_has_one(reader, release, page):
    assert "/try" not in reader.get(page).text
    list_model(release)
    assert f'href="{page}/try"' in reader.get(page).text


def test_a_release_without_a_model_says_so(reader, release, page):
    answer = reader.get(f"{page}/try")
    assert answer.status_code == 200
    assert "This release has no model" in answer.text
    assert f"spindle train {release.path} --output model.npz" in answer.text
    assert "<textarea" not in answer.text
    assert send(reader, f"{page}/try", TEXT, token="").status_code == 404


def test_a_text_is_scored_and_marked(reader, tried):
    answer = send(reader, tried, TEXT)
    assert answer.status_code == 200
    assert re.search(r'class="verdict passed">.* does not look spun</span>', answer.text)
    assert answer.text.count('class="sentence spun" title="score 0.90"') == 1
    assert re.findall(r'<u class="swap" title="score 0\.\d\d">(\w+)</u>', answer.text) == [
        "extrazz",
        "lezz",
    ]
    assert "score 0." in answer.text
    assert "&lt;b&gt;here&lt;/b&gt;" in answer.text
    assert "<b>here" not in answer.text


def test_the_limits_are_said(reader, tried):
    for text in (reader.get(tried).text, send(reader, tried, TEXT).text):
        assert "20,000 characters" in text
        assert "neither stored nor logged" in text
        assert "1 in 100 clean texts" in text
    assert "Below 50, scores say little." in text


@pytest.mark.parametrize("text", ["", " \r\n "])
def test_an_empty_text_is_refused(reader, tried, text):
    answer = send(reader, tried, text)
    assert answer.status_code == 422
    assert "Paste a text first." in answer.text


def test_the_longest_text_is_scored_and_a_longer_one_refused(reader, tried):
    longest = "🙂" * MOST_CHARACTERS  # the most bytes that so many characters can have
    assert send(reader, tried, longest).status_code == 200
    answer = send(reader, tried, longest + "a")
    assert answer.status_code == 422
    assert "The text has 20,001 characters. Paste at most 20,000." in answer.text
    assert send(reader, tried, "a" * MOST_BYTES).status_code == 413


def test_line_ends_of_a_browser_count_once(reader, tried):
    assert send(reader, tried, "a\r\n" * (MOST_CHARACTERS // 2)).status_code == 200


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


def test_texts_are_not_logged(reader, tried, caplog):
    with caplog.at_level(logging.DEBUG):
        assert send(reader, tried, "zanzibarish council words").status_code == 200
    assert "zanzibarish" not in caplog.text


def test_a_damaged_model_is_an_error_without_a_traceback(reader, release, page):
    list_model(release).write_bytes(b"damaged")
    answer = send(reader, f"{page}/try", TEXT)
    assert answer.status_code == 500
    assert "its checksum differs" in answer.text
    assert "Traceback" not in answer.text


def test_a_model_that_leads_out_of_the_release_is_not_found(reader, release, page, tmp_path):
    path = list_model(release)
    path.rename(tmp_path / "elsewhere.npz")
    path.symlink_to(tmp_path / "elsewhere.npz")
    assert send(reader, f"{page}/try", TEXT).status_code == 404


def test_a_model_is_loaded_once(reader, tried):
    for _ in range(3):
        assert send(reader, tried, TEXT).status_code == 200
    assert load_model.cache_info().misses == 1
    assert load_model.cache_info().maxsize == 2
