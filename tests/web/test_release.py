import ast
import json

import pytest
from report.results import EVIL
from web.results import put_results

from pipelines.release.find import find_release
from pipelines.web.release import loads


def test_a_release_shows_verdict_figures_and_files(reader, release, page):
    put_results(release.folder)
    text = reader.get(page).text
    assert release.version in text
    assert "24 pairs are good to publish; 2 of 5 checks need attention." in text
    assert "rate_error" in text
    assert text.count("<svg") > 5
    assert "data/train/part-00000.parquet" in text
    assert f'href="{page}/files/quality/report.html"' in text


def test_a_release_says_first_what_a_model_can_do(reader, release, page):
    put_results(release.folder)
    text = reader.get(page).text
    says = "A detector trained on this release finds 71% of spun sentences at 1% false alarms, and 43% where the"
    assert text.index(says) < text.index('<dl class="figures">') < text.index('<section id="probe">')
    assert text.index('<section id="probe">') < text.index('<section id="written">')
    assert "Tagging: the words that were swapped" in text


def test_a_release_without_a_probe_has_no_section_of_it(reader, release, page):
    put_results(release.folder, probe=None)
    assert 'id="probe"' not in reader.get(page).text


def test_text_of_the_results_is_escaped(reader, release, page):
    put_results(release.folder, EVIL)
    text = reader.get(page).text
    assert "&lt;script&gt;alert(" in text
    assert "<script" not in text


def test_text_of_the_manifest_is_escaped(reader, release, page):
    path = release.folder / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest |= {"pairs_by_profile": {EVIL: 8}, "verdict": EVIL}
    manifest["files"][-1]["path"] = f"quality/{EVIL}.html"
    path.unlink()
    path.write_text(json.dumps(manifest))
    text = reader.get(page).text
    assert "&lt;script&gt;" in text
    assert "<script" not in text


def test_an_old_release_without_results_has_a_page(reader, release, page):
    (release.folder / "quality" / "results.json").unlink()
    answer = reader.get(page)
    assert answer.status_code == 200
    assert "How to load it" in answer.text


def test_a_damaged_release_shows_its_fault_without_a_traceback(reader, release, page):
    path = release.folder / "manifest.json"
    path.unlink()
    path.write_text('{"format": 1}')
    answer = reader.get(page)
    assert answer.status_code == 409
    assert "the manifest is damaged" in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("quality/report.html", "text/html"),
        ("quality/data_docs/index.html", "text/html"),
        ("quality/results.json", "application/json"),
        ("README.md", "text/plain"),
        ("croissant.json", "application/json"),
        ("manifest.json", "application/json"),
    ],
)
def test_documents_are_served_in_a_sandbox(reader, release, page, path, media_type):
    answer = reader.get(f"{page}/files/{path}")
    assert answer.content == (release.folder / path).read_bytes()
    assert answer.headers["content-type"].startswith(media_type)
    policy = answer.headers["content-security-policy"]
    assert "sandbox allow-same-origin" in policy
    assert "allow-scripts" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "data/train/part-00000.parquet",
        "quality",
        "quality/",
        "quality/unlisted.html",
        "../LATEST",
        "..%2fLATEST",
        "quality/..%2f..%2fLATEST",
        "quality%2f..%2f..%2f..%2f..%2fsecret.json",
        "%2fetc%2fpasswd",
    ],
)
def test_nothing_else_is_served(reader, release, root, page, path):
    (release.folder / "quality" / "unlisted.html").write_text("unlisted")
    (root.parent / "secret.json").write_text("{}")
    assert reader.get(f"{page}/files/{path}").status_code == 404


@pytest.mark.parametrize("listed", ["../../../secret.json", "quality/out.json"])
def test_files_outside_the_release_are_not_served_even_if_listed(reader, release, root, page, listed):
    (root.parent / "secret.json").write_text("{}")
    (release.folder / "quality" / "out.json").symlink_to(root.parent / "secret.json")
    path = release.folder / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["files"].append({"path": listed, "bytes": 2, "sha256": ""})
    path.unlink()
    path.write_text(json.dumps(manifest))
    assert reader.get(f"{page}/files/{listed.replace('/', '%2f')}").status_code == 404


def test_the_loading_code_is_valid_python_and_names_the_release(release):
    lines = loads(find_release(release.folder))
    for name in ("datasets", "streaming", "polars"):
        assert release.path in lines[name]
        ast.parse(lines[name])


def test_the_loading_code_for_polars_reads_the_pairs(release):
    import polars as pl

    names = {"pl": pl}
    exec(loads(release)["polars"], names)  # noqa: S102 - the code that users paste
    assert names["pairs"].collect().height == 4
