"""The page of a release's own model: the form and the scored text; test_posted.py has the form's protection."""

import logging
import re
from html import unescape

import pytest
from planted_model import list_model, planted  # noqa: F401 - a fixture
from web.forms import send

from pipelines.scoring.models import load_model
from pipelines.web.try_text import MOST_CHARACTERS

TEXT = "The council met <b>here</b>.\r\n\r\nIt was extrazz & lezz late. So it was."


pytestmark = pytest.mark.usefixtures("planted")


@pytest.fixture
def tried(release, page):
    """The address of the page of a release with a model."""
    list_model(release)
    return f"{page}/try"


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


def test_commands_to_paste_quote_the_path(reader, spaced):
    for tab, command in (("try", "spindle train"), ("lineage", "--from-manifest")):
        text = unescape(reader.get(f"/spindle/corpora/my%20corpora/tiny/{spaced.version}/{tab}").text)
        assert re.search(rf"{command} '/[^']*/my corpora/tiny/{spaced.version}'", text), tab


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


def test_line_ends_of_a_browser_count_once(reader, tried):
    assert send(reader, tried, "a\r\n" * (MOST_CHARACTERS // 2)).status_code == 200


def test_texts_are_not_logged(reader, tried, caplog):
    with caplog.at_level(logging.DEBUG):
        assert send(reader, tried, "zanzibarish council words").status_code == 200
    assert "zanzibarish" not in caplog.text


def test_a_damaged_model_is_an_error_without_a_traceback(reader, release, page):
    list_model(release).write_bytes(b"damaged")
    answer = send(reader, f"{page}/try", TEXT)
    assert answer.status_code == 409
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
