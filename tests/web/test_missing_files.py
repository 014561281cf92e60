"""Files that a manifest lists and the folder lacks: each page that would use them names them; no other one fails."""

import json
import os
import shutil

import pytest
from indexed import publish_indexed
from planted_model import list_model, planted  # noqa: F401 - a fixture
from web.forms import send
from web.results import put_results

DATASET = "/spindle/corpora/corpora/tiny"
RESULTS = "quality/results.json is missing"


@pytest.fixture
def without_quality(release):
    shutil.rmtree(release.folder / "quality")
    return release


def lose(release, path):
    (release.folder / path).unlink()
    return f"{path} is missing"


@pytest.mark.parametrize("tab", ["", "/checks", "/plots", "/cells", "/files", "/card", "/lineage", "/pairs"])
def test_every_tab_names_what_is_missing(reader, without_quality, page, tab):
    answer = reader.get(page + tab)
    assert answer.status_code == 200
    assert "Missing or changed: " in answer.text
    assert "quality/" in answer.text
    assert "spindle verify" in answer.text


def test_results_that_are_missing_are_not_said_to_be_none(reader, without_quality, page):
    overview = reader.get(page).text
    assert "Findings not known" in overview
    assert "Not known: the results of this release cannot be read." in overview
    for false in ("0 findings", "no model was trained"):
        assert false not in overview
    assert "the release has no results of checks" not in reader.get(f"{page}/checks").text.lower()
    assert "no figures to draw" not in reader.get(f"{page}/plots").text


def test_missing_cells_are_named_and_those_of_old_releases_explained(reader, release, page):
    assert "made before they were kept" in reader.get(f"{page}/cells").text
    path = release.folder / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["files"].append({"path": "quality/cells.json", "bytes": 2, "sha256": "0" * 64})
    path.unlink()
    path.write_text(json.dumps(manifest))
    text = reader.get(f"{page}/cells").text
    assert "made before they were kept" not in text
    assert "cells.json to be as it was published, but it is missing" in text


def test_documents_that_are_missing_are_not_linked(reader, without_quality, page):
    text = reader.get(page).text + reader.get(f"{page}/checks").text
    for path in ("quality/results.json", "quality/data_docs/index.html", "quality/report.html"):
        assert f"/files/{path}" not in text
        assert f"/documents/{path}" not in text
    assert f"{page}/files/croissant.json" in text


@pytest.mark.parametrize("route", ["documents", "files", "download"])
def test_a_missing_document_is_named(reader, without_quality, page, route):
    answer = reader.get(f"{page}/{route}/quality/report.html")
    assert answer.status_code == 409
    assert "report.html to be as it was published, but it is missing" in answer.text


def test_the_dataset_and_the_first_page_name_the_damage(reader, without_quality):
    for page in (DATASET, "/spindle/"):
        text = reader.get(page).text
        assert "damaged" in text
        assert "results.json" in text
    assert "Its findings are not known" in reader.get(DATASET).text


def test_a_check_of_a_release_without_results_is_not_known(reader, release):
    put_results(release.folder)
    version = "20991201T000000Z-000000000000"
    newer = shutil.copytree(release.folder, release.folder.parent / version)
    (newer / "manifest.json").write_text((newer / "manifest.json").read_text().replace(release.version, version))
    (newer / "quality" / "results.json").unlink()
    text = reader.get(f"{DATASET}/checks/corpus/rate_error?version={version}").text
    assert "Not known whether the check holds in" in text
    assert "there is nothing to decide" not in text
    assert "2 open findings" in reader.get(DATASET).text  # those of the release before, which is named
    compared = reader.get(f"{DATASET}/{version}/compare/corpora/tiny/{release.version}").text
    assert "are not compared:" in compared
    assert "Every check has the same result" not in compared


def test_a_missing_card_is_not_said_to_be_none(reader, release, page):
    lose(release, "README.md")
    text = reader.get(f"{page}/card").text
    assert "The card, README.md, is missing." in text


