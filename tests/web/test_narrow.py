"""Pages on a telephone, 360 pixels wide, in a real browser: what only one can tell. Skipped where there is none."""

import re
import shutil

import pytest
from browse.test_dropped import write_rejects
from published import publish
from report.cells import make_cells
from web.histories import publish_days, rate_error, version_of
from web.live import CHROMIUM
from web.results import put_audit

from pipelines.storage.json_files import write_json

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the PATH")
# Elements whose content is wider than they are, so that a part of it is hidden until somebody scrolls.
SCROLLS = "names => [...document.querySelectorAll(names)].filter(each => each.scrollWidth > each.clientWidth).length"
LONG = "x" * 3000


@pytest.fixture
def show():
    """Shows a page's HTML on a narrow screen."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 360, "height": 800})

        def shown(answer):
            page.set_content(answer.text)
            return page

        yield shown
        browser.close()


def test_the_first_page_hides_nothing_beside_the_screen(reader, root, show):
    put_audit(root / "young", verdict="failed")
    publish(root, verdict="passed with warnings")
    page = show(reader.get("/spindle/"))
    assert page.evaluate(SCROLLS, "main, .wide") == 0


def test_a_dataset_its_checks_and_its_rejects_hide_nothing_beside_the_screen(reader, release, show):
    publish_days(release, [1, 2], lambda _: [rate_error(0.03)])
    write_rejects(release.folder.parent, "ingest_articles", "c", ["too_short"])
    home = "/spindle/corpora/corpora/tiny"
    pages = (home, f"{home}/checks/corpus/rate_error", f"{home}/rejects", f"{home}/{version_of(2)}/checks")
    for address in pages:
        page = show(reader.get(address))
        for width in (360, 800, 1181):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(SCROLLS, "main, .wide") == 0, (address, width)


def test_a_long_name_takes_no_column_away(reader, root, show):
    shutil.copytree(publish(root).folder.parent, root / ("many_" * 12 + "abc"))
    page = show(reader.get("/spindle/"))
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.evaluate(SCROLLS, "main, .wide") == 0


@pytest.mark.parametrize("tab", ["", "/files", "/lineage", "/compare"])
def test_the_open_tab_is_in_view(reader, release, page, show, tab):
    box = show(reader.get(page + tab)).locator("nav.tabs a[aria-current]").bounding_box()
    assert 0 <= box["x"] < box["x"] + box["width"] <= 360


def test_a_comparison_shows_both_sides_and_the_change(reader, root, show):
    old, new = (publish(root, parts=parts, verdict="passed with warnings") for parts in (1, 2))
    address = f"/spindle/corpora/corpora/tiny/{new.version}/compare/corpora/tiny/{old.version}"
    answer = reader.get(address)
    while 'http-equiv="refresh"' in answer.text:
        answer = reader.get(address)
    assert show(answer).evaluate(SCROLLS, "#figures .wide") == 0


def test_a_card_breaks_no_name_of_a_split(reader, release, page, show):
    shown = show(reader.get(f"{page}/card"))
    cell = shown.locator(".card td", has_text=re.compile("^validation$")).first
    assert cell.bounding_box()["height"] < 50


def test_a_long_source_does_not_fill_the_cells(reader, release, page, show):
    write_json(release.folder / "quality" / "cells.json", make_cells(LONG))
    shown = show(reader.get(f"{page}/cells"))
    heights = [each.bounding_box()["height"] for each in shown.locator("table.cells tbody th").all()]
    assert max(heights) < 200
