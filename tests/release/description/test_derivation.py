import pytest

from pipelines.release.contents import Contents
from pipelines.release.description.derivation import describe_derivation

MANIFEST = {
    "dataset": "news",
    "created": "2026-11-28T12:00:00+00:00",
    "code": "c0de",
    "packages": {"spindle": "1.2"},
    "lexicons": {"english": "abc"},
    "config": {"input": "https://me:hunter2@news.example/a.jsonl"},
}


@pytest.mark.parametrize("lineage", [{}, {"groups": {"base": "b", "carried": ""}}])
def test_a_first_release_is_derived_from_input_and_sources(lineage):
    found = describe_derivation(MANIFEST | lineage, Contents(sources={"bbc": 3, "": 2}), "me")
    derived = [(entity["prov:label"], entity.get("sc:size")) for entity in found["prov:wasDerivedFrom"]]
    assert derived == [("input of the run", None), ("source of articles", "3 pairs")]
    assert "hunter2" not in str(found)
    activity = found["prov:wasGeneratedBy"]
    assert activity["prov:endedAtTime"] == MANIFEST["created"]
    assert activity["prov:wasAssociatedWith"]["sc:identifier"] == "c0de"
    assert [entity["prov:label"] for entity in activity["prov:used"]] == ["lexicon english"]


def test_a_later_release_is_derived_from_the_one_whose_groups_it_carries():
    manifest = MANIFEST | {"groups": {"base": "b", "carried": "5a" * 32}}
    *_, earlier = describe_derivation(manifest, Contents(), "me")["prov:wasDerivedFrom"]
    assert earlier["sc:sha256"] == "5a" * 32
    assert "earlier release of news" in earlier["prov:label"]
