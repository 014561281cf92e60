import shutil
from datetime import datetime, timedelta

import pytest
from report.results import EVIL, make_check
from web.results import put_audit, put_results

from pipelines.release.pointers.tags import set_tag

PAGE = "/spindle/corpora/corpora/tiny"


def days_after(release, days):
    return datetime.fromisoformat(release.created) + timedelta(days=days)


def publish_again(release, days, **changes):
    """Publish a copy of the release some days after it, with other results."""
    when = days_after(release, days)
    version = f"{when:%Y%m%dT%H%M%SZ}-{'0' * 12}"
    folder = shutil.copytree(release.folder, release.folder.parent / version)
    manifest = (folder / "manifest.json").read_text().replace(release.version, version)
    (folder / "manifest.json").write_text(manifest.replace(release.created, when.isoformat()))
    put_results(folder, **changes)
    return version


def test_releases_are_listed_newest_first_with_figures(reader, release):
    newer = publish_again(release, 1, shortcuts={"auroc": 0.537, "n_texts": 9, "features": []})
    text = reader.get(PAGE).text
    assert text.index(newer) < text.index(release.version)
    assert "0.537" in text
    assert "train 4" in text
    assert text.count('class="latest"') == 1


def test_a_tag_is_shown_beside_its_release(reader, release):
    set_tag(release.folder.parent, "paper", release.version)
    assert '<span class="id">@paper</span>' in reader.get(PAGE).text


def test_one_release_has_no_trend(reader, release):
    assert "<svg" not in reader.get(PAGE).text


def test_figures_are_drawn_over_the_releases(reader, release):
    for days, auroc in ((1, 0.51), (2, 0.58)):
        publish_again(release, days, shortcuts={"auroc": auroc, "n_texts": 9, "features": []})
    text = reader.get(PAGE).text
    assert text.count('<svg class="plot') == 4
    last = f"{days_after(release, 2):%m-%d %H:%M}"
    assert f"{last}, test_unseen: 0.9" in text
    assert f"{last}, AUROC: 0.58" in text


def test_a_damaged_release_is_marked_and_does_not_hide_others(reader, release):
    version = publish_again(release, 1)
    (release.folder.parent / version / "manifest.json").write_text("{")
    text = reader.get(PAGE).text
    assert "damaged" in text
    assert release.version in text


def test_damaged_results_do_not_hide_a_release(reader, release):
    path = release.folder / "quality" / "results.json"
    path.unlink()
    path.write_text("[1, 2")
    assert release.version in reader.get(PAGE).text


def test_a_stopped_run_shows_its_reason_and_links_its_report(reader, release):
    folder = put_audit(release.folder.parent, checks=[make_check("leaks", effect="stop", message=f"leaks {EVIL}")])
    text = reader.get(PAGE).text
    address = f"{PAGE}/stopped/{folder.name}/report.html"
    assert "leaks &lt;/style&gt;" in text
    assert f'href="{address}"' in text
    answer = reader.get(address.replace("/stopped/", "/audits/"))
    assert answer.text == "<html>stopped</html>"
    assert "sandbox" in answer.headers["content-security-policy"]


def test_a_run_that_the_probe_stopped_is_shown_as_well(reader, release):
    stop = make_check("probe_real_auroc", suite="probe", effect="stop", message="probe_real_auroc is 0.6")
    put_audit(release.folder.parent, verdict="passed")
    folder = put_audit(release.folder.parent, "e" * 32, stage="probe_corpus", checks=[stop])
    text = reader.get(PAGE).text
    assert text.count("nothing published") == 1
    assert "probe_real_auroc is 0.6" in text
    assert reader.get(f"{PAGE}/audits/{folder.name}/report.html").text == "<html>stopped</html>"


@pytest.mark.parametrize("path", ["../../../LATEST", "_SUCCESS.parquet", "gone.html"])
def test_only_the_documents_of_an_audit_are_served(reader, release, path):
    folder = put_audit(release.folder.parent)
    (folder / "_SUCCESS.parquet").touch()
    assert reader.get(f"{PAGE}/audits/{folder.name}/{path}").status_code == 404


def test_a_dataset_without_releases_has_a_page(reader, root):
    put_audit(root / "young")
    text = reader.get("/spindle/corpora/corpora/young").text
    assert "No release yet." in text
    assert "Stopped runs" in text


def test_a_dataset_whose_run_ended_in_the_command_line_leads_to_its_rejects(reader, root):
    (root / "young" / "work").mkdir(parents=True)
    text = reader.get("/spindle/corpora/corpora/young").text
    assert "one ended in the command line, which said why" in text
    assert '<a href="/spindle/corpora/corpora/young/rejects">Rejects</a>.' in text


def test_the_share_of_rejects_is_said_to_be_of_variants(reader, release):
    assert ">variants<br>rejected</th>" in reader.get(PAGE).text


def test_checks_without_a_finding_are_folded_behind_the_releases_and_idle_ones_come_last(reader, release):
    idle = make_check("aaa_idle", effect="not run", observed=None, unexpected=0)
    put_results(release.folder, checks=[idle, make_check("zzz_holds", effect="none")])
    text = reader.get(PAGE).text
    assert "<details open" not in text
    assert text.index('<section id="releases">') < text.index('<section id="checks">')
    assert text.index(">zzz_holds</a>") < text.index(">aaa_idle</a>")


def test_what_stopped_the_newest_run_is_said_once(reader, release):
    put_audit(release.folder.parent, checks=[make_check("leaks", effect="stop", message="leaks is 3")])
    text = reader.get(PAGE).text
    assert text.count("leaks is 3") == 1
    assert text.index('<section id="stopped">') < text.index("leaks is 3") < text.index(">Decide</a>")
