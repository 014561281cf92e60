import multiprocessing
import time

import pytest
from articles import write_news
from corpus import make_config
from inline import run_inline

from pipelines import run
from pipelines.errors import ConfigError, InputError, ValidationFailed
from pipelines.probe import models
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
    for job_keys in (1_000, 1_000_000):
        output = tmp_path / str(job_keys)
        config = make_config(output, **settings, group_duplicates={"test_unseen": 0, "job_keys": job_keys})
        builds[job_keys] = build_corpus(config, workers=2)
        n_jobs = len(list((output / "tiny" / "work").glob("link_duplicates/*/receipt.json")))
        assert n_jobs == (4 if job_keys == 1_000 else 0)
        build_corpus(config, workers=1)
        assert len(list((output / "tiny" / "work").glob("*/*/receipt.json"))) == 8 + (n_jobs and n_jobs + 1)
    few, none = (each.stages["group_duplicates"][0] for each in builds.values())
    assert (few.key, few.sums) == (none.key, none.sums)


@pytest.fixture
def probed(tmp_path, monkeypatch):
    """A configuration whose probe trains models in workers, however small its corpus."""
    monkeypatch.setattr(models, "SHARED_WORDS", 1)
    news = write_news(tmp_path / "news.jsonl", 60)
    settings = {"input": str(news), "probe_corpus": {"train_words": 5_000, "test_words": 1_000}}
    return lambda name: make_config(tmp_path / name, **settings)


def refuse(*_, **__):
    raise InputError("damaged samples")


def test_models_that_are_trained_beside_the_audit_are_the_same(probed, monkeypatch):
    builds = {workers: build_corpus(probed(f"{workers}"), workers=workers) for workers in (1, 2)}
    alone, beside = (build.stages["train_models"][0] for build in builds.values())
    assert (alone.key, alone.sums) == (beside.key, beside.sums)
    assert alone.sums.keys() == {"probe.json", "detector.npz"}
    for build in builds.values():
        assert alone.sums.items() <= build.stages["probe_corpus"][0].sums.items()
    monkeypatch.setattr(run, "train_models", refuse)
    again = build_corpus(probed("2"), workers=2)
    assert all(part.reused for part in again.stages["probe_corpus"]), "finished results need no models"
    assert "train_models" not in again.stages


class StoppedAudit:
    """An audit that raises an error once something is true; a worker can be sent it."""

    __name__ = "audit_corpus"

    def __init__(self, error, is_time):
        self.error, self.is_time = error, is_time

    def __call__(self, _, config):
        while not self.is_time(config):
            time.sleep(0.1)
        raise self.error


def at_once(_):
    return True


def has_begun(config):
    """The training is at work on its part, in jobs of its own."""
    return bool(list((config.dataset_folder / "work" / "train_models").glob("*")))


def has_ended(config):
    return bool(list((config.dataset_folder / "work" / "train_models").glob("*/receipt.json")))


@pytest.mark.parametrize("error", [ValidationFailed("stopped by a gate"), KeyboardInterrupt()])
@pytest.mark.parametrize("is_time", [at_once, has_begun])
def test_an_audit_that_ends_the_run_ends_the_training_beside_it(probed, monkeypatch, error, is_time):
    monkeypatch.setattr(run, "audit_corpus", StoppedAudit(error, is_time))
    monkeypatch.setattr(run, "is_judged", lambda *_: False)
    with pytest.raises(type(error)):
        build_corpus(probed("ended"), workers=2)
    # No further job is begun. A process that the thread of its pool is about to join counts as alive for a moment.
    deadline = time.monotonic() + 60
    while multiprocessing.active_children() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not multiprocessing.active_children()


def test_models_that_were_trained_before_a_run_ended_are_reused(probed, monkeypatch):
    with monkeypatch.context() as stopped:
        stopped.setattr(run, "audit_corpus", StoppedAudit(ValidationFailed("stopped by a gate"), has_ended))
        stopped.setattr(run, "is_judged", lambda *_: False)
        with pytest.raises(ValidationFailed):
            build_corpus(probed("again"), workers=2)
    (models,) = build_corpus(probed("again"), workers=2).stages["train_models"]
    assert models.reused


def test_an_audit_that_stopped_the_release_is_not_trained_for(tmp_path, monkeypatch):
    news = write_news(tmp_path / "news.jsonl", 60)
    strict = {"input": str(news), "validate_pairs": {"max_length_ratio": 1.001}}
    config = make_config(tmp_path / "o", **strict, probe_corpus={"train_words": 5_000})
    run_inline(monkeypatch)
    for _ in range(2):
        with pytest.raises(ValidationFailed):
            build_corpus(config, workers=1)
        monkeypatch.setattr(run, "train_models", refuse)
    assert not (config.dataset_folder / "work" / "train_models").exists()


def test_the_error_of_a_training_beside_the_audit_is_that_of_the_run(probed, monkeypatch):
    monkeypatch.setattr(run, "train_models", refuse)
    with pytest.raises(InputError, match="damaged samples"):
        build_corpus(probed("damaged"), workers=2)
