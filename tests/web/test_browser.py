"""The pages in Airflow's own UI, in a real browser; skipped if no browser is installed."""

import pytest
from planted_model import list_model, real_model  # noqa: F401 - a fixture
from web import live
from web.routes import all_routes

sync_api = pytest.importorskip("playwright.sync_api")
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
    frame.get_by_role("heading", name="2 releases").wait_for()
    frame.locator("table.list tbody th a").first.click()
    frame.get_by_text(releases[1].version, exact=True).first.wait_for()
    frame.locator("#files").wait_for()
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
    frame.get_by_role("heading", name="2 releases").wait_for()
    assert frame.locator("figure svg.plot").first.bounding_box()["height"] > 50
    assert frame.locator("figure svg.plot").count() >= 2


def test_a_release_shows_its_verdict_and_plots(release):
    assert release.locator("h1 .verdict").inner_text().split(maxsplit=1)[1].startswith("passed")
    plots = release.locator("svg.plot")
    assert plots.count() >= 5
    assert plots.first.bounding_box()["height"] > 50
    assert "load_dataset" in release.locator("#load").inner_text()


def test_the_report_opens_in_the_frame(release):
    release.get_by_role("link", name="Report", exact=True).first.click()
    release.get_by_text("report on quality").wait_for()
    assert release.locator("svg.plot").first.is_visible()


def test_data_docs_open_in_the_frame_and_their_links_work(release):
    """The sandbox must keep the login, which each page requires."""
    release.get_by_role("link", name="Data Docs", exact=True).first.click()
    release.get_by_role("link", name="pairs").first.click()
    release.get_by_text("clean_is_article").first.wait_for()


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
    assert "the council" in release.locator("article.pair mark").first.inner_text().lower()
    with page.expect_download() as download:
        release.get_by_role("link", name="JSONL").click()
    assert download.value.suggested_filename.endswith("-pairs.jsonl")
    release.get_by_role("link", name="Pairs like this one").first.click()
    release.get_by_text("that share its rarest swaps").wait_for()
    release.locator("article.pair mark").first.wait_for()


def test_a_pasted_text_is_scored_in_the_frame(release):
    """With the login of the page, through Airflow's own middleware and within the sandbox of its frame."""
    release.get_by_role("link", name="Try the model").click()
    release.locator("textarea").fill("The council met on Monday.\n\nIt was extraordinarily late.")
    release.get_by_role("button", name="Score it").click()
    release.locator("#result h2 .verdict").wait_for()
    assert release.locator(".scored").inner_text().startswith("The council met on Monday.")
    assert release.locator("textarea").input_value().endswith("It was extraordinarily late.")


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
    frame.get_by_role("heading", name="How to load it").wait_for()
