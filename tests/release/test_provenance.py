from corpus import make_config

from pipelines.parts.part import Part
from pipelines.release.provenance import describe_run


def test_a_run_is_described_by_everything_that_determines_its_result(tmp_path):
    config = make_config(tmp_path, spin_articles={"profiles": {"light": 2, "autoblog": 1}})
    parts = [
        Part("spin_articles", "a", "", "", {"train": 3, "test": 1}, {"no_swaps": 1}),
        Part("spin_articles", "b", "", "", {"train": 2}, {"no_swaps": 2, "other": 4}),
    ]
    described = describe_run(config, {"spin_articles": parts})
    assert described["counts"] == {
        "spin_articles": {"in": 13, "kept": 6, "rejected": {"other": 4, "no_swaps": 3}, "parts": 2}
    }
    assert list(described["profiles"]) == ["autoblog", "light"]
    assert described["config"]["spin_articles"]["profiles"] == {"light": 2, "autoblog": 1}
    assert "output" not in described["config"]
    assert described["packages"].keys() >= {"python", "numpy", "pyarrow"}


def test_the_content_of_the_input_is_recorded_in_order(tmp_path):
    pieces = [{"content": f"{number:032x}", "rows": number} for number in range(3)]
    parts = [
        Part("ingest_articles", "a", "", "", {"articles": 1}, statistics={"raw": pieces[:2]}),
        Part("ingest_articles", "b", "", "", {"articles": 1}, statistics={"raw": pieces[2:]}),
    ]
    described = describe_run(make_config(tmp_path), {"ingest_articles": parts})
    assert described["raw"] == pieces
    assert described["platform"]
