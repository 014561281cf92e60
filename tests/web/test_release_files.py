import hashlib
import json

import pytest


def test_the_tab_lists_every_file_with_a_download(reader, release, page):
    text = reader.get(f"{page}/files").text
    for entry in json.loads((release.folder / "manifest.json").read_text())["files"]:
        assert f'<a href="{page}/download/{entry["path"]}" download' in text
    assert f'href="{page}/documents/quality/report.html"' in text


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


def test_every_listed_file_is_downloaded_whole_under_a_name_of_its_own(reader, release, page):
    names = set()
    for entry in json.loads((release.folder / "manifest.json").read_text())["files"]:
        answer = reader.get(f"{page}/download/{entry['path']}")
        assert hashlib.sha256(answer.content).hexdigest() == entry["sha256"]
        assert answer.headers["content-type"] == "application/octet-stream"
        says = answer.headers["content-disposition"]
        assert says.startswith(f'attachment; filename="tiny-{release.version}-')
        names.add(says)
    assert len(names) > 5
    assert "train-part-00000.parquet" in "".join(names)


def test_downloads_need_a_login(stranger, release, page):
    assert stranger.get(f"{page}/download/data/train/part-00000.parquet").status_code == 401


ASTRAY = [
    "quality",
    "quality/",
    "quality/unlisted.html",
    "../LATEST",
    "..%2fLATEST",
    "quality/..%2f..%2fLATEST",
    "quality%2f..%2f..%2f..%2f..%2fsecret.json",
    "%2fetc%2fpasswd",
]


@pytest.mark.parametrize("route", ["files", "download"])
@pytest.mark.parametrize("path", ASTRAY)
def test_nothing_else_is_served(reader, release, root, page, route, path):  # noqa: PLR0917 - fixtures
    (release.folder / "quality" / "unlisted.html").write_text("unlisted")
    (root.parent / "secret.json").write_text("{}")
    assert reader.get(f"{page}/{route}/{path}").status_code == 404


def test_pairs_are_downloaded_and_not_shown(reader, release, page):
    assert reader.get(f"{page}/files/data/train/part-00000.parquet").status_code == 404


@pytest.mark.parametrize("route", ["files", "download"])
@pytest.mark.parametrize(("listed", "status"), [("../../../secret.json", 409), ("quality/out.json", 404)])
def test_files_outside_the_release_are_not_served(reader, release, root, page, route, listed, status):  # noqa: PLR0917
    (root.parent / "secret.json").write_text("{}")
    (release.folder / "quality" / "out.json").symlink_to(root.parent / "secret.json")
    path = release.folder / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["files"].append({"path": listed, "bytes": 2, "sha256": "0" * 64})
    path.unlink()
    path.write_text(json.dumps(manifest))
    assert reader.get(f"{page}/{route}/{listed.replace('/', '%2f')}").status_code == status
