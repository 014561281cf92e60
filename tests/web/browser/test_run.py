"""The tab of a run in each state: passed, warned, stopped by a check, failed by an error, and running."""

import re

import pytest
from web.browser.addresses import run_address


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("passed", "passed"),
        ("warned", "passed with warnings"),
        ("stopped", "stopped"),
        ("failed", "stopped"),
        ("running", "running"),
    ],
)
def test_the_state_of_a_run_is_its_heading(page, goto, name, word):
    goto(run_address(name))
    assert page.locator("h1 .verdict").inner_text().split(maxsplit=1)[1] == word
    assert page.locator("progress").count() == (name == "running")


def test_a_running_run_shows_share_parts_throughput_and_rejects(page, goto):
    goto(run_address("running"))
    assert re.search(r"\d+% of the run done", page.locator(".run-progress").inner_text())
    assert "spin_articles" in page.locator("p.lede").first.inner_text()
    assert "left" in page.locator(".run-progress").inner_text(), "the time that is left"
    spin = page.locator("table.steps tr", has=page.get_by_role("rowheader", name="spin_articles"))
    assert re.search(r"[1-9]\d* of \d", spin.locator(".done").inner_text())
    assert int(spin.locator("td.n").last.inner_text().split()[0].replace(",", "")) > 0
    ingest = page.locator("table.steps tr", has=page.get_by_role("rowheader", name="ingest_articles"))
    assert "too_short" in ingest.inner_text()
    assert page.locator("meta[http-equiv=refresh]").count() == 1


def test_a_narrow_screen_hides_no_column_and_bars_are_no_notices(page, goto):
    goto(run_address("stopped"))
    for width in (360, 800, 1181):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("[...document.querySelectorAll('.wide')].every(e => e.scrollWidth <= e.clientWidth)"), (
            width
        )
    border = "element => getComputedStyle(element).borderLeftWidth"
    assert page.locator("table.steps .done").first.evaluate(border) == "0px"


def test_a_stopped_run_leads_to_its_pairs_in_quarantine(page, goto):
    goto(run_address("stopped"))
    assert "quarantine_share is" in page.locator(".attention").inner_text()
    page.get_by_role("link", name="Pairs in quarantine").click()
    page.locator("article.pair").first.wait_for()
    assert "of one run" in page.locator("p.lede").first.inner_text()
    page.locator("ul.reasons[aria-label=reasons] a").first.click()
    page.locator("ul.reasons a[aria-current]").wait_for()
    assert page.locator("article.pair").count() > 0


def test_a_failed_run_names_the_task_the_part_and_the_lines(page, goto):
    goto(run_address("failed"))
    stopped = page.locator(".stopped").first.inner_text()
    assert re.search(r"Stopped in spin_articles, part 00003: MemoryError: Unable to allocate", stopped)
    assert "MemoryError" in page.locator("pre.last-lines").inner_text()
    assert page.get_by_role("link", name="Its log").get_attribute("href").endswith("/tasks/spin_articles/mapped/1")
