"""A release in a browser: from a failing check to its rows, its cells, lineage, files, and two releases compared."""

from pathlib import Path

from web.live_runs import run_id


def test_a_failing_check_comes_first_and_leads_to_its_rows_in_one_click(page, goto, warned):
    goto(f"{warned}/checks")
    assert page.locator("main .mark").first.get_attribute("aria-label") != "holds"
    page.get_by_role("link", name="A failing pair").first.click()
    page.locator("article.pair").first.wait_for()
    assert page.locator("article.pair").count() == 1


def test_another_release_is_compared_in_two_clicks(page, goto, warned):
    goto(warned)
    page.locator("nav.tabs").get_by_role("link", name="Compare", exact=True).click()
    page.locator("table.list tbody th a").first.click()
    page.locator("#pairs").wait_for(timeout=60_000)
    page.get_by_role("link", name="changed", exact=False).first.click()
    page.locator("ins.changed").first.wait_for()
    assert page.locator("del.changed").count() > 0


def test_a_cell_leads_to_its_pairs(page, goto, warned):
    goto(f"{warned}/cells")
    page.locator("table.cells tbody tr").nth(1).locator("td a").nth(1).click()  # of one source and one profile
    page.locator("article.pair").first.wait_for()
    assert "source=" in page.url
    assert "profile=" in page.url


def test_lineage_links_both_ways(page, goto, warned):
    goto(f"{warned}/lineage")
    page.get_by_role("link", name="its tab Corpus").click()
    page.get_by_text(run_id("warned")).first.wait_for()
    page.get_by_role("link", name="Release", exact=True).click()
    page.locator("nav.tabs").wait_for()
    assert page.url.endswith(warned)


def test_the_files_are_downloaded(page, goto, warned):
    goto(f"{warned}/files")
    assert "load_dataset" in page.locator("#load").inner_text()
    with page.expect_download() as waited:
        page.get_by_role("link", name="download data/train/part-00000.parquet").click()
    assert waited.value.suggested_filename.endswith("-train-part-00000.parquet")
    assert Path(waited.value.path()).read_bytes()[:4] == b"PAR1"


def test_the_tabs_are_reached_by_keyboard(page, goto, warned):
    goto(warned)
    page.locator("nav.tabs a").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("details.suite").first.wait_for()
    assert page.locator("nav.tabs a[aria-current]").inner_text() == "Checks"
