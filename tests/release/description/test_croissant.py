"""Check croissant.json against the Croissant 1.1 specification, and with mlcroissant if it is installed."""

import json

import pyarrow.parquet as pq
import pytest
from corpus import make_config, make_corpus
from published import publish

from schemas import EDIT, PAIRS

TYPES = {"sc:Text", "sc:Integer", "sc:Float", "sc:DateTime"}


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    root = tmp_path_factory.mktemp("published")
    corpora = [make_corpus(make_config(root), splits=("train", "test", "test_unseen", "train"))]
    return publish(root, corpora=corpora, publish_release={"title": "News, spun"})


@pytest.fixture(scope="module")
def croissant(published):
    return json.loads((published.folder / "croissant.json").read_text(encoding="utf-8"))


def test_the_dataset_has_all_required_fields(croissant, published):
    assert croissant["@type"] == "sc:Dataset"
    assert croissant["conformsTo"] == ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"]
    for name in ("name", "description", "license", "url", "creator", "datePublished", "version", "citeAs"):
        assert croissant[name], name
    assert croissant["alternateName"] == "News, spun"
    assert croissant["identifier"] == published.fingerprint
    assert croissant["datePublished"] == published.created
    assert published.version in croissant["version"]


def test_the_dataset_states_that_it_is_synthetic_and_its_purpose(croissant):
    assert "synthetic" in croissant["description"]
    assert "synthetic" in croissant["keywords"]
    assert "detectors" in croissant["rai:dataUseCases"]
    assert any("Publication" in limit for limit in croissant["rai:dataLimitations"])


def test_the_files_are_those_of_the_release(croissant, published):
    manifest = json.loads((published.folder / "manifest.json").read_text())
    data = {entry["path"]: entry for entry in manifest["files"] if "rows" in entry}
    files = {file["contentUrl"]: file for file in croissant["distribution"] if file["@type"] == "cr:FileObject"}
    assert files.keys() == data.keys()
    for path, file in files.items():
        assert (published.folder / path).is_file()
        assert (file["sha256"], file["contentSize"]) == (data[path]["sha256"], f"{data[path]['bytes']} B")
        assert file["encodingFormat"] == "application/x-parquet"


def test_file_set_takes_all_data_files(croissant, published):
    (file_set,) = [entry for entry in croissant["distribution"] if entry["@type"] == "cr:FileSet"]
    found = {path.relative_to(published.folder).as_posix() for path in published.folder.glob(file_set["includes"])}
    assert found == {entry["contentUrl"] for entry in croissant["distribution"] if "contentUrl" in entry}


def test_fields_are_the_columns(croissant):
    (pairs,) = [records for records in croissant["recordSet"] if records["name"] == "pairs"]
    split, *fields = pairs["field"]
    assert split["name"] == "split"
    assert [field["name"] for field in fields] == PAIRS.names
    assert [field["source"]["extract"]["column"] for field in fields if "source" in field] == [
        name for name in PAIRS.names if name != "edits"
    ]
    for field in fields:
        assert field["description"]
        assert field.get("dataType") in TYPES or field["name"] == "edits"
    (edits,) = [field for field in fields if field["name"] == "edits"]
    assert (edits["isArray"], edits["arrayShape"]) == (True, "-1")
    assert [field["source"]["transform"]["jsonPath"] for field in edits["subField"]] == [field.name for field in EDIT]


def test_splits_are_those_of_the_release(croissant, published):
    (splits,) = [records for records in croissant["recordSet"] if records["name"] == "splits"]
    assert [record["splits/name"] for record in splits["data"]] == list(published.splits)
    folders = {path.parent.name for path in published.folder.glob("data/*/*")}
    assert {record["splits/folder"] for record in splits["data"]} == folders
    assert "unseen" in folders


def test_splits_and_profiles_have_counts(croissant, published):
    records = {records["name"]: records.get("data") for records in croissant["recordSet"]}
    assert {row["splits/name"]: row["splits/pairs"] for row in records["splits"]} == published.splits
    assert records["splits"][0]["splits/url"] == "cr:TrainingSplit"
    assert {row["profiles/name"] for row in records["profiles"]} == {"autoblog"}
    assert sum(row["profiles/pairs"] for row in records["profiles"]) == published.rows


def test_statistics_are_those_of_the_rows(croissant, published):
    rows = pq.read_table(published.folder / "data").to_pandas()
    (pairs,) = [records for records in croissant["recordSet"] if records["name"] == "pairs"]
    assert [note["value"] for note in pairs["annotation"]] == [published.rows]
    for field in pairs["field"]:
        if field["name"] in ("n_words", "n_swaps", "swap_rate", "asked_rate"):
            found = {note["name"]: note["value"] for note in field["annotation"]}
            column = rows[field["name"]].astype(float)
            assert found == pytest.approx({"mean": column.mean(), "min": column.min(), "max": column.max()})
            assert {note.get("equivalentProperty") for note in field["annotation"]} == {
                None,
                "sc:minValue",
                "sc:maxValue",
            }


def test_every_prefix_is_defined(croissant):
    prefixes = {key.split(":")[0] for key in names_in(croissant) if ":" in key}
    assert prefixes == {"prov", "rai", "sc"}
    assert prefixes < croissant["@context"].keys()


def names_in(node):
    if isinstance(node, list):
        return {name for item in node for name in names_in(item)}
    if not isinstance(node, dict):
        return set()
    inside = {name for key, value in node.items() if key not in ("@context", "data") for name in names_in(value)}
    return set(node) | inside


def test_ids_are_unique_and_references_resolve(croissant):
    defined, referred = [], set()

    def walk(node):
        if isinstance(node, list):
            for item in node:
                walk(item)
        elif isinstance(node, dict):
            if "@id" in node:
                defined.append(node["@id"]) if "@type" in node else referred.add(node["@id"])
            for name, value in node.items():
                if name != "@context":
                    walk(value)

    walk(croissant)
    assert len(defined) == len(set(defined))
    assert referred <= set(defined)


def test_mlcroissant_loads_it(published, caplog):
    mlcroissant = pytest.importorskip("mlcroissant")
    caplog.clear()
    dataset = mlcroissant.Dataset(str(published.folder / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    assert not dataset.metadata.ctx.issues.warnings
    assert not caplog.records
    assert dataset.metadata.ctx.is_v1_1()
    rows = list(dataset.records("pairs"))
    assert len(rows) == published.rows
    row = max(rows, key=lambda row: row["pairs/n_swaps"])
    assert len(row["pairs/edits"]) == row["pairs/n_swaps"]
    assert len(list(dataset.records("pairs", filters={"pairs/split": "test"}))) == published.splits["test"]
