"""Take the pictures in docs/: `make screenshots`. A small corpus of our own text, shown in a whole Airflow."""
# ruff: noqa: INP001 - a script, not a package

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from web import live  # noqa: E402 - the tests' own way to start Airflow, found by the line above

SIZE = {"width": 1200, "height": 780}
# Rates of the releases, so that there is a trend to see.
RATES = (0.18, 0.22, 0.2, 0.26, 0.25)


def main() -> None:
    with plain_folder() as folder:
        corpora = Path(folder, "corpora")
        corpora.mkdir()
        for number, rate in enumerate(RATES):
            news = live.write_news(Path(folder, f"{number}.jsonl"), 150 + 40 * number)
            live.build(corpora, news, rate=rate, profiles=("autoblog", "light"))
        env = live.airflow_env(Path(folder, "home"), [corpora])
        live.set_up(env)
        with live.run_airflow(env) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=live.CHROMIUM, args=["--no-sandbox"])
            context = browser.new_context(viewport=SIZE)
            context.add_cookies(live.cookies_of(address))
            take(context.new_page(), address)
            browser.close()


@contextmanager
def plain_folder() -> Iterator[Path]:
    """A new folder with a name that reads well in a picture, removed in the end."""
    folder = Path(tempfile.gettempdir(), "spindle")
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def take(page: Page, address: str) -> None:
    """The dataset with its trends, the newest release, its pairs and cells, and two releases compared."""
    frame = live.open_corpora(page, address)
    frame.get_by_role("link", name="harbour").click()
    frame.locator("figure svg.plot").first.wait_for()
    save(page, "dataset")
    frame.locator("table.list tbody th a").first.click()
    frame.locator("nav.tabs").wait_for()
    save(page, "release")
    frame.get_by_role("link", name="Browse the pairs").click()
    frame.locator("article.pair ins").first.wait_for()
    save(page, "pairs")
    tabs = frame.locator("nav.tabs")
    tabs.get_by_role("link", name="Cells").click()
    frame.locator("table.cells").wait_for()
    save(page, "cells")
    tabs.get_by_role("link", name="Compare").click()
    frame.locator("main table.list a, main ul a").first.click()
    frame.locator("table.compared").first.wait_for()
    save(page, "compare")


def save(page: Page, name: str) -> None:
    page.wait_for_timeout(500)  # the UI's own fade
    page.screenshot(path=ROOT / "docs" / f"{name}.png")


if __name__ == "__main__":
    main()
