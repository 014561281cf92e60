"""The audit of a corpus as a whole: its verdict, its results, its pages, and its part."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from corpus import make_config, make_corpus
from pairs import make_pairs
from stages.audited import LENIENT, SPLITS, audit, checks, failure, results, results_file, texts

from pipelines.errors import ValidationFailed
from pipelines.quality.suites.checks import load_suite
from pipelines.quality.suites.docs import build_data_docs
from pipelines.quality.suites.expectations import EXPECTATIONS, IN_SET, Judged
from pipelines.report import write as pages
from pipelines.run import STAGES
from pipelines.stages import audit_corpus as stage

pytestmark = pytest.mark.usefixtures("without_docs")


def test_audit_corpus_passes_a_good_corpus(config):
    part = audit(config)
    found = results(part, config)
    assert found["verdict"] == part.statistics["verdict"] == "passed"
    assert found["attention"] == []
    assert found["counts"] == part.statistics["counts"]
    assert found["counts"] | {"n_words": 0} == {
        "articles": 8,
        "markup_repaired": 0,
        "pairs": 8,
        "n_words": 0,
        "n_swapped_words": 22,
        "n_edits": 22,
        "rejected": {},
        "quarantined": 0,
        "splits": {"train": 4, "validation": 2, "test": 2},
    }
    assert {check["suite"] for check in found["checks"]} == {"articles", "pairs", "corpus"}
    edits = found["statistics"]["edits"]
    assert {"swap": "rain → precipitation", "count": 2} in edits["top_swaps"]
    assert edits["n_other_swaps"] == 0


def test_audit_corpus_does_not_depend_on_its_folder(tmp_path, config):
    elsewhere = make_config(tmp_path, audit_corpus=LENIENT)
    here, there = audit(config), audit(elsewhere)
    assert here.key == there.key
    found = [results(here, config), results(there, elsewhere)]
    for one in found:
        del one["stages"]  # the seconds differ
    assert found[0] == found[1]


def test_audit_corpus_warns_and_continues(folder):
    config = make_config(folder)
    part = audit(config, make_corpus(config, splits=("train",)))
    found = results(part, config)
    assert found["verdict"] == "passed with warnings"
    assert {name for name, check in checks(part, config).items() if check["effect"] == "warning"} == {
        "validation_pairs",
        "test_pairs",
        "rate_error",
        "top_100_share",
    }
    (line,) = (line for line in found["attention"] if "rate_error is" in line)
    assert re.fullmatch(
        r".* asked for: rate_error is 0\.02\d+, expected at most 0\.02 \(audit_corpus\.max_rate_error\): autoblog.*",
        line,
    )


def test_audit_corpus_stops_if_great_expectations_finds_other_rows_than_the_parts(tmp_path, monkeypatch):
    judge, known = EXPECTATIONS[IN_SET]

    def overlook(columns, arguments):
        judged = judge(columns, arguments)
        return Judged(judged.is_judged, np.zeros_like(judged.is_unexpected))

    monkeypatch.setitem(EXPECTATIONS, IN_SET, (overlook, known))
    config = make_config(tmp_path, audit_corpus=LENIENT)
    pairs = make_pairs(texts(0), n_swaps=[0, 2, 3, 3])
    message = (
        "expected Great Expectations to confirm the check 'n_swaps_exact', but it finds 1 of 8 rows that break it, and "
        "the parts found 0 of 8 rows that break it. Nothing is published"
    )
    with pytest.raises(ValidationFailed, match=re.escape(message)):
        audit(config, make_corpus(config, pairs=pairs, splits=SPLITS), make_corpus(config, part=1))
    assert not list(tmp_path.glob("*/work/audit_corpus/*/results.json"))


def test_a_reused_audit_that_failed_fails_again(config, monkeypatch):
    bad = make_corpus(config, splits=("test",))
    first = failure(config, bad)
    monkeypatch.setattr(stage, "run_on_figures", None)  # nothing is computed again
    assert failure(config, bad) == first


def test_audit_corpus_is_computed_again_for_another_threshold(folder, config):
    stricter = make_config(folder, audit_corpus=LENIENT | {"max_top_swap_share": 0.01})
    assert audit(config).key != audit(stricter).key
    assert audit(stricter).statistics["verdict"] == "passed with warnings"


def test_audit_corpus_leaves_the_report_on_a_good_corpus_to_the_probe(config):
    assert set(audit(config).sums) == {"results.json", "cells.json"}


def test_the_cells_add_up_to_the_counts_and_the_outcomes_of_the_checks(config):
    part = audit(config)
    cells = json.loads(results_file(part, config).with_name("cells.json").read_text())
    found, sums = results(part, config), {name: sum(column) for name, column in cells["cells"].items()}
    assert (sums["accepted"], sums["quarantined"]) == (found["counts"]["pairs"], found["counts"]["quarantined"])
    assert (sums["n_words"], sums["n_swapped_words"]) == tuple(
        found["counts"][name] for name in ("n_words", "n_swapped_words")
    )
    outcomes = {check["check"]: check for check in found["checks"]}
    told = [check for check in cells["checks"] if check["of"].startswith("broken ")]
    assert told
    for check in told:
        outcome = outcomes[check["check"]]
        assert (sums[check["of"]], sums[check["over"]]) == (outcome["unexpected"], outcome["rows"])


def test_audit_corpus_writes_a_report_and_data_docs_on_a_failed_corpus(tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "build_data_docs", build_data_docs)
    config = make_config(tmp_path, audit_corpus=LENIENT)
    message, _ = failure(config, make_corpus(config, splits=("validation", "test")))
    (path,) = re.findall(r"for a browser in (\S+report\.html)", message)
    assert "Nothing is published: 1 of" in Path(path).read_text()
    assert "train_pairs; not run: " in Path(path).with_name("data_docs").joinpath("index.html").read_text()


def test_audit_corpus_records_the_data_of_the_report(config):
    found = results(audit(config), config)
    assert re.fullmatch("[0-9a-f]{32}", found["corpus_key"])
    assert found["drift"] == {"against": None, "baseline": False, "distances": []}
    assert found["shortcuts"] == {"auroc": None, "n_texts": 16, "features": []}
    assert found["rates"]["autoblog"] == {"asked": 0.2, "achieved": pytest.approx(0.2, abs=0.05), "pairs": 8}
    before = list(STAGES)[: list(STAGES).index("audit_corpus")]
    assert [entry["stage"] for entry in found["stages"]] == before
    assert found["rejected"] == {stage: {} for stage in before if stage != "validate_pairs"}
    assert found["quarantined"] == {}


def test_audit_corpus_does_not_fail_on_unknown_figures(config):
    found = checks(audit(config), config)
    assert found["shortcut_auroc_critical"]["detail"] == "too few texts to tell: 16, at least 200 are needed"
    assert found["drift_kinds"]["detail"] == "there is no earlier release to compare with"
    assert {found[name]["effect"] for name in ("shortcut_auroc_critical", "drift_kinds")} == {"not run"}


def test_audit_corpus_says_which_checks_did_not_run_and_why(folder):
    off = {"group_duplicates": {"test_unseen": 0}, "spin_articles": {"held_out": 0}}
    config = make_config(folder, audit_corpus=LENIENT, **off)
    part = audit(config)
    found = results(part, config)
    idle = {check["check"]: check for check in found["checks"] if check["effect"] == "not run"}
    assert {
        "similarity": "validate_pairs.semantic_sample is 0",
        "unseen_swaps_seen": "group_duplicates.test_unseen is 0",
        "drift_kinds": "there is no earlier release to compare with",
    }.items() <= {name: check["detail"] for name, check in idle.items()}.items()
    assert {(check["success"], check["observed"]) for check in idle.values()} == {(None, None)}
    n_checks = len(found["checks"])
    assert part.statistics["checks"] == f"{n_checks - len(idle)} of {n_checks} checks hold, {len(idle)} not run"
    assert found["attention"] == []


def test_every_figure_has_a_check_and_every_check_a_figure(config, monkeypatch):
    measured, run = {}, stage.run_on_figures
    monkeypatch.setattr(
        stage,
        "run_on_figures",
        lambda checks, figures, dataset: measured.update(figures) or run(checks, figures, dataset),
    )
    audit(config, make_corpus(config, part=77, splits=SPLITS))
    assert set(measured) == {check.kwargs["column"] for check in load_suite("corpus", config)}
