import re

import pytest
from corpus import make_config

from pipelines.quality.suites.checks import load_suite
from pipelines.quality.suites.docs import build_data_docs


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
    for outcome in suites[2][1].values():
        outcome |= {"rows": 1, "observed": 0.125}
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
    assert "<td>edits_in_order; not run: similarity</td>" in index, "similarity is off by default"
    assert index.count("every check holds") + index.count("every check that ran holds") == 2


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
