import json

import pytest
from report.results import EVIL, make_check
from web.results import put_results
from web.scripts import foreign_scripts

TABS = ("", "/checks", "/plots", "/files", "/card", "/lineage", "/compare")


def test_the_overview_leads_with_what_a_model_can_do(reader, release, page):
    put_results(release.folder)
    text = reader.get(page).text
    says = "A detector trained on this release finds 71% of spun sentences at 1% false alarms, and 43% where the"
    assert text.index("<dt>Spun sentences found, at 1% false alarms</dt><dd>") < text.index(says)
    assert text.index(says) < text.index("24 pairs are published; 2 of 5 checks need attention.")
    assert text.index("2 findings ask for attention") < text.index('<section id="figures">')
    assert release.version in text


def test_a_finding_says_what_was_found_why_it_matters_and_what_to_do(reader, release, page):
    put_results(release.folder)
    text = reader.get(page).text
    start = text.index('<article class="finding warning">')
    finding = text[start : text.index("</article>", start)]
    for says in ("0.03, expected at most 0.02: 0.01 over", "Mind plain.", "Ask for a lower rate", "max_rate_error"):
        assert says in finding


def test_a_release_without_a_probe_says_so(reader, release, page):
    put_results(release.folder, probe=None)
    text = reader.get(page).text
    assert "no model was trained on a sample of this release" in text
    assert 'id="probe"' not in reader.get(f"{page}/plots").text


def test_drift_is_one_click_from_the_comparison(reader, release, page):
    drift = make_check("drift_swap_rate", effect="warning", observed=0.3)
    put_results(release.folder, checks=[drift], drift={"against": release.version, "distances": []})
    link = f'href="{page}/compare/corpora/tiny/{release.version}">Compare with the release before</a>'
    assert link in reader.get(page).text
    put_results(release.folder, checks=[drift], drift={"against": "../..", "distances": []})
    assert "Compare with the release before</a>" not in reader.get(page).text


def test_the_plots_are_on_their_tab(reader, release, page):
    put_results(release.folder)
    text = reader.get(f"{page}/plots").text
    assert text.count("<svg") > 5
    assert text.index('<section id="probe">') < text.index('<section id="written">')
    assert "Tagging: the words that were swapped" in text


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_has_one_heading_marks_itself_and_leads_back(reader, release, page, tab):
    text = reader.get(page + tab).text
    assert text.count("<h1>") == 1
    assert text.count('aria-current="page"') == 1
    assert f'<a href="{page}{tab}" aria-current="page">' in text
    assert '<li><a href="/spindle/corpora/corpora/tiny">tiny</a></li>' in text


@pytest.mark.parametrize("tab", TABS)
def test_text_of_the_results_and_the_manifest_is_escaped(reader, release, page, tab):
    put_results(release.folder, EVIL)
    path = release.folder / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest |= {"pairs_by_profile": {EVIL: 8}, "verdict": EVIL, "code": EVIL, "packages": {EVIL: EVIL}}
    manifest["config"] |= {"input": EVIL, "spin_articles": {EVIL: EVIL}}
    manifest["files"].append({"path": f"quality/{EVIL}.html", "bytes": 3, "sha256": "0" * 64})
    path.unlink()
    path.write_text(json.dumps(manifest))
    answer = reader.get(page + tab)
    assert answer.status_code == 200
    assert "&lt;script&gt;" in answer.text
    assert foreign_scripts(answer.text) == []


@pytest.mark.parametrize("tab", TABS)
def test_an_old_release_without_results_has_all_tabs(reader, release, page, tab):
    (release.folder / "quality" / "results.json").unlink()
    assert reader.get(page + tab).status_code == 200


@pytest.mark.parametrize("tab", TABS)
def test_a_damaged_release_shows_its_fault_without_a_traceback(reader, release, page, tab):
    path = release.folder / "manifest.json"
    path.unlink()
    path.write_text('{"format": 1}')
    answer = reader.get(page + tab)
    assert answer.status_code == 409
    assert "the manifest is damaged" in answer.text
    assert "Traceback" not in answer.text
