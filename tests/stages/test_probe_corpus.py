import json
import re
from pathlib import Path

import pytest
from corpus import make_chains, make_config, make_corpus, write_groups
from probed import make_figures, make_probe, make_real
from stages.audited import LENIENT, SPLITS

from pipelines.errors import InputError, ValidationFailed
from pipelines.parts.part import Corpus
from pipelines.probe import models
from pipelines.probe.run import Probe
from pipelines.quality.suites.docs import build_data_docs
from pipelines.report import write as pages
from pipelines.stages import probe_corpus as stage
from pipelines.stages.audit_corpus import audit_corpus
from pipelines.stages.probe_corpus import probe_corpus
from pipelines.stages.validate_pairs import validate_pairs

pytestmark = pytest.mark.usefixtures("without_docs")


class Trainer:
    """Stands in for the training: returns what it is told, and remembers what it was asked."""

    def __init__(self, probe):
        self.probe = probe
        self.asked = []

    def __call__(self, sources, *, settings, real, negatives, progress, workers, jobs):
        progress("a step", 0.5)
        assert "test_unseen" in negatives
        assert workers >= 1
        assert jobs is None
        self.asked.append((sources, settings, real))
        return self.probe


@pytest.fixture
def train(monkeypatch):
    """Set what the training returns; return the trainer."""

    def train(probe):
        trainer = Trainer(probe)
        monkeypatch.setattr(models, "probe_pairs", trainer)
        for module in (models, stage):  # another probe, another part
            monkeypatch.setattr(module, "code_fingerprint", lambda _: repr(probe.figures))
        return trainer

    return train


def judge(folder, **settings):
    config = make_config(folder, audit_corpus=LENIENT, probe_corpus=settings)
    made = [make_corpus(config, part=number, splits=SPLITS) for number in range(2)]
    articles, groups, pairs = zip(*made, strict=True)
    validated = [validate_pairs(part, spun, config) for part, spun in zip(articles, pairs, strict=True)]
    chains = make_chains(config, articles=articles, pairs=pairs, validated=validated)
    corpus = Corpus(chains, write_groups(config, *groups))
    return probe_corpus(corpus, audit_corpus(corpus, config), config)


def read(part, name="results.json"):
    return json.loads(part.file(name).read_text())


def checks(part):
    return {check["check"]: check for check in read(part)["checks"] if check["suite"] == "probe"}


def test_a_good_probe_is_in_the_results_of_the_release(folder, train):
    trainer = train(make_probe())
    part = judge(folder, train_words=900, test_words=90)
    found, audited = read(part), ("articles", "pairs", "corpus")
    assert part.statistics["verdict"] == found["verdict"] == "passed"
    assert {check["suite"] for check in found["checks"]} == {*audited, "probe"}
    assert found["counts"]["pairs"] == part.statistics["counts"]["pairs"] == 8
    assert {name: check["observed"] for name, check in checks(part).items()} == {
        "probe_test_auroc": 0.96,
        "probe_unseen_gap": 0.06,
        "probe_calibration_error": 0.03,
        "probe_real_auroc": 0.98,
    }
    assert all(check["effect"] == "none" for check in checks(part).values())
    assert read(part, "probe.json") == make_figures() == found["probe"]["figures"]
    assert {"probe.json", "detector.npz", "results.json", "cells.json", "report.html"} <= set(part.sums)
    assert found["probe"]["says"] == part.statistics["probe"]["says"]
    ((sources, settings, real),) = trainer.asked
    assert {split: len(files) for split, files in sources.items()} == {"train": 2, "validation": 2, "test": 2}
    assert (settings.train_words, settings.test_words, settings.seed, real) == (900, 90, 1, [])


def test_the_part_is_reused_until_a_setting_changes(folder, train):
    trainer = train(make_probe())
    first, again = judge(folder, test_words=80), judge(folder, test_words=80)
    assert (first.key, again.reused, len(trainer.asked)) == (again.key, True, 1)
    for n_trained, change in ((1, {"max_unseen_gap": 0.1}), (2, {"train_words": 7}), (3, {"test_words": 81})):
        assert judge(folder, **{"test_words": 80} | change).key != first.key
        assert len(trainer.asked) == n_trained, "another threshold needs no other models"


def test_a_probe_that_is_switched_off_is_not_run(folder, train):
    trainer = train(make_probe())
    part = judge(folder, train_words=0, real=["/nothing/there.jsonl"])
    assert trainer.asked == []
    assert {(check["effect"], check["detail"]) for check in checks(part).values()} == {
        ("not run", "probe_corpus.train_words is 0")
    }
    assert part.statistics["verdict"] == "passed"
    assert part.statistics["probe"] == {"state": "not run", "says": "Not run: probe_corpus.train_words is 0."}
    assert not {"probe.json", "detector.npz"} & set(part.sums)
    assert "Not run: probe_corpus.train_words is 0." in part.file("report.html").read_text()


