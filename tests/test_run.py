import multiprocessing
import time

import pytest
from articles import write_news
from corpus import make_config
from inline import run_inline

from pipelines import run
from pipelines.errors import ConfigError, InputError, ValidationFailed
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


@pytest.fixture
def probed(tmp_path, monkeypatch):
    """A configuration whose probe trains models, however small its corpus."""
    monkeypatch.setattr(run, "SHARED_WORDS", 1)
    news = write_news(tmp_path / "news.jsonl", 60)
    settings = {"input": str(news), "probe_corpus": {"train_words": 5_000, "test_words": 1_000}}
    return lambda name: make_config(tmp_path / name, **settings)


def test_models_that_are_trained_beside_the_audit_are_the_same(probed, monkeypatch):
    builds = {workers: build_corpus(probed(f"{workers}"), workers=workers) for workers in (1, 2)}
    alone, beside = (build.stages["probe_corpus"][0] for build in builds.values())
    assert alone.sums["detector.npz"] == beside.sums["detector.npz"]
    assert alone.sums["probe.json"] == beside.sums["probe.json"]
    assert beside.seconds > 0
    monkeypatch.setattr(run, "train_models", None)  # a finished audit is not waited for
    assert all(part.reused for part in build_corpus(probed("2"), workers=2).stages["probe_corpus"])


@pytest.mark.parametrize("error", [ValidationFailed("stopped by a gate"), KeyboardInterrupt()])
@pytest.mark.parametrize("seconds", [0, 2])
def test_an_audit_that_ends_the_run_ends_the_training_beside_it(probed, monkeypatch, error, seconds):
    def fail(*_, **__):
        time.sleep(seconds)  # the training has begun, or its jobs are at work
        raise error

    fail.__name__ = "audit_corpus"
    monkeypatch.setattr(run, "audit_corpus", fail)
    monkeypatch.setattr(run, "_find_part", lambda *_: None)
    with pytest.raises(type(error)):
        build_corpus(probed("ended"), workers=2)
    for process in multiprocessing.active_children():
        process.join(30)  # no further job is begun
    assert not multiprocessing.active_children()


def test_the_error_of_a_training_beside_the_audit_is_that_of_the_run(probed, monkeypatch):
    def fail(*_, **__):
        raise InputError("damaged samples")

    monkeypatch.setattr(run, "train_models", fail)
    with pytest.raises(InputError, match="damaged samples"):
        build_corpus(probed("damaged"), workers=2)
