import pytest
from web.results import put_audit


@pytest.mark.parametrize(
    ("path", "name"), [("quality/report.html", "Report"), ("quality/data_docs/index.html", "Data Docs")]
)
def test_a_document_is_framed_with_the_way_back(reader, release, page, path, name):
    answer = reader.get(f"{page}/documents/{path}")
    assert f'src="{page}/files/{path}" title="{name}"' in answer.text
    assert f'<a href="{page}">{release.version}</a>' in answer.text
    assert f"<title>{name} of tiny</title>" in answer.text
    assert answer.headers["content-security-policy"].endswith("; frame-src 'self'")
    assert reader.get(f"{page}/files/{path}").status_code == 200


@pytest.mark.parametrize("path", ["quality/results.json", "manifest.json", "quality/other.html", "../LATEST", "data"])
def test_nothing_else_is_framed(reader, release, page, path):
    assert reader.get(f"{page}/documents/{path}").status_code == 404


def test_only_documents_may_frame(reader, release, page):
    assert "frame-src" not in reader.get(page).headers["content-security-policy"]


def test_the_report_of_a_stopped_run_has_the_way_back(reader, release, page):
    put_audit(release.folder.parent)
    answer = reader.get(f"/spindle/corpora/corpora/tiny/stopped/{'f' * 32}/report.html")
    assert f'src="/spindle/corpora/corpora/tiny/audits/{"f" * 32}/report.html"' in answer.text
    assert "Report of a stopped run of tiny" in answer.text
    assert reader.get("/spindle/corpora/corpora/tiny/stopped/nokey/report.html").status_code == 404
