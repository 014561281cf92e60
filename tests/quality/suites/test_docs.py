import re

import pytest
from corpus import make_config

from pipelines.quality.suites.checks import load_suite
from pipelines.quality.suites.docs import build_data_docs

# Critical checks on the corpus.
STOPPING = ("lost_pairs", "train_pairs")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs")
    suites = []
    for name in ("articles", "pairs", "corpus"):
        checks = load_suite(name, make_config(folder))
        outcomes = {check.name: {"rows": 2000, "unexpected": 0, "examples": []} for check in checks}
        suites.append((checks, outcomes))
    evil = {"id": "<svg onload=alert(1)>$x", "value": False}
    suites[1][1]["edits_in_order"] = {"rows": 2000, "unexpected": 3, "examples": [evil]}
    suites[1][1]["rate_reached"] = {"rows": 2000, "unexpected": 700, "examples": [{"id": "slow", "value": 0.2}]}
    for outcome in suites[2][1].values():
        outcome |= {"rows": 1, "observed": 0.125}
    for name in STOPPING:
        suites[2][1][name]["unexpected"] = 1
    suites[2][1]["top_swap_share"]["unexpected"] = 1
    build_data_docs(folder / "docs", "tiny", suites)
    return folder / "docs"


def page(site, suite):
    (path,) = site.glob(f"validations/{suite}/**/*.html")
    return path.read_text()


def test_the_site_has_a_page_for_each_suite_and_its_results(site):
    assert sorted(path.stem for path in (site / "expectations").iterdir()) == ["articles", "corpus", "pairs"]
    assert sorted(path.stem for path in (site / "validations").rglob("*.html")) == ["articles", "corpus", "pairs"]


def test_the_index_links_to_existing_pages_and_names_failures(site):
    index = (site / "index.html").read_text()
    links = re.findall(r'href="([^"]+)"', index)
    assert len(links) == 6
    assert [link for link in links if not (site / link).is_file()] == []
    # similarity is off by default
    assert "<td>warning: edits_in_order, rate_reached; not run: similarity</td>" in index
    assert "<td>train_pairs, lost_pairs; warning: top_swap_share; not run: " in index
    assert index.count("every check holds") + index.count("every check that ran holds") == 1


def test_pages_show_merged_results_as_text(site):
    shown = page(site, "pairs")
    assert "Edits are sorted and do not overlap in either text, so that they can be undone. (critical)" in shown
    assert "3 unexpected values found. 0.15% of 2000 total rows" in re.sub(r"&\w+;|≈", "", shown)
    assert "at most 0.01, observed 0.125" in page(site, "corpus")


def test_pages_load_no_other_files(site):
    for path in site.rglob("*.html"):
        text = path.read_text()
        assert re.findall(r"<(?:script|img|link|iframe)[^>]*(?:src|href)=", text) == [], path
        assert re.findall(r"url\(|@import|fetch\(", text) == [], path
    assert {path.suffix for path in site.rglob("*") if path.is_file()} == {".html"}


def test_values_from_the_data_are_escaped(site):
    shown = page(site, "pairs")
    assert "&lt;svg onload=alert(1)&gt;$x: False" in shown
    assert "<svg" not in shown


def marks(shown):
    """Check -> mark of its row, for the rows without the mark of a check that holds."""
    found = re.findall(r'<h5 class="m-0"[^>]*>\s*(\w+)\s*</h5>.*?<i class="fas ([a-z-]+)', shown, re.DOTALL)
    return {check: mark for check, mark in found if check != "Overview" and mark != "fa-check-circle"}


def test_a_check_that_only_warns_is_not_marked_as_failed(site):
    shown = page(site, "pairs")
    assert marks(shown) == dict.fromkeys(("edits_in_order", "rate_reached"), "fa-exclamation-triangle")
    assert "text-danger" not in shown.partition("<body>")[2]
    assert re.search(r"Warning: Rows reach at least a part of their asked rate", shown)
    assert re.search(r'text-warning"[^>]*></i>\s*Succeeded, 2 checks warn', shown)
    assert "slow: 0.2" in shown, "the failing rows are still listed"
    assert re.search(r"Unsuccessful Expectations.*?<div[^>]*>0</div>", shown, re.DOTALL)
    assert "Failed Only" not in shown


def test_a_check_that_stops_the_release_is_marked_as_failed(site):
    shown = page(site, "corpus")
    assert marks(shown) == dict.fromkeys(STOPPING, "fa-times") | {"top_swap_share": "fa-exclamation-triangle"}
    assert re.search(r'fa-times text-danger"[^>]*></i>\s*Failed', shown)
    assert re.search(r"Unsuccessful Expectations.*?<div[^>]*>2</div>", shown, re.DOTALL)


def test_a_suite_without_warnings_succeeds(site):
    shown = page(site, "articles")
    assert marks(shown) == {}
    assert "warn" not in re.search(r"Succeeded.*", shown)[0]
