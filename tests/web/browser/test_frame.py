"""The pages within Airflow's own UI: login, navigation, theme, documents and forms in its sandboxed frame."""

import pytest
from web import live


@pytest.fixture
def release(page, site):
    """The frame with the page of the newer release, opened by clicks."""
    frame = live.open_corpora(page, site.address)
    frame.get_by_role("link", name="harbour").click()
    # While the first page of a fresh Airflow is still loading, a click may be lost; its address follows a loaded one.
    page.wait_for_url("**/corpora/harbour")
    frame.locator("table.list tbody th a").first.click()
    frame.locator("nav.tabs").wait_for()
    return frame


def test_pages_require_a_login(browser, site):
    context = browser.new_context()
    page = context.new_page()
    assert page.goto(f"{site.address}/spindle/").status == 401
    page.get_by_role("link", name="Log in").click()
    page.fill("input[name=username]", "admin")
    page.fill("input[name=password]", live.PASSWORD)
    page.click("button[type=submit]")
    page.get_by_role("heading", name="Corpora", exact=True).wait_for()
    context.close()


def test_documents_open_in_the_frame_and_their_links_work(release):
    """The sandbox must keep the login, which each page requires."""
    release.get_by_role("link", name="Report", exact=True).first.click()
    document = release.frame_locator("iframe.document")
    document.get_by_text("report on quality").wait_for()
    assert document.locator("svg.plot").first.is_visible()
    release.locator("nav.trail a").last.click()
    release.get_by_role("link", name="Data Docs", exact=True).first.click()
    document.get_by_role("link", name="pairs").first.click()
    document.get_by_text("clean_is_article").first.wait_for()
    assert document.get_by_text("Succeeded, ").count() == 1


def test_the_pages_follow_the_theme_of_airflow_and_score_a_text(page, release):
    colour = "element => getComputedStyle(element).backgroundColor"
    root = "theme => document.documentElement.className = theme"
    for theme, expected in (("dark", "rgb(22, 29, 45)"), ("light", "rgb(255, 255, 255)")):
        page.evaluate(root, theme)
        release.locator(f'html[data-theme="{theme}"]').wait_for(state="attached")
        assert release.locator("body").evaluate(colour) == expected
    release.get_by_role("link", name="Try the model", exact=True).click()
    release.locator("textarea").fill("The council met on Monday.\n\nIt was extraordinarily late.")
    release.get_by_role("button", name="Score it").click()
    release.locator("#result h2 .verdict").wait_for()
    assert release.locator(".scored").inner_text().startswith("The council met on Monday.")
    assert release.locator("textarea").input_value().endswith("It was extraordinarily late.")