def test_a_corpus_too_small_to_train_on_is_no_warning(folder, train):
    note = "train has 300 words, at least 20,000 are needed"
    empty = {name: [] for name in ("detection", "tagging", "restoration", "breakdown", "real")}
    train(Probe({"format": 1, "trained_on": {"pairs": 0, "words": 0, "seed": 0}, "note": note} | empty))
    part = judge(folder)
    assert part.statistics["verdict"] == "passed"
    assert part.statistics["probe"]["state"] == "too small"
    assert checks(part)["probe_test_auroc"]["detail"] == note
    assert {check["effect"] for check in checks(part).values()} == {"not run"}
    assert "probe.json" in part.sums
    assert "detector.npz" not in part.sums


def test_figures_of_few_sentences_are_not_judged(folder, train):
    train(make_probe(n=199, real=[]))
    found = checks(judge(folder))
    says = "test has 199 sentences of a class, at least 200 are needed (probe_corpus.min_rows)"
    assert found["probe_test_auroc"]["detail"] == found["probe_calibration_error"]["detail"] == says
    assert found["probe_real_auroc"]["detail"] == "probe_corpus.real names no file of real samples"
    assert {check["effect"] for check in found.values()} == {"not run"}


@pytest.mark.parametrize(
    ("check", "setting", "threshold"),
    [
        ("probe_test_auroc", "min_test_auroc", 0.97),
        ("probe_unseen_gap", "max_unseen_gap", 0.05),
        ("probe_calibration_error", "max_calibration_error", 0.02),
        ("probe_real_auroc", "min_real_auroc", 0.99),
    ],
)
def test_a_figure_that_misses_its_threshold_is_a_warning_or_stops_the_release(folder, train, check, setting, threshold):
    train(make_probe())
    part = judge(folder, **{setting: threshold})
    found = read(part)
    assert found["verdict"] == part.statistics["verdict"] == "passed with warnings"
    assert len(found["attention"]) == 1
    assert f"{check} is" in found["attention"][0]
    assert f"(probe_corpus.{setting})" in found["attention"][0]

    with pytest.raises(ValidationFailed, match=check) as caught:
        judge(folder, **{setting: threshold}, critical=check)
    assert [one["check"] for one in caught.value.checks] == [check]
    results = Path(caught.value.results)
    assert (results.parent.name, json.loads((results / "results.json").read_text())["verdict"]) == (
        "probe_corpus",
        "failed",
    )
    assert "Nothing is published: 1 of" in (results / "report.html").read_text()
    with pytest.raises(ValidationFailed):  # the part is reused, and stops the run again
        judge(folder, **{setting: threshold}, critical=check)


def test_a_file_of_real_samples_is_part_of_the_key(folder, tmp_path, train):
    train(make_probe(real=[make_real("mine.jsonl", 0.98), make_real("other.jsonl", 0.9)]))
    file = tmp_path / "mine.jsonl"
    keys = []
    for content in ("one", "two", "one"):
        file.write_text(content)
        keys.append(judge(folder, real=str(file)).key)
    assert keys[0] == keys[2] != keys[1]
    least = checks(judge(folder, real=str(file)))["probe_real_auroc"]
    assert (least["observed"], least["detail"][:11]) == (0.9, "other.jsonl")
    with pytest.raises(InputError, match=r"expected each of probe_corpus\.real .*gone\.jsonl"):
        judge(folder, real=str(tmp_path / "gone.jsonl"))


def test_few_real_samples_are_not_judged(folder, train):
    train(make_probe(real=[make_real(auroc=0.4, n_spun=19)]))
    found = checks(judge(folder))["probe_real_auroc"]
    assert found["effect"] == "not run"
    assert found["detail"] == "19 real samples of a class at most, at least 20 are needed (probe_corpus.min_real)"


def test_the_report_and_the_data_docs_are_on_all_parts(tmp_path, train, monkeypatch):
    monkeypatch.setattr(pages, "build_data_docs", build_data_docs)
    train(make_probe())
    part = judge(tmp_path)
    report = part.file("report.html").read_text()
    assert "8 pairs are good to publish" in report
    assert report.count('<article class="pair">') == 8
    assert '<ins class="k-word" title="was “bridge”: word, moby">link</ins>' in report
    assert part.statistics["checks"] in report
    assert 'aria-label="not run"' in report
    assert re.search(
        "finds 71% of spun sentences at 1% false alarms, and 43% where the replacement words are new", report
    )
    docs = part.file("data_docs/index.html").parent
    assert "every check that ran holds; not run: " in (docs / "index.html").read_text()
    (page,) = docs.glob("validations/pairs/**/*.html")
    assert "Both texts are identical outside the edits, so that every change has a label." in page.read_text()
    (page,) = docs.glob("validations/probe/**/*.html")
    assert "observed 0.96" in page.read_text()
