"""`python benchmarks/bench_probe.py`: its options, and the file that it writes."""

import bench_probe
import pytest
from articles import write_news
from inline import Inline

FIGURES = {"detection": [], "tagging": [], "restoration": [], "real": [], "trained_on": {"words": 5}}
RESULT = {
    "probe": FIGURES,
    "n_articles": 3,
    "n_pairs": 3,
    "train_seconds": 1,
    "train_cpu": 1,
    "peak_mb": 1,
    "words_per_second": 2e6,
    "model_bytes": 1,
    "same_bytes": True,
}


class Pool(Inline):
    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


@pytest.fixture
def measured(tmp_path, monkeypatch):
    """The corpora that are measured, by planted results; SynonymAug cannot be."""
    corpora = []

    def measure(corpus, work):
        corpora.append(corpus)
        return {"reason": "NLTK is missing"} if corpus.name == "synonym_aug" else RESULT

    monkeypatch.setattr(bench_probe, "NEWS", write_news(tmp_path / "news.jsonl", 3))
    monkeypatch.setattr(bench_probe, "REAL", [tmp_path / "news.jsonl", tmp_path / "none.jsonl"])
    monkeypatch.setattr(bench_probe, "start_pool", Pool)
    monkeypatch.setattr(bench_probe, "measure_once", measure)
    return corpora


def run(folder, *options):
    assert bench_probe.main(["--work", str(folder), "--output", str(folder / "PROBE.md"), *options]) == 0
    return (folder / "PROBE.md").read_text(encoding="utf-8")


def test_all_corpora_are_measured_in_one_table(measured, tmp_path, capsys):
    text = run(tmp_path)
    limits = {corpus.name: corpus.limit for corpus in measured}
    assert list(limits) == bench_probe.list_corpora()
    assert limits.pop("news") is None
    assert set(limits.values()) == {4_000}
    assert {tuple(place.name for place in corpus.real) for corpus in measured} == {("news.jsonl",)}
    assert text.startswith("# Models trained on each corpus\n")
    assert [text.count(line) for line in ("## Models", "| synonym_aug | NLTK is missing |")] == [1, 1]
    assert "`python benchmarks/bench_probe.py`, on news.jsonl, 0.0 MB, 3 articles a corpus; " in text
    said = capsys.readouterr().err
    assert "none.jsonl: found none" in said
    assert "light: measured" in said


def test_a_run_of_some_corpora_replaces_the_tables(measured, tmp_path):
    run(tmp_path)
    text = run(tmp_path, "--limit", "2", "--only", "light", "--only", "news")
    assert [(corpus.name, corpus.limit) for corpus in measured[-2:]] == [("news", 2), ("light", 2)]
    assert "`python benchmarks/bench_probe.py --limit 2 --only light --only news`" in text
    assert text.count("## Models") == 1
    assert text.count("| autoblog |") == text.count("## Not measured") == 0


def test_corpora_measured_before_are_in_the_tables(measured, tmp_path, monkeypatch):
    monkeypatch.setattr(bench_probe, "read_results", lambda corpus, _: RESULT if corpus.name == "autoblog" else None)
    text = run(tmp_path, "--only", "light")
    assert [corpus.name for corpus in measured] == ["light"]
    assert (text.count("| autoblog |"), text.count("| light |")) == (3, 3)


def test_without_news_nothing_is_measured(measured, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(bench_probe, "NEWS", tmp_path / "gone.jsonl")
    assert bench_probe.main([]) == 0
    assert "skipped: expected clean news at" in capsys.readouterr().err
    assert measured == []


def test_an_unknown_corpus_is_refused(measured, capsys):
    with pytest.raises(SystemExit):
        bench_probe.main(["--only", "nothing"])
    assert "autoblog" in capsys.readouterr().err
