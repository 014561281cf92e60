import pytest
from articles import write_news
from corpus import make_config
from inline import run_inline

from pipelines import run
from pipelines.errors import ConfigError
from pipelines.quality.pairs import similarity
from pipelines.run import build_corpus, check_run


def test_check_run_refuses_a_semantic_sample_without_its_packages(tmp_path, monkeypatch):
    monkeypatch.setattr(similarity, "MODULES", ("no_such_module",))
    check_run(make_config(tmp_path))
    with pytest.raises(ConfigError, match=r"validate_pairs\.semantic_sample, found no no_such_module: .*make semantic"):
        check_run(make_config(tmp_path, validate_pairs={"semantic_sample": 5}))


def test_great_expectations_is_imported_ahead_for_new_pairs_alone(tmp_path, monkeypatch):
    run_inline(monkeypatch)
    begun = []
    import_ahead = run.import_ahead
    monkeypatch.setattr(run, "import_ahead", lambda: begun.append(True) or import_ahead())
    news = write_news(tmp_path / "news.jsonl", 60)
    config = make_config(tmp_path, input=str(news), probe_corpus={"train_words": 0})
    for _ in range(2):
        build_corpus(config, workers=1)
    assert begun == [True]


def test_the_workers_link_what_one_process_links(tmp_path):
    news = write_news(tmp_path / "news.jsonl", 60)
    settings = {"input": str(news), "probe_corpus": {"train_words": 0}}
    builds = {}
    for job_keys in (700, 1_000_000):
        output = tmp_path / str(job_keys)
        config = make_config(output, **settings, group_duplicates={"test_unseen": 0, "job_keys": job_keys})
        builds[job_keys] = build_corpus(config, workers=2)
        n_jobs = len(list((output / "tiny" / "work").glob("link_duplicates/*/receipt.json")))
        assert n_jobs == (4 if job_keys == 700 else 0)
        build_corpus(config, workers=1)
        assert len(list((output / "tiny" / "work").glob("*/*/receipt.json"))) == 8 + (n_jobs and n_jobs + 1)
    few, none = (each.stages["group_duplicates"][0] for each in builds.values())
    assert (few.key, few.sums) == (none.key, none.sums)
