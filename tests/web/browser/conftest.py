"""One Airflow with the remains of runs in each state, and one browser with an editor and a viewer."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from web import live, live_runs
from web.browser.addresses import Remains

PREFIX = "/spindle"


def pytest_collection_modifyitems(items):
    """Without a browser nothing here runs."""
    here = Path(__file__).parent
    for item in items:
        if live.CHROMIUM is None and here in item.path.parents:
            item.add_marker(pytest.mark.skip(reason="no Chromium on the PATH"))


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The address of Airflow, its environment, and the remains of the runs."""
    folder = tmp_path_factory.mktemp("site")
    with live_runs.show_runs(folder) as env:
        yield SimpleNamespace(
            env=env, address=env["AIRFLOW__API__BASE_URL"], remains=Remains(folder / "corpora" / "harbour")
        )


@pytest.fixture(scope="module")  # its event loop must end before tests elsewhere run theirs
def browser():
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=live.CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def contexts(browser, site):
    """User -> context with its login; a context keeps what its pages have loaded."""
    made = {user: browser.new_context(viewport={"width": 1400, "height": 950}) for user in live.USERS}
    for user, context in made.items():
        context.add_cookies(live.cookies_of(site.address, user))
    yield made
    for context in made.values():
        context.close()


@pytest.fixture
def page(contexts):
    """A page of an editor; a breach of the content security policy fails the test."""
    yield from _open_page(contexts["admin"])


@pytest.fixture
def viewer(contexts):
    """The same of a user with the fewest permissions."""
    yield from _open_page(contexts["viewer"])


@pytest.fixture
def goto(site, page):
    """Open an address below the prefix of the pages, without Airflow's frame."""
    return lambda address, page=page: page.goto(f"{site.address}{PREFIX}{address}")


@pytest.fixture
def home(site):
    """The address of the dataset."""
    return site.remains.home


@pytest.fixture
def warned(site, home):
    """The address of the newer release, which passed with warnings."""
    return f"{home}/{site.remains.versions[1]}"


def _open_page(context):
    page = context.new_page()
    broken = []
    page.on("console", lambda message: broken.append(message.text) if "Content Security" in message.text else None)
    yield page
    page.close()
    assert broken == []
