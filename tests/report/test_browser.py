"""The report in a real browser: what only one can tell. Skipped where there is none."""

import shutil

import pytest
from pairs import NEWS, make_pairs
from report.results import EVIL, make_results

from pipelines.report.write import write_report

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the PATH")

# Texts of plots that stick out of their drawing by more than a pixel.
STICKS_OUT = """() => [...document.querySelectorAll("svg.plot text")].filter(text => {
    const [inner, outer] = [text.getBoundingClientRect(), text.ownerSVGElement.getBoundingClientRect()];
    return inner.left < outer.left - 1 || inner.right > outer.right + 1 || inner.bottom > outer.bottom + 1;
}).map(text => text.textContent)"""


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_report(browser, tmp_path):
    """Opens the report on results; gives the page, what its console said, and the addresses that it asked for."""
    contexts = []

    def opened(results=None, pairs=None, **options):
        path = tmp_path / "report.html"
        write_report(path, make_results() if results is None else results, make_pairs() if pairs is None else pairs)
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        said, asked = [], []
        page.on("console", lambda message: said.append(message.text))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        return page, said, [url for url in asked if url != path.as_uri()]

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("scheme", "paper"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(22, 29, 45)")])
def test_the_policy_lets_the_style_in(open_report, scheme, paper):
    page, said, asked = open_report(color_scheme=scheme)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper
    assert (said, asked) == ([], [])


def test_nothing_of_the_input_runs_or_is_drawn_as_markup(open_report):
    pairs = make_pairs([f"{EVIL} the new bridge"], {"bridge": EVIL}, profile=EVIL)
    page, said, asked = open_report(make_results(EVIL), pairs)
    assert (said, asked) == ([], [])
    assert page.locator("script").count() == 0
    assert page.locator("ins", has_text=EVIL).count() == 1


def test_the_policy_keeps_out_what_would_get_past_the_escaping(open_report, tmp_path):
    page, _, _ = open_report()
    evil = "<script>console.log('ran')</script><img src='file:///x.png'>"
    planted = page.content().replace("</main>", f"{evil}</main>")
    (tmp_path / "planted.html").write_text(planted)
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto((tmp_path / "planted.html").as_uri())
    assert "ran" not in said
    assert len([text for text in said if "Content Security Policy" in text]) == 2


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_is_as_wide_as_the_window_and_no_text_is_cut(open_report, width):
    word = "a_rather_long_reason_for_a_rejected_row"
    page, _, _ = open_report(make_results(word), viewport={"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(STICKS_OUT) == []


def test_an_edit_is_coloured_and_says_what_it_was(open_report):
    page, _, _ = open_report()
    edit = page.locator("ins", has_text="link").first
    assert edit.get_attribute("title") == "was “bridge”: word, moby"
    assert edit.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(223, 235, 250)"
    shown = page.locator(".spun p").first.evaluate("e => e.innerText")
    assert shown == make_pairs(NEWS[:1])["spun"][0].as_py()


def test_plots_have_names_for_those_who_do_not_see_them(open_report):
    page, _, _ = open_report()
    assert page.get_by_role("img", name="Kinds of edits").count() == 2
    assert page.locator("svg[role=img]").count() == page.locator("svg").count()
