import json
import re

import pyarrow as pa
import pytest
from browse.test_dropped import write_quarantine, write_rejects
from web.results import put_audit
from web.scripts import foreign_scripts

from pipelines.storage.files import sha256_file
from pipelines.storage.receipts import write_receipt
from pipelines.web.dropped_runs import find_parts

PAGES = "/spindle/corpora/corpora/tiny"


@pytest.fixture
def dataset(root, monkeypatch):
    monkeypatch.setattr("pipelines.browse.dropped.SECONDS", 60.0)
    folder = root / "tiny"
    write_quarantine(folder, "a", 45, age=100)
    write_quarantine(folder, "b", 2)
    write_rejects(folder, "ingest_articles", "c", ["too_short", "<script>alert(1)</script>"] * 40)
    write_rejects(folder, "spin_articles", "d", ["no_swaps"] * 3)
    return folder


def shown(answer):
    """Return part and row of all rows of a page."""
    assert answer.status_code == 200, answer.text
    return [(key[0], int(row)) for key, row in re.findall(r"/(?:quarantine|rejects)/(\w{32})/(\d+)\"", answer.text)]


def ways(answer):
    return {rel: href.replace("&amp;", "&") for rel, href in re.findall(r'<a rel="(\w+)" href="([^"]+)"', answer.text)}


def test_quarantine_is_paged_newest_first(reader, dataset):
    first = reader.get(f"{PAGES}/quarantine")
    second = reader.get(ways(first)["next"])
    third = reader.get(ways(second)["next"])
    assert shown(first) == [("b", 0), ("b", 1), *(("a", row) for row in range(18))]
    assert shown(third) == [("a", row) for row in range(38, 45)]
    assert shown(reader.get(ways(second)["prev"])) == shown(first)
    assert "next" not in ways(third)
    assert shown(reader.get(f"{PAGES}/quarantine?back=1")) == [("a", row) for row in range(25, 45)]


def test_quarantine_is_filtered_by_reason(reader, dataset):
    page = reader.get(f"{PAGES}/quarantine?reason=originals_match")
    assert shown(page) == [("b", 0), *(("a", row) for row in range(0, 45, 4))]
    assert re.search(r'reason=kinds_known">kinds_known 23</a>', page.text)
    assert re.search(r'aria-current="true">originals_match 13</a>', page.text)
    assert shown(reader.get(f"{PAGES}/quarantine?reason=no_such")) == []


@pytest.fixture
def runs(dataset):
    """A stopped run over part b, and a release over parts a and b; its results are those of a part of probe_corpus."""
    stopped = put_audit(dataset, "1" * 32, quarantined={"originals_match": 1, "language": 1})
    put_receipt(dataset, "audit_corpus", "1" * 32, {"validate_pairs": ["b" * 32]})
    put_receipt(
        dataset, "audit_corpus", "2" * 32, {"validate_pairs": ["a" * 32, "b" * 32], "spin_articles": ["d" * 32]}
    )
    results = put_audit(dataset, "3" * 32, verdict="passed", stage="probe_corpus", quarantined={"kinds_known": 47})
    put_receipt(dataset, "probe_corpus", "3" * 32, {"audit": "2" * 32}, results / "results.json")
    return stopped


def put_receipt(dataset, stage, key, inputs, *files):
    entries = {str(path.relative_to(dataset)): {"bytes": 1, "sha256": sha256_file(path)} for path in files}
    write_receipt(dataset / "work" / stage / key / "receipt.json", {"inputs": inputs}, entries)


def test_quarantine_is_listed_by_run_and_summed(reader, runs):
    text = reader.get(f"{PAGES}/quarantine").text
    assert f'href="{PAGES}/quarantine?run={runs.name}">2</a>' in text
    assert f'href="{PAGES}/quarantine?run={runs.name}&amp;reason=language">language</a> 1' in text
    assert "of 47 pairs" in text, "of both runs, each pair once"
    one = reader.get(f"{PAGES}/quarantine?run={runs.name}")
    assert shown(one) == [("b", 0), ("b", 1)]
    assert "of one run" in one.text
    assert re.search(
        rf'href="{PAGES}/quarantine\?run={runs.name}&amp;reason=originals_match">originals_match 1</a>', one.text
    )
    assert shown(reader.get(f"{PAGES}/quarantine?run={runs.name}&reason=originals_match")) == [("b", 0)]


def test_the_pages_of_a_run_keep_to_it(reader, runs):
    first = reader.get(f"{PAGES}/quarantine?run={'3' * 32}")
    second = reader.get(ways(first)["next"])
    third = reader.get(ways(second)["next"])
    assert shown(third) == [("a", row) for row in range(38, 45)]
    assert f"run={'3' * 32}" in ways(third)["prev"]
    assert shown(reader.get(f"{PAGES}/rejects?run={'3' * 32}")) == [("d", row) for row in range(3)]


def test_the_rows_of_a_release_are_found_by_its_results(dataset, runs, release):
    entry = {
        "path": "quality/results.json",
        "sha256": sha256_file(dataset / "work/probe_corpus" / ("3" * 32) / "results.json"),
    }
    path = release.folder / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["files"] = [file for file in manifest["files"] if file["path"] != entry["path"]] + [entry | {"bytes": 1}]
    path.unlink()
    path.write_text(json.dumps(manifest))
    assert find_parts(dataset, release.version) == {"a" * 32, "b" * 32, "d" * 32}
    (dataset / "work" / "audit_corpus" / ("2" * 32) / "receipt.json").write_text("{")
    assert find_parts(dataset, release.version) is None


