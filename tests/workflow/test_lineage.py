"""Lineage of a release, as OpenLineage's provider takes it; it is not among Spindle's requirements."""

import json
from types import SimpleNamespace

import pytest
from corpus import make_config
from published import publish

from pipelines.workflow import lineage


def test_datasets_are_named_as_openlineage_names_them():
    assert lineage.name_dataset("/data/news.jsonl") == ("file", "/data/news.jsonl")
    assert lineage.name_dataset("file:///data/news") == ("file", "/data/news")
    assert lineage.name_dataset("s3://lake/news/*.parquet") == ("s3://lake", "news/*.parquet")
    assert "word" not in "".join(lineage.name_dataset("https://me:word@example.org/news.csv?token=word"))


def test_without_a_release_there_is_nothing_to_tell(monkeypatch):
    monkeypatch.setattr(lineage, "_finished", [])
    operator = SimpleNamespace()
    output = SimpleNamespace(operator=operator)
    assert lineage.with_lineage(output) is output
    assert operator.get_openlineage_facets_on_complete(None) is None


CHECKS = [
    {"check": "replayed", "suite": "pairs", "severity": "critical", "observed": 0, "rows": 12, "notes": "Undone."},
    {"check": "rate_error", "suite": "corpus", "severity": "warning", "effect": "warning", "observed": 0.2},
    {"check": "similarity", "suite": "pairs", "severity": "warning", "effect": "not run"},
]


def test_a_release_is_told_with_its_inputs_and_its_quality(tmp_path, monkeypatch):
    pytest.importorskip("airflow.providers.openlineage")
    from openlineage.client.serde import Serde

    release = publish(tmp_path)
    results = release.folder / lineage.RESULTS
    results.write_text(json.dumps(json.loads(results.read_text()) | {"checks": CHECKS}))
    config = make_config(tmp_path).model_dump(mode="json") | {"input": "s3://lake/news.jsonl"}
    config["negatives"]["clean"] = "/data/clean.jsonl"
    monkeypatch.setattr(lineage, "_finished", [])
    made = release.to_json()
    assert lineage.remember(made, config) is made
    told = lineage.lineage_of_last()
    assert [(each.namespace, each.name) for each in told.inputs] == [
        ("s3://lake", "news.jsonl"),
        ("file", "/data/clean.jsonl"),
    ]
    output = json.loads(Serde.to_json(told.outputs[0]))
    assert (output["namespace"], output["name"]) == ("file", str(release.folder.parent))
    assert output["outputFacets"]["outputStatistics"]["rowCount"] == release.rows
    facets = output["facets"]
    assert facets["version"]["datasetVersion"] == release.version
    assert {"name": "clean", "type": "string"} in facets["schema"]["fields"]
    assert (facets["dataQualityMetrics"]["rowCount"], facets["dataQualityMetrics"]["bytes"]) == (
        release.rows,
        release.bytes,
    )
    assertions = {each["assertion"]: each for each in facets["dataQualityAssertions"]["assertions"]}
    assert {name: (each["success"], each["severity"]) for name, each in assertions.items()} == {
        "pairs.replayed": (True, "error"),
        "corpus.rate_error": (False, "warn"),
    }
    assert assertions["pairs.replayed"]["actual"] == "0 of 12 rows"
