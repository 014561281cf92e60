"""The pages in Airflow's own UI, in a real browser; skipped if no browser is installed."""

from pathlib import Path

import pytest
from planted_model import list_model, real_model  # noqa: F401 - a fixture
from web import live
from web.routes import all_routes

sync_api = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = [
    pytest.mark.skipif(live.CHROMIUM is None, reason="no Chromium on the PATH"),
    # Airflow is started once, because two instances would be slow on a small machine.
    pytest.mark.xdist_group("browser"),
]
PATHS = [route.path for route in all_routes()]


@pytest.fixture(scope="module")
def releases(tmp_path_factory, real_model):  # noqa: F811
    """Two releases; the newer one has a model."""
    folder = tmp_path_factory.mktemp("corpora")
    news = live.write_news(folder / "news.jsonl", 120)
    made = [live.build(folder, news, rate=rate) for rate in (0.2, 0.3)]
    list_model(made[1], content=real_model.read_bytes())
    return made


@pytest.fixture(scope="module")
def airflow(tmp_path_factory, releases):
    with live.run_airflow(tmp_path_factory.mktemp("home"), [releases[0].folder.parent.parent]) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=live.CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def login(browser, airflow):
    """The browser state after a login through the form."""
    context = browser.new_context()
    live.log_in(context.new_page(), airflow)
    state = context.storage_state()
    context.close()
    return state


def open_tab(release, name):
    release.locator("nav.tabs").get_by_role("link", name=name, exact=True).click()
    release.locator("nav.tabs a[aria-current]", has_text=name).wait_for()


def pages_of(releases):
    """Addresses of the pages of the newer release and of those around it."""
    old, new = (f"corpora/{made.folder.parent.parent.name}/{made.dataset}/{made.version}" for made in releases)
    tabs = ("checks", "plots", "files", "card", "lineage", "compare", "documents/quality/report.html")
    compared = f"{new}/compare/{old.removeprefix('corpora/')}?show=changed"
    return ["", new, *(f"{new}/{tab}" for tab in tabs), compared]


@pytest.fixture
def page(browser, airflow, login):
    """A page with a login; a breach of the content security policy fails the test."""
    context = browser.new_context(viewport={"width": 1400, "height": 950}, storage_state=login)
    page = context.new_page()
    broken = []
    page.on("console", lambda message: broken.append(message.text) if "Content Security" in message.text else None)
    page.goto(airflow)
    yield page
    context.close()
    assert broken == []


@pytest.fixture
def release(page, releases):
    """The frame with the page of the newer release, opened by clicks."""
    frame = live.open_corpora(page)
    frame.get_by_role("link", name="harbour").click()
    frame.get_by_role("heading", name="2 releases", exact=True).wait_for()
    frame.locator("table.list tbody th a").first.click()
    frame.get_by_text(releases[1].version, exact=True).first.wait_for()
    frame.locator("nav.tabs").wait_for()
    return frame


def test_pages_require_a_login(browser, airflow):
    context = browser.new_context()
    page = context.new_page()
    assert page.goto(f"{airflow}/spindle/").status == 401
    page.get_by_role("link", name="Log in").click()
    page.locator("input[name=password]").wait_for()
    context.close()


def test_the_navigation_links_to_the_corpora_and_their_trends(page):
    frame = live.open_corpora(page)
    assert frame.locator("svg.spark").count() == 1
    frame.get_by_role("link", name="harbour").click()
    frame.get_by_role("heading", name="2 releases", exact=True).wait_for()
    assert frame.locator("figure svg.plot").first.bounding_box()["height"] > 50
    assert frame.locator("figure svg.plot").count() >= 2


def test_a_release_shows_its_verdict_and_plots(release):
    assert release.locator("h1 .verdict").inner_text().split(maxsplit=1)[1].startswith("passed")
    open_tab(release, "Plots")
    plots = release.locator("svg.plot")
    plots.first.wait_for()
    assert plots.count() >= 5
    assert plots.first.bounding_box()["height"] > 50