@pytest.mark.parametrize("name", ["9" * 32, "20260101T000000Z-aaaaaaaaaaaa"])
def test_a_run_whose_work_is_gone_says_so(reader, runs, name):
    for what in ("quarantine", "rejects"):
        answer = reader.get(f"{PAGES}/{what}?run={name}")
        assert shown(answer) == []
        assert "is not there any more" in answer.text


def test_a_quarantined_pair_has_its_edits_coloured_and_all_its_reasons(reader, dataset):
    text = reader.get(f"{PAGES}/quarantine/{'a' * 32}/1").text
    assert '<ins class="k-word" title="was “new”: word, moby">brand-new</ins>' in text
    assert "<li>language</li><li>kinds_known</li>" in text
    assert "<td>moby</td>" in text


def test_a_pair_with_wrong_edits_is_shown(reader, dataset):
    import pyarrow.parquet as pq

    path = next(dataset.glob("quarantine/*/b*"))
    rows = pq.read_table(path)
    content = rows.to_pylist()
    content[0]["edits"][0]["clean_end"] = 10**6
    content[1]["edits"][0] |= {"clean_start": None, "kind": None, "original": None}
    pq.write_table(pa.Table.from_pylist(content, schema=rows.schema), path)
    text = reader.get(f"{PAGES}/quarantine").text
    assert len(re.findall("1 of its edits cannot be marked", text)) == 2
    assert reader.get(f"{PAGES}/quarantine/{'b' * 32}/1").status_code == 200


def test_rejects_are_paged_and_filtered(reader, dataset):
    assert len(shown(reader.get(f"{PAGES}/rejects"))) == 50
    assert shown(reader.get(f"{PAGES}/rejects?stage=spin_articles")) == [("d", row) for row in range(3)]
    assert shown(reader.get(f"{PAGES}/rejects?reason=too_short")) == [("c", row) for row in range(0, 80, 2)]
    assert shown(reader.get(f"{PAGES}/rejects?stage=spin_articles&reason=too_short")) == []


def test_a_reject_is_shortened_in_the_list_and_complete_on_its_page(reader, dataset):
    import pyarrow.parquet as pq

    path = next(dataset.glob("rejects/spin_articles/*"))
    content = pq.read_table(path).to_pylist()
    content[0]["row"] = "<script>x</script>" + "long " * 500
    pq.write_table(pa.Table.from_pylist(content, schema=pq.read_schema(path)), path)
    listed, whole = reader.get(f"{PAGES}/rejects").text, reader.get(f"{PAGES}/rejects/{'d' * 32}/0").text
    assert (listed.count("long "), whole.count("long ")) == (56, 500)
    for text in (listed, whole):
        assert "&lt;script&gt;x" in text
        assert foreign_scripts(text) == []


def test_a_reject_whose_text_was_not_kept_says_so(reader, dataset):
    write_rejects(dataset, "group_duplicates", "e", ["duplicate_id"], row=None)
    listed = reader.get(f"{PAGES}/rejects?reason=duplicate_id").text
    assert "text not kept" in listed
    text = reader.get(f"{PAGES}/rejects/{'e' * 32}/0").text
    assert "Its text was not kept" in text
    assert "The row as read" not in text


def test_one_dropped_row_is_one_row(reader, root):
    write_rejects(root / "tiny", "ingest_articles", "c", ["too_short"])
    write_quarantine(root / "tiny", "a", 1)
    assert " of 1 row<" in reader.get(f"{PAGES}/rejects").text
    assert " of 1 pair<" in reader.get(f"{PAGES}/quarantine").text


def test_a_dataset_without_dropped_rows_has_a_note(reader, root):
    (root / "tiny").mkdir()
    assert "The quarantine is empty." in reader.get(f"{PAGES}/quarantine").text
    assert "No row was rejected." in reader.get(f"{PAGES}/rejects").text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("quarantine?part=abc", 422),
        ("quarantine?row=-1", 422),
        ("quarantine?back=x", 422),
        ("quarantine?part=&row=&back=&stage=&reason=%20", 200),
        ("quarantine?run=LATEST", 422),
        (f"quarantine?part={'e' * 32}", 404),
        (f"quarantine?part={'a' * 32}&row=46", 404),
        (f"quarantine/{'a' * 32}/45", 404),
        (f"quarantine/{'a' * 32}/-1", 404),
        (f"quarantine/{'c' * 32}/0", 404),
        ("quarantine/abc/0", 404),
        (f"rejects/{'a' * 32}/0", 404),
        (f"rejects?stage=spin_articles&part={'c' * 32}", 404),
        ("rejects?reason=" + "x" * 201, 422),
    ],
)
def test_wrong_parameters_are_rejected(reader, dataset, path, status):
    assert reader.get(f"{PAGES}/{path}").status_code == status


def test_links_out_of_the_dataset_are_not_followed(reader, dataset, tmp_path):
    path = next(dataset.glob("rejects/spin_articles/*"))
    path.rename(tmp_path / "elsewhere.parquet")
    path.symlink_to(tmp_path / "elsewhere.parquet")
    assert reader.get(f"{PAGES}/rejects").status_code == 404
