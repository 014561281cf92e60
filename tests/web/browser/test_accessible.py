"""Every page in a browser, light and dark, on a telephone and wide screens: axe-core finds nothing, nothing is cut."""

import pytest
from web.browser.addresses import FILES, addresses_of
from web.routes import all_routes

PREFIX = "/spindle"
PAGES = sorted({route.path for route in all_routes() if "GET" in route.methods} - FILES)
# axe-core looks at both themes and both layouts; the third width has the layout of the first.
LOOKS = [("light", 1280), ("dark", 360)]


@pytest.fixture(scope="module")
def axe():
    return pytest.importorskip("axe_playwright_python.sync_playwright").Axe()


@pytest.fixture(scope="module")
def looker(browser, site, contexts):
    """A page of the browser; the policy is off, so that the test's own script runs."""
    context = browser.new_context(bypass_csp=True, storage_state=contexts["admin"].storage_state())
    yield context.new_page()
    context.close()


def settle(page):
    """Wait for a page that goes on by itself; a page that loads again and again may, if it can be stopped.

    Such a page is stopped, so that nothing is measured while it loads.
    """
    page.wait_for_function("!document.querySelector('meta[http-equiv=refresh][content^=\"0\"]')")
    stop = page.get_by_role("link", name="stop that")
    if stop.count():
        stop.click()
        page.wait_for_load_state()
        assert page.locator("meta[http-equiv=refresh]").count() == 0


@pytest.mark.parametrize("route", PAGES)
def test_a_page_is_accessible_and_fits_the_screen(looker, axe, site, route):
    found, wide = [], []
    for address in addresses_of(site.remains).of(route):
        assert looker.goto(f"{site.address}{PREFIX}{address}").status == 200, address
        settle(looker)
        looker.evaluate("document.querySelectorAll('details').forEach(element => element.open = true)")
        for scheme, width in [*LOOKS, (None, 1900)]:
            looker.emulate_media(color_scheme=scheme)
            looker.set_viewport_size({"width": width, "height": 900})
            wide += [(address, width)] if looker.evaluate("document.documentElement.scrollWidth") > width else []
            violations = axe.run(looker).response["violations"] if scheme else []
            found += [(address, scheme, each["id"]) for each in violations if each["impact"] in ("serious", "critical")]
    assert (found, wide) == ([], [])


@pytest.mark.parametrize("route", PAGES)
def test_a_page_has_a_title_and_a_way_back(looker, site, route):
    address = addresses_of(site.remains).of(route)[0]
    looker.goto(f"{site.address}{PREFIX}{address}")
    assert looker.title().strip()
    assert looker.locator("h1").count() == 1
    back = [link.get_attribute("href") for link in looker.locator("nav.trail a").all()]
    assert bool(back) == (route != "/")
    assert [href for href in back if looker.request.get(site.address + href).status != 200] == []
