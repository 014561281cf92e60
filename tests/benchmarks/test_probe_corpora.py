"""A corpus of bench_probe.py: its articles, its results, and their cache."""

import json

import probe_corpora
import pytest
from articles import write_news
from probe_corpora import Corpus, list_corpora, measure_once, write_articles

from pipelines.config.files import config_names
from pipelines.errors import ConfigError
from pipelines.probe.run import ProbeSettings


@pytest.fixture
def corpus(tmp_path):
    real = tmp_path / "real.jsonl"
    real.write_text('{"original": "The plan is good.", "spun": "The scheme is nice.", "family": "mine"}\n' * 3)
    return Corpus("light", write_news(tmp_path / "news.jsonl", 200), 180, (real,), ProbeSettings(9_000, 3_000))


def test_corpora_are_the_default_all_profiles_and_the_baselines():
    assert list_corpora() == ["news", *config_names("profiles"), "reserved_aug"]
    assert "synonym_aug" in list_corpora()


def test_articles_are_taken_at_regular_intervals(tmp_path):
    lines = [f"{number}\u2028\n" for number in range(10)]  # JSON may have this separator inside a line
    (tmp_path / "news.jsonl").write_text("".join(lines), encoding="utf-8")
    for limit, numbers in ((None, range(10)), (20, range(10)), (3, (0, 3, 6)), (10, range(10))):
        assert write_articles(tmp_path / "news.jsonl", limit, tmp_path / "few.jsonl") == len(numbers)
        assert (tmp_path / "few.jsonl").read_text(encoding="utf-8") == "".join(lines[number] for number in numbers)


@pytest.mark.slow
def test_a_corpus_is_built_and_measured(corpus, tmp_path):
    found = measure_once(corpus, tmp_path / "work")
    assert found["n_articles"] == 180
    assert 0 < found["n_pairs"] <= 180
    assert found["same_bytes"] is True
    assert found["model_bytes"] > 10_000
    assert min(found["words_per_second"], found["train_seconds"], found["train_cpu"], found["peak_mb"]) > 0
    assert 8_000 < found["probe"]["trained_on"]["words"] < 18_000
    assert {row["split"] for row in found["probe"]["detection"]} == {"validation", "test", "test_unseen"}
    assert [(row["file"], row["family"]) for row in found["probe"]["real"]] == [
        ("real.jsonl", None),
        ("real.jsonl", "mine"),
    ]
    assert json.loads((tmp_path / "work" / "light-180.json").read_text())["figures"] == found


def test_a_result_is_reused_until_its_inputs_change(corpus, tmp_path, monkeypatch):
    measured = []

    def measure(corpus, folder):
        measured.append(corpus.name)
        return {"n_pairs": len(measured)}

    monkeypatch.setattr(probe_corpora, "measure", measure)
    assert [measure_once(corpus, tmp_path)["n_pairs"] for _ in range(2)] == [1, 1]
    other = Corpus(corpus.name, corpus.news, 20, corpus.real, corpus.sizes)
    assert measure_once(other, tmp_path) == {"n_pairs": 2}
    corpus.real[0].write_text('{"text": "Other."}\n')
    assert measure_once(corpus, tmp_path) == {"n_pairs": 3}
    monkeypatch.setattr(probe_corpora, "code_fingerprint", lambda module: f"changed {module}")
    assert measure_once(corpus, tmp_path) == {"n_pairs": 4}


def test_a_corpus_that_cannot_be_built_has_a_reason_and_is_tried_again(corpus, tmp_path, monkeypatch):
    def measure(corpus, folder):
        raise ConfigError("NLTK is missing\nfurther lines")

    monkeypatch.setattr(probe_corpora, "measure", measure)
    assert measure_once(corpus, tmp_path / "work") == {"reason": "NLTK is missing"}
    assert not (tmp_path / "work").exists()