def test_the_files_are_downloaded_through_the_frame(page, release):
    open_tab(release, "Files")
    release.locator("#load").wait_for()
    assert "load_dataset" in release.locator("#load").inner_text()
    with page.expect_download() as waited:
        release.get_by_role("link", name="download data/train/part-00000.parquet").click()
    assert waited.value.suggested_filename.endswith("-train-part-00000.parquet")
    assert Path(waited.value.path()).read_bytes()[:4] == b"PAR1"


def test_any_other_release_is_compared_in_two_clicks(release):
    open_tab(release, "Compare")
    release.locator("table.list tbody th a").first.click()
    release.locator("#pairs").wait_for(timeout=60_000)
    release.get_by_role("link", name="changed", exact=False).first.click()
    release.locator("ins.changed").first.wait_for()
    assert release.locator("del.changed").count() > 0


def test_the_tabs_are_reached_by_keyboard(page, release):
    release.locator("nav.tabs a").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    release.locator("details.suite").first.wait_for()
    assert release.locator("nav.tabs a[aria-current]").inner_text() == "Checks"


def test_the_pages_follow_the_theme_of_airflow(page, release):
    colour = "element => getComputedStyle(element).backgroundColor"
    root = "theme => document.documentElement.className = theme"
    page.evaluate(root, "dark")
    release.locator('html[data-theme="dark"]').wait_for(state="attached")
    assert release.locator("body").evaluate(colour) == "rgb(22, 29, 45)"
    page.evaluate(root, "light")
    release.locator('html[data-theme="light"]').wait_for(state="attached")
    assert release.locator("body").evaluate(colour) == "rgb(255, 255, 255)"


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing_serious_and_no_page_is_too_wide(  # noqa: PLR0917 - fixtures
    browser, airflow, login, releases, scheme, width
):
    """The pages alone, without Airflow's frame; the policy is off, so that the test's own script runs."""
    found, wide = [], []
    context = browser.new_context(
        storage_state=login, bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    for path in pages_of(releases):
        page.goto(f"{airflow}/spindle/{path}")
        page.evaluate("document.querySelectorAll('details').forEach(element => element.open = true)")
        violations = axe.Axe().run(page).response["violations"]
        found += [(path, each["id"]) for each in violations if each["impact"] in ("serious", "critical")]
        wide += [path] if page.evaluate("document.documentElement.scrollWidth") > width else []
    context.close()
    assert (found, wide) == ([], [])


def test_the_report_opens_in_the_frame(release):
    release.get_by_role("link", name="Report", exact=True).first.click()
    document = release.frame_locator("iframe.document")
    document.get_by_text("report on quality").wait_for()
    assert document.locator("svg.plot").first.is_visible()
    release.locator("nav.trail a").last.click()
    release.locator("nav.tabs").wait_for()


def test_data_docs_open_in_the_frame_and_their_links_work(release):
    """The sandbox must keep the login, which each page requires."""
    release.get_by_role("link", name="Data Docs", exact=True).first.click()
    document = release.frame_locator("iframe.document")
    document.get_by_role("link", name="pairs").first.click()
    document.get_by_text("clean_is_article").first.wait_for()


@pytest.mark.skipif(not any(path.endswith("/pairs") for path in PATHS), reason="there is no pair browser yet")
def test_pairs_are_filtered_and_edits_coloured(release):
    release.get_by_role("link", name="Browse the pairs").click()
    release.locator("article.pair").first.wait_for()
    release.locator("input[name=word]").fill("bridge")
    release.locator("form button").first.click()
    release.locator(".found ins").first.wait_for()  # only the filtered page marks the matching edits
    colour = "element => getComputedStyle(element).backgroundColor"
    assert release.locator("article.pair ins").first.evaluate(colour) not in ("rgba(0, 0, 0, 0)", "transparent")
    edited = {text.lower() for text in release.locator("article.pair ins, article.pair del").all_inner_texts()}
    assert any("bridge" in text for text in edited)
    assert release.locator("article.pair mark").first.is_visible()


def test_pairs_are_sorted_searched_downloaded_and_compared(release, page):
    release.get_by_role("link", name="Browse the pairs").click()
    release.locator("select[name=sort]").select_option("-rate")
    release.locator("input[name=text]").fill("the council")
    release.locator("form button").first.click()
    release.get_by_text("pairs found by swap rate").first.wait_for()
    about = release.locator("article.pair .about").all_inner_texts()
    rates = [float(text.split("words, ")[1].split("%")[0]) for text in about]
    assert rates == sorted(rates, reverse=True)
    marked = "".join(release.locator("article.pair mark").all_inner_texts())  # in pieces, where an edit divides it
    assert "the council" in marked.lower()
    with page.expect_download() as download:
        release.get_by_role("link", name="JSONL").click()
    assert download.value.suggested_filename.endswith("-pairs.jsonl")
    release.get_by_role("link", name="Pairs like this one").first.click()
    release.get_by_text("that share its rarest swaps").wait_for()
    release.locator("article.pair mark").first.wait_for()


def test_a_pasted_text_is_scored_in_the_frame(release):
    """With the login of the page, through Airflow's own middleware and within the sandbox of its frame."""
    release.get_by_role("link", name="Try the model", exact=True).click()
    release.locator("textarea").fill("The council met on Monday.\n\nIt was extraordinarily late.")
    release.get_by_role("button", name="Score it").click()
    release.locator("#result h2 .verdict").wait_for()
    assert release.locator(".scored").inner_text().startswith("The council met on Monday.")
    assert release.locator("textarea").input_value().endswith("It was extraordinarily late.")


def test_a_finding_is_acknowledged_and_shown_on_the_dataset(page):
    """The rate of the newer release differs, so its drift is a finding. The form is sent within Airflow's frame."""
    frame = live.open_corpora(page)
    frame.get_by_role("link", name="harbour").click()
    frame.locator("#checks svg.history").first.wait_for()
    frame.locator("#findings").get_by_role("link", name="Decide").first.click()
    frame.locator("textarea[name=note]").fill("known <b>since</b> Monday")
    frame.get_by_role("button", name="Acknowledge").click()
    frame.get_by_text("The finding is acknowledged").wait_for()
    assert "known <b>since</b> Monday" in frame.locator("ol.decisions").inner_text()
    frame.locator("nav.trail").get_by_role("link", name="harbour").click()
    frame.locator("#findings").get_by_text("acknowledged by admin").wait_for()


def test_latest_is_rolled_back_and_moved_forward_again(page, releases):
    frame = live.open_corpora(page)
    frame.get_by_role("link", name="harbour").click()
    frame.get_by_role("link", name="LATEST: promote, roll back").click()
    frame.get_by_role("button", name="Roll back to it").click()
    frame.get_by_text("LATEST was moved").wait_for()
    latest = releases[0].folder.parent / "LATEST"
    assert latest.read_text().strip() == releases[0].version
    frame.get_by_role("button", name="Make it the latest").click()
    frame.locator(".lede", has_text=releases[1].version).wait_for()
    assert latest.read_text().strip() == releases[1].version


@pytest.mark.skipif(not any(path.startswith("/run/") for path in PATHS), reason="there is no tab on the run yet")
def test_the_tab_follows_a_run_to_its_verdict(page, airflow, releases, tmp_path):
    folder = releases[0].folder.parent.parent
    news = live.write_news(tmp_path / "more.jsonl", 60, seed=2)
    live.start_run(airflow, "followed", config="sample", input=str(news), output=str(folder), dataset="followed")
    page.goto(f"{airflow}/dags/build_corpus/runs/followed/plugin/corpus")
    frame = page.frame_locator("iframe")
    frame.get_by_text("ingest_articles").first.wait_for(timeout=60_000)
    # The page reloads by itself.
    frame.locator("h1 .verdict", has_text="passed").wait_for(timeout=180_000)
    frame.get_by_role("link", name="Release").click(timeout=120_000)  # published after the verdict
    frame.locator("nav.tabs").wait_for()
