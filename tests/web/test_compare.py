import html
import json
import re

import pytest
from probed import make_figures
from published import publish
from report.results import EVIL, make_check, make_probe_entry
from web.results import put_results
from web.scripts import foreign_scripts

from pipelines.web import compare
from pipelines.web.comparisons import ComparisonProgress, Comparisons


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Comparisons of this test alone; a busy machine must not turn them into pages of progress."""
    kept = Comparisons()
    find = kept.find
    monkeypatch.setattr(kept, "find", lambda before, after: find(before, after, patience=60))
    monkeypatch.setattr(compare, "_comparisons", lambda: kept)
    return kept


@pytest.fixture
def two(root):
    return [publish(root, parts=parts) for parts in (1, 2)]


def page_of(release):
    return f"/spindle/corpora/corpora/{release.dataset}/{release.version}"


def compared(old, new):
    return f"{page_of(new)}/compare/corpora/{old.dataset}/{old.version}"


def test_any_release_is_two_clicks_away(reader, two, root):
    """The first click is the tab; the second is the other release, of this dataset or of another."""
    other = root / "other" / two[0].version
    other.parent.mkdir()
    two[0].folder.rename(other)
    text = reader.get(f"{page_of(two[1])}/compare").text
    link = f"{page_of(two[1])}/compare/corpora/other/{two[0].version}"
    assert f'href="{link}"' in text
    assert f"{two[1].rows - two[0].rows} pairs added" in reader.get(link).text
    assert f'href="{page_of(two[1])}/compare"' in reader.get(page_of(two[1])).text


def test_the_page_says_what_changed(reader, two):
    text = reader.get(compared(*two)).text
    assert f"{two[1].rows - two[0].rows} pairs added, 0 removed, 0 changed" in text
    for section in ("figures", "checks", "groups", "vocabulary", "settings", "pairs"):
        assert f'<section id="{section}">' in text
    assert f'href="{compared(two[1], two[0])}"' in text, "the other way round"


def test_added_and_removed_pairs_are_listed_with_their_edits(reader, two):
    added = reader.get(f"{compared(*two)}?show=added").text
    assert added.count('<article class="pair">') == two[1].rows - two[0].rows
    assert "<ins class=" in added
    for href in re.findall(rf'href="({page_of(two[1])}/pairs/\d+/\d+)"', added):
        assert reader.get(href).status_code == 200
    removed = reader.get(f"{compared(two[1], two[0])}?show=removed").text
    assert removed.count('<article class="pair">') == two[1].rows - two[0].rows


def read_figures(text):
    """Name -> before, after and change of the table of figures."""
    rows = re.findall(
        r"<tr>(.*?)</tr>", text[text.index('<section id="figures">') : text.index('<section id="checks">')]
    )
    cells = [[html.unescape(each) for each in re.findall(r">([^<]*)</t[dh]>", row)] for row in rows]
    return {name: tuple(values) for name, *values in cells if len(values) == 3}


def test_figures_of_the_models_say_how_much_they_changed(reader, two):
    for release, worse in zip(two, (0.0, 0.03), strict=True):
        figures = make_figures()
        for row in figures["detection"]:
            row["auroc"] -= worse
        for row in figures["restoration"]:
            row["first"] += worse if row["split"] == "test" else 0
        put_results(release.folder, probe=make_probe_entry(figures))
    found = read_figures(reader.get(compared(*two)).text)
    before, after, change = found["Spun told from clean, by sentence (AUROC)"]
    assert float(before) - float(after) == pytest.approx(0.03, abs=0.0005)
    assert change == "\u22120.030"
    assert found["Original word ranked first"] == ("41.0%", "44.0%", "+3.00 points")
    assert found["Original word ranked first, new replacement words"] == ("41.0%", "41.0%", "0.00 points")


def test_a_figure_that_one_release_lacks_has_no_change(reader, two):
    put_results(two[0].folder, probe=make_probe_entry(None))
    put_results(two[1].folder, probe=make_probe_entry(make_figures()))
    found = read_figures(reader.get(compared(*two)).text)
    assert found["Original word ranked first"] == ("not measured", "41.0%", "")
    assert found["Original word ranked first, new replacement words"] == ("not measured", "41.0%", "")


def test_checks_that_turned_come_first(reader, two):
    for release, effects in zip(two, (("none", "none"), ("none", "warning")), strict=True):
        names = zip(("rate_error", "shortcut_auroc"), effects, strict=True)
        checks = [make_check(name, effect=effect, observed=int(effect == "warning")) for name, effect in names]
        put_results(release.folder, checks=[*checks, make_check("train_pairs", observed=release.rows)])
    text = reader.get(compared(*two)).text
    section = text[text.index('<section id="checks">') : text.index('<section id="groups">')]
    assert section.index("shortcut_auroc") < section.index("train_pairs")
    assert "rate_error" not in section
    assert 'class="turned"' in section


def test_a_release_is_the_same_as_itself(reader, two):
    assert "the pairs are the same" in reader.get(compared(two[0], two[0])).text


def test_a_comparison_that_takes_long_shows_its_progress(reader, two, patient, monkeypatch):
    monkeypatch.setattr(patient, "find", lambda *_: ComparisonProgress(3, 8))
    text = reader.get(compared(*two)).text
    assert "3 of 8 data files read" in text
    assert '<meta http-equiv="refresh" content="2">' in text


def test_text_of_both_releases_is_escaped(reader, two):
    for release, word in zip(two, (EVIL, f"{EVIL}2"), strict=True):
        put_results(release.folder, word)
        path = release.folder / "manifest.json"
        manifest = json.loads(path.read_text()) | {"code": word, "packages": {word: word}}
        path.unlink()
        path.write_text(json.dumps(manifest))
    text = reader.get(compared(*two)).text
    assert "&lt;script&gt;" in text
    assert foreign_scripts(text) == []


@pytest.mark.parametrize("query", ["page=0", "page=x", "page=99999999999", "show=everything"])
def test_a_wrong_query_is_refused(reader, two, query):
    assert reader.get(f"{compared(*two)}?{query}").status_code == 422


def test_a_page_after_the_last_says_so(reader, two):
    assert "No pair is on this page" in reader.get(f"{compared(*two)}?show=added&page=99").text


def test_pairs_outside_the_release_are_not_read(reader, two, root):
    path = two[0].folder / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["files"].append({"path": "../../secret.parquet", "rows": 1, "bytes": 2, "sha256": "0" * 64})
    (root / "secret.parquet").write_text("x")
    path.unlink()
    path.write_text(json.dumps(manifest))
    assert reader.get(compared(*two)).status_code == 409


def test_a_damaged_release_is_named(reader, two):
    data = next((two[0].folder / "data").glob("*/*.parquet"))
    data.unlink()
    answer = reader.get(compared(*two))
    assert answer.status_code == 409
    assert f"{data.parent.name}/{data.name} to be as it was published, but it is missing" in answer.text


def test_settings_are_in_words_and_judgements_are_no_settings(reader, two):
    path = two[1].folder / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest |= {"verdict": "passed with warnings", "profiles": {"mine": {"rate": 0.2, "only": ["moby", "lemmas"]}}}
    path.unlink()
    path.write_text(json.dumps(manifest))
    text = reader.get(compared(*two)).text
    settings = text[text.index('<section id="settings">') : text.index('<section id="pairs">')]
    assert ">verdict<" not in settings
    assert "rate: 0.2, only: moby, lemmas" in settings
    assert "&#39;rate&#39;" not in settings
