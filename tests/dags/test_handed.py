"""Real runs whose tasks are cleared or marked by hand: what is published is what the run has now, or nothing."""

import importlib
import json
import re
import shutil

import pytest
from articles import write_news
from dags.by_hand import ByHand

from pipelines.fingerprint import code_fingerprint
from pipelines.workflow import handed

spin_articles = importlib.import_module("pipelines.stages.spin_articles")
pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def hand(dags, monkeypatch):
    return ByHand(dags["build_corpus"], monkeypatch)


@pytest.fixture
def form(tmp_path):
    """A form for 60 articles in several parts, for two mapped tasks."""
    news = write_news(tmp_path / "news.jsonl", 60)
    settings = ["ingest_articles.part_bytes=9000", "ingest_articles.max_part_bytes=9000"]
    form = {"config": "sample", "input": str(news), "output": str(tmp_path / "out"), "dataset": "tiny", "probe": 0}
    return form | {"settings": settings}


def published(tmp_path):
    """The manifest of the latest release."""
    dataset = tmp_path / "out" / "tiny"
    return json.loads((dataset / (dataset / "LATEST").read_text().strip() / "manifest.json").read_text())


def test_a_cleared_run_publishes_what_its_input_has_now(hand, form, tmp_path, monkeypatch):
    monkeypatch.setenv("AIRFLOW__CORE__PARALLELISM", "3")
    assert hand.start(form) == "success"
    assert hand.find("validate_pairs", 2).state == "success"
    first = published(tmp_path)

    monkeypatch.setenv("AIRFLOW__CORE__PARALLELISM", "1")  # parts come twice: from this try, and from the one before
    assert hand.clear() == "success"
    assert published(tmp_path) == first

    write_news(tmp_path / "news.jsonl", 15)
    assert hand.clear() == "success"
    now = published(tmp_path)
    assert {tuple(counts.values())[:3] for counts in now["counts"].values()} == {(15, 15, 1)}
    assert now["rows"] == 15


@pytest.mark.parametrize(
    ("mark", "stops", "missing"),
    [
        (("check_run", -1, "skipped"), "group_duplicates", "check_run, found none"),
        (("ingest_articles", 1, "success"), "drop_copies", "ingest_articles of part 0000"),
        pytest.param(
            ("ingest_articles", 1, "skipped"),
            "group_duplicates",
            "ingest_articles of part 0000",
            marks=pytest.mark.slow,
        ),
        (("spin_articles", 1, "success"), "validate_pairs", "spin_articles, found none"),
        pytest.param(
            ("validate_pairs", 0, "skipped"), "publish_release", "validate_pairs of part 00000", marks=pytest.mark.slow
        ),
        pytest.param(
            ("audit_corpus", -1, "success"), "probe_corpus", "audit_corpus, found none", marks=pytest.mark.slow
        ),
    ],
    ids=lambda value: "-".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_a_task_that_is_marked_by_hand_loses_no_article_without_a_word(hand, form, mark, stops, missing):
    hand.marks[mark[:2]] = mark[2]
    assert hand.start(form) == "failed"
    failed = next(ti for ti in hand.run.get_task_instances() if ti.task_id == stops and ti.state == "failed")
    error, message, tries = hand.why(stops, failed.map_index)
    assert (error, tries) == ("ConfigError", 1)
    assert f"expected the result of {missing}" in message
    assert "marked by hand" in message
    assert hand.find("publish_release").state in ("failed", "upstream_failed")


def test_a_release_needs_the_answer_and_the_audit_of_its_own_corpus(hand, form, tmp_path):
    write_news(tmp_path / "news.jsonl", 30)
    hand.marks["approve_release", -1] = "skipped"
    assert hand.start(form | {"approval": True}) == "failed"
    assert hand.why("publish_release")[0::2] == ("ConfigError", 1)
    assert "somebody to approve the release" in hand.why("publish_release")[1]

    hand.marks = {}
    assert hand.clear("approve_release") == "success"
    first = published(tmp_path)

    write_news(tmp_path / "news.jsonl", 30, start=100)
    for mark, says in (
        ({("audit_corpus", -1): "skipped"}, "expected the result of probe_corpus that this run has"),
        ({("approve_release", -1): "success"}, "found no answer for this corpus"),
    ):
        hand.marks = mark
        assert hand.clear() == "failed"
        assert hand.why("publish_release")[0::2] == ("ConfigError", 1)
        assert says in hand.why("publish_release")[1]
        assert published(tmp_path) == first

    hand.marks = {}
    assert hand.clear("approve_release") == "success"
    assert published(tmp_path)["version"] > first["version"]


@pytest.mark.slow
def test_a_lost_part_is_computed_again_when_its_task_is_cleared(hand, form, tmp_path):
    def lose():
        shutil.rmtree(next((tmp_path / "out" / "tiny" / "work" / "validate_pairs").iterdir()))

    assert hand.start(form) == "success"
    first = published(tmp_path)
    lose()
    assert hand.clear("audit_corpus") == "failed"
    error, message, tries = hand.why("publish_release")
    assert (error, tries) == ("LostPartError", 1)
    assert re.search(r"validate_pairs of part \d+ is computed again when validate_pairs is cleared", message)
    assert hand.clear("validate_pairs") == "success"
    assert published(tmp_path) == first


@pytest.mark.slow
def test_parts_of_two_versions_of_the_code_are_not_published(hand, form, tmp_path, monkeypatch):
    assert hand.start(form) == "success"
    first = published(tmp_path)

    def of_next_version(module):
        return (
            code_fingerprint(module)[::-1] if module == "pipelines.stages.spin_articles" else code_fingerprint(module)
        )

    for module in (spin_articles, handed):
        monkeypatch.setattr(module, "code_fingerprint", of_next_version)
    assert hand.clear(("spin_articles", 1)) == "failed"
    error, message, tries = hand.why("audit_corpus")
    assert (error, tries) == ("ConfigError", 1)
    assert message.startswith("expected the result of spin_articles of part 00000")
    assert message.endswith("Clear spin_articles as a whole, with the tasks after it")
    assert hand.clear("spin_articles") == "success"
    assert published(tmp_path)["rows"] == first["rows"]
