import pytest

from pipelines.release.contents import Contents, Tally
from pipelines.release.description.responsible import describe_responsibly

MANIFEST = {
    "packages": {"spindle": "1.2"},
    "seed": 7,
    "counts": {
        "ingest_articles": {"kept": 9, "rejected": {"too_short": 2}},
        "spin_articles": {"kept": 9, "rejected": {}},
    },
}
# The vocabulary of RAI 1.0, as far as it applies.
PROPERTIES = {
    "annotationsPerItem",
    "dataAnnotationProtocol",
    "dataBiases",
    "dataCollection",
    "dataCollectionMissingData",
    "dataCollectionRawData",
    "dataCollectionType",
    "dataLimitations",
    "dataManipulationProtocol",
    "dataPreprocessingProtocol",
    "dataReleaseMaintenancePlan",
    "dataSocialImpact",
    "dataUseCases",
    "machineAnnotationTools",
    "personalSensitiveInformation",
}


@pytest.fixture
def described():
    tally = Tally(rows=4, words=100, swaps=10, swapped_words=20, asked_words=25.0)
    contents = Contents(
        splits={"train": tally},
        profiles={"light": tally},
        sources={f"source {number:02}": 1 for number in range(25)} | {"": 1},
        licenses={"MIT": 1, "": 3},
        languages={"en": 4},
    )
    return describe_responsibly(MANIFEST, contents)


def test_the_properties_are_those_of_the_vocabulary(described):
    assert described.keys() == {f"rai:{name}" for name in PROPERTIES}
    assert all(described.values())


def test_the_texts_have_the_figures_of_the_release(described):
    assert "too_short 2" in described["rai:dataPreprocessingProtocol"][1]
    assert "Profiles light" in described["rai:dataManipulationProtocol"]
    assert "20.0% of 100 words, 25.0% asked for. Seed 7" in described["rai:dataManipulationProtocol"]
    assert "1 of 4 pairs have no source, 3 of 4 pairs have no license" in described["rai:dataCollectionMissingData"]
    assert "source 19 1, 6 more sources" in described["rai:dataCollectionRawData"]
    assert described["rai:annotationsPerItem"].startswith("0 labels by people; on average 2.5 edits a pair")
    assert described["rai:machineAnnotationTools"] == ["Spindle 1.2"]


def test_secrets_in_names_of_sources_are_left_out():
    contents = Contents(splits={"train": Tally(rows=1)}, sources={"https://me:hunter2@news.example/feed": 1})
    assert "hunter2" not in str(describe_responsibly(MANIFEST, contents))
