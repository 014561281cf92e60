"""The pages over a root in an object store show what they show over one on a disk."""

import json

import pytest
from memory_store import use_memory
from published import publish
from report.results import make_results
from web.forms import token_of

from pipelines.storage.places import ObjectPath
from pipelines.web import compare
from pipelines.web.comparisons import Comparisons

ROOT = "s3://memory/corpora"
PAGE = "/spindle/corpora/corpora/tiny"


@pytest.fixture
def store(monkeypatch, tmp_path):
    monkeypatch.setenv("AIRFLOW__SPINDLE__ROOTS", ROOT)
    monkeypatch.setenv("SPINDLE_CACHE", str(tmp_path / "cache"))
    return use_memory(monkeypatch)["s3://memory"]


@pytest.fixture
def release(store):
    return publish(ROOT)


def ask(reader, path=""):
    answer = reader.get(f"{PAGE}{path}")
    assert answer.status_code == 200, answer.text
    return answer.text


def test_corpora_and_dataset_list_the_release(reader, release):
    assert "tiny" in reader.get("/spindle/").text
    text = ask(reader)
    assert release.version in text
    assert text.count('class="latest"') == 1


def test_the_page_of_a_release_loads_it_from_the_store(reader, release):
    text = ask(reader, f"/{release.version}/files")
    assert release.path in text
    assert "data/train/part-00000.parquet" in text


def test_documents_are_served(reader, release):
    assert ask(reader, f"/{release.version}/files/quality/report.html") == "<html>good</html>"
    assert reader.get(f"{PAGE}/{release.version}/files/quality/missing.html").status_code == 404
    assert reader.get(f"{PAGE}/{release.version}/files/data/train/part-00000.parquet").status_code == 404


def test_files_are_downloaded_from_the_store_and_never_whole_on_the_server(
    reader, release, store, tmp_path, monkeypatch
):
    copies = set((tmp_path / "cache").rglob("*"))
    monkeypatch.setattr(ObjectPath, "open", None)
    answer = reader.get(f"{PAGE}/{release.version}/download/data/train/part-00000.parquet")
    assert answer.status_code == 200
    assert answer.content[:4] == b"PAR1" == answer.content[-4:]
    assert answer.headers["content-disposition"].endswith("-train-part-00000.parquet")
    assert set((tmp_path / "cache").rglob("*")) == copies


@pytest.mark.parametrize("tab", ["", "/checks", "/plots", "/card", "/lineage", "/compare"])
def test_every_tab_reads_the_store(reader, release, tab):
    assert release.version in ask(reader, f"/{release.version}{tab}")


def test_releases_are_compared_in_the_store(reader, release, monkeypatch):
    kept = Comparisons()
    monkeypatch.setattr(compare, "_comparisons", lambda: kept)
    other = publish(ROOT, parts=3)
    address = f"/{other.version}/compare/corpora/tiny/{release.version}"
    kept.find(release, other, patience=60)
    assert f"{other.rows - release.rows} pairs added" in ask(reader, address)
    assert "<ins" in ask(reader, f"{address}?show=added")


def test_pairs_are_paged_and_shown(reader, release):
    assert ask(reader, f"/{release.version}/pairs").count("<ins") > 4
    assert "replacement" in ask(reader, f"/{release.version}/pairs/0/0")


def test_rejects_are_listed(reader, release):
    assert "no_swaps" in ask(reader, "/rejects")


def test_an_audit_is_served_from_the_attempt_that_its_receipt_names(reader, release, store):
    (key,) = {found.split("/")[4] for found in store.content if "/work/probe_corpus/" in found}
    assert ask(reader, f"/audits/{key}/report.html") == "<html>good</html>"
    assert reader.get(f"{PAGE}/audits/{'0' * 32}/report.html").status_code == 404


@pytest.mark.parametrize("path", ["/../other", "/..%2f..%2fsecret", f"/{'2' * 8}T000000Z-{'0' * 12}"])
def test_nothing_outside_is_found(reader, release, store, path):
    store.put("other/secret.html", b"secret")
    assert reader.get(f"{PAGE}{path}").status_code in {307, 404}


def test_latest_is_moved_and_a_finding_decided_on(operator, release, store):
    """Both by a conditional put."""
    results = json.dumps(make_results()).encode()
    store.put(f"corpora/tiny/{release.version}/quality/results.json", results)
    page = f"{PAGE}/checks/corpus/rate_error"
    known = {"token": token_of(operator, page), "version": release.version}
    assert operator.post(page, data=known | {"verb": "resolve"}).status_code == 303
    assert "resolved by operator" in ask(operator)
    assert "corpora/tiny/triage.json" in store.content
    store.delete(["corpora/tiny/LATEST"])
    moved = operator.post(f"{PAGE}/latest", data=known | {"change": "promote", "expected": ""})
    assert moved.status_code == 303
    assert store.get("corpora/tiny/LATEST")[0].decode().strip() == release.version