@pytest.mark.usefixtures("planted")
def test_a_missing_model_is_named_before_a_text_is_pasted(reader, release, page):
    list_model(release)
    lose(release, "quality/detector.npz")
    for answer in (reader.get(f"{page}/try"), send(reader, f"{page}/try", "A text.", token="")):
        assert answer.status_code in {403, 409}
    assert "detector.npz" in reader.get(f"{page}/try").text
    assert f'href="{page}/try"' not in reader.get(page).text


def data_of(release, split):
    files = json.loads((release.folder / "manifest.json").read_text())["files"]
    return next(entry["path"] for entry in files if entry["path"].startswith(f"data/{split}/"))


def test_pairs_of_other_splits_are_shown_without_a_data_file(reader, release, page):
    says = lose(release, data_of(release, "test"))
    train = reader.get(f"{page}/pairs?split=train")
    assert train.status_code == 200
    assert says in train.text
    assert ">pair 1</a>" in train.text
    assert reader.get(f"{page}/pairs/0/0").status_code == 200
    assert reader.get(f"{page}/download?form=jsonl&split=train").status_code == 200
    assert reader.get(f"{page}/files").status_code == 200


def test_pairs_that_need_a_missing_file_name_it_and_keep_the_form(reader, release, page):
    path = data_of(release, "test")
    lose(release, path)
    answer = reader.get(f"{page}/pairs?split=test")
    assert answer.status_code == 409
    assert f"{path} to be as it was written, but it is missing" in answer.text
    assert '<option selected value="test">' in answer.text
    for asked in ("download?form=parquet&split=test", f"download/{path}"):
        answer = reader.get(f"{page}/{asked}")
        assert answer.status_code == 409
        assert path in answer.text


def test_a_missing_index_makes_a_search_slow_and_not_wrong(reader, root):
    release = publish_indexed(root)
    page = f"{DATASET}/{release.version}"
    found = reader.get(f"{page}/pairs?word=authorities").text.count('<section class="row">')
    indexes = list(release.folder.glob("quality/__index/*/*"))
    for index in indexes:
        index.unlink()
    answer = reader.get(f"{page}/pairs?word=authorities")
    assert answer.status_code == 200
    assert answer.text.count('<section class="row">') == found > 0 < len(indexes)


def test_a_data_file_of_another_size_is_named_before_it_is_read(reader, release, page):
    path = release.folder / data_of(release, "test")
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[:-9])
    for where in (page, f"{page}/files", DATASET):
        assert f"has {len(content) - 9:,} bytes, not {len(content):,}" in reader.get(where).text


def test_a_whole_release_is_not_said_to_be_damaged(reader, release, page):
    for where in (page, f"{page}/files", f"{page}/pairs", DATASET, "/spindle/"):
        assert "damaged" not in reader.get(where).text
        assert "missing" not in reader.get(where).text


@pytest.mark.parametrize("name", ["LATEST", "tags/paper", "triage.json", "HISTORY"])
def test_a_pipe_beside_the_releases_keeps_no_page_waiting(reader, release, page, name):
    path = release.folder.parent / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    assert reader.get("/spindle/").status_code == 200
    assert reader.get(DATASET).status_code in (200, 409)
    assert reader.get(page).status_code in (200, 409)


@pytest.mark.parametrize("path", ["README.md", "quality/report.html", "data"])
def test_a_pipe_at_the_place_of_a_listed_file_is_missing(reader, release, page, path):
    path = path.replace("data", next(str(each) for each in data_paths(release)))
    (release.folder / path).unlink()
    os.mkfifo(release.folder / path)
    assert f"{path} is missing" in reader.get(page).text
    assert reader.get(f"{page}/download/{path}").status_code == 409
    for tab in ("pairs", "card", "files"):
        assert reader.get(f"{page}/{tab}").status_code in (200, 409)


def data_paths(release):
    return [path.relative_to(release.folder) for path in sorted(release.folder.glob("data/*/*.parquet"))]
