import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from corpus import make_articles, make_chains, make_config, make_corpus, write_groups, write_part
from pairs import NEWS, SWAPS, make_pairs, name_of

from pipelines.errors import ValidationFailed
from pipelines.parts.part import Corpus
from pipelines.quality.suites.checks import load_suite
from pipelines.quality.suites.docs import build_data_docs
from pipelines.quality.suites.expectations import EXPECTATIONS, IN_SET, Judged
from pipelines.report import write as pages
from pipelines.run import STAGES
from pipelines.stages import audit_corpus as stage
from pipelines.stages.audit_corpus import audit_corpus
from pipelines.stages.validate_pairs import validate_pairs
from pipelines.storage.files import write_text
from pipelines.storage.json_files import write_json
from schemas import GROUPS, PAIRS

# The small news misses the default thresholds of warnings.
LENIENT = {"max_rate_error": 0.2, "max_top_swap_share": 0.5, "max_top_100_share": 1}
SPLITS = ("train", "validation", "test", "train")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One folder for all tests, so that equal parts are made once."""
    return tmp_path_factory.mktemp("corpora")


@pytest.fixture
def config(folder):
    return make_config(folder, audit_corpus=LENIENT)


@pytest.fixture(autouse=True)
def without_docs(monkeypatch):
    monkeypatch.setattr(pages, "build_data_docs", lambda *_: None)


def audit(config, *corpora):
    made = list(corpora) or [make_corpus(config, part=number, splits=SPLITS) for number in range(2)]
    articles, groups, pairs = zip(*made, strict=True)
    validated = [validate_pairs(part, spun, config) for part, spun in zip(articles, pairs, strict=True)]
    chains = make_chains(config, articles=articles, pairs=pairs, validated=validated)
    return audit_corpus(Corpus(chains, write_groups(config, *groups)), config)


def results_file(part, config):
    return config.dataset_folder / "work" / "audit_corpus" / part.key / "results.json"


def results(part, config):
    return json.loads(results_file(part, config).read_text())


def checks(part, config):
    return {check["check"]: check for check in results(part, config)["checks"] if check["suite"] == "corpus"}


def failure(config, *corpora):
    """Run an audit that fails; return its message, and the results that it names."""
    with pytest.raises(ValidationFailed) as caught:
        audit(config, *corpora)
    message = str(caught.value)
    (path,) = re.findall(r"All results are in (\S+results\.json)", message)
    found = json.loads(Path(path).read_text())
    assert found["verdict"] == "failed"
    failed = {check["check"]: check for check in found["checks"] if check["effect"] == "stop"}
    assert all(check["message"] in message and check["notes"] in message for check in failed.values())
    return message, {name: check["observed"] for name, check in failed.items()}


def texts(part):
    return [f"{text} Part {part}." for text in NEWS]


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


def test_audit_corpus_lists_the_most_frequent_swaps_in_order(config, monkeypatch):
    monkeypatch.setattr("pipelines.quality.corpus.summary.SHOWN_SWAPS", 1)
    pairs = make_pairs(texts(1), {"the": "that", "new": "fresh", "in": "inside"})
    corpora = [make_corpus(config, splits=SPLITS), make_corpus(config, part=1, pairs=pairs, splits=SPLITS)]
    edits = results(audit(config, *corpora), config)["statistics"]["edits"]
    assert edits["top_swaps"] == [{"swap": "the → that", "count": 5}]
    assert edits["n_other_swaps"] == edits["n_edits"] - 5


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


def test_audit_corpus_warns_of_a_dominant_swap(folder):
    config = make_config(folder, audit_corpus={"max_rate_error": 1})
    pairs = make_pairs(texts(0), {"the": "that", "new": "fresh", "in": "inside"})
    check = checks(audit(config, make_corpus(config, pairs=pairs, splits=SPLITS)), config)["top_swap_share"]
    assert (check["effect"], check["detail"]) == ("warning", "the → that, 5 of 8 edits")


def test_audit_corpus_warns_of_unknown_date_share(folder):
    config = make_config(folder, audit_corpus={"max_unknown_dates": 0.25, "max_rate_error": 1})
    articles, *rest = make_corpus(config, splits=SPLITS)
    dates = {"n_dates": 8, "n_unknown_dates": 3, "unknown_dates": [{"place": "a.csv line 2", "value": "<now>"}]}
    part = audit(config, (replace(articles, statistics=dates), *rest))
    check = checks(part, config)["unknown_date_share"]
    assert (check["effect"], check["observed"], check["settings"]) == (
        "warning",
        0.375,
        ["audit_corpus.max_unknown_dates"],
    )
    assert check["detail"] == "3 of 8 could not be read and are null, such as '<now>' in a.csv line 2"
    assert results(part, config)["dates"] == {"n_dates": 8, "n_unknown": 3, "examples": dates["unknown_dates"]}
    page = pages.render_report(results(part, config), PAIRS.empty_table())
    assert "dates not read</dt><dd>3" in page
    assert "such as &#39;&lt;now&gt;&#39; in a.csv line 2" in page


def test_audit_corpus_stops_without_train(config):
    message, failed = failure(config, make_corpus(config, splits=("validation", "test")))
    assert failed == {"train_pairs": 0}
    assert "train_pairs is 0, expected at least 1" in message


def test_audit_corpus_stops_if_too_much_is_quarantined(config):
    pairs = make_pairs(texts(0), n_swaps=[0, 2, 3, 3])
    message, failed = failure(config, make_corpus(config, pairs=pairs, splits=SPLITS), make_corpus(config, part=1))
    assert failed == {"quarantine_share": 0.125}
    assert (
        "expected at most 0.01 (validate_pairs.max_quarantine_share): n_swaps_exact 1; the rows are in quarantine"
        in message
    )
    assert f"dropped rows are in rejects/ and quarantine/ of {config.dataset_folder}" in message


def test_audit_corpus_accepts_a_small_quarantine(folder):
    config = make_config(folder, audit_corpus=LENIENT, validate_pairs={"max_quarantine_share": 0.2})
    pairs = make_pairs(texts(0), n_swaps=[0, 2, 3, 3])
    part = audit(config, make_corpus(config, pairs=pairs, splits=SPLITS), make_corpus(config, part=1))
    assert part.statistics["verdict"] == "passed with warnings"
    attention = results(part, config)["attention"]
    assert len(attention) == 1
    assert "n_swaps_exact does not hold for 1 of 8 pairs, now in quarantine: " in attention[0]


def test_audit_corpus_stops_if_too_much_was_rejected(config):
    message, failed = failure(config, make_corpus(config, splits=SPLITS, rejected=6))
    assert failed == {"reject_share": 0.6}
    assert "(audit_corpus.max_reject_share): no_swaps 6; the rows are in rejects/spin_articles/" in message


def test_audit_corpus_stops_if_nothing_is_left(config):
    articles, groups, _ = make_corpus(config, splits=SPLITS)
    pairs = write_part(config, "spin_articles", "nothing", {}, rejected=4)
    _, failed = failure(config, (articles, groups.slice(0, 0), pairs))
    assert failed == {"train_pairs": 0, "reject_share": 1}


def test_audit_corpus_stops_if_a_group_leaks(config):
    def leak(groups):
        return groups.set_column(2, groups.schema.field("group_id"), pa.array(["same"] * len(groups)))

    pairs = make_pairs(texts(0), group_id="same")
    message, failed = failure(config, make_corpus(config, pairs=pairs, splits=SPLITS, change=leak))
    assert failed == {"leaked_groups": 1}
    assert "leaked_groups is 1, expected at most 0: group same" in message


def test_audit_corpus_stops_if_an_article_leaks(config):
    def twice(groups):
        other = groups.slice(0, 1).set_column(3, groups.schema.field("split"), pa.array(["test"]))
        return pa.concat_tables([groups, other])

    _, failed = failure(config, make_corpus(config, splits=SPLITS, change=twice))
    assert failed == {"leaked_articles": 1, "leaked_groups": 1}


def test_audit_corpus_stops_if_a_pair_is_not_in_the_split_of_its_group(config):
    def moved(groups):
        return groups.set_column(3, groups.schema.field("split"), pa.array(["train", "test", "test", "train"]))

    message, failed = failure(config, make_corpus(config, splits=SPLITS, change=moved))
    assert failed == {"misplaced_pairs": 1}
    assert make_pairs(texts(0))["pair_id"][1].as_py() in message


def test_audit_corpus_stops_if_an_article_belongs_to_another_part(config):
    def foreign(groups):
        return groups.set_column(1, groups.schema.field("part"), pa.array(["elsewhere"] * len(groups)))

    _, failed = failure(config, make_corpus(config, splits=SPLITS, change=foreign))
    assert failed == {"misplaced_pairs": 4}


def test_audit_corpus_stops_if_an_id_is_in_two_parts(config):
    first = make_pairs(texts(0))["pair_id"].to_pylist()
    pairs = make_pairs(texts(1), pair_id=[first[2], "0" * 32, "1" * 32, "2" * 32])
    message, failed = failure(
        config, make_corpus(config, splits=SPLITS), make_corpus(config, part=1, pairs=pairs, splits=SPLITS)
    )
    assert failed == {"duplicate_pair_ids": 1}
    assert first[2] in message


def test_audit_corpus_stops_if_the_articles_are_wrong(config):
    _, groups, pairs = make_corpus(config, splits=SPLITS)
    table = make_corpus_articles(config)
    wrong = table.set_column(2, table.schema.field("headline_length"), pa.array([0, 0, 999, 0], pa.int32()))
    articles = write_part(config, "ingest_articles", "wrong", {"articles": wrong})
    groups = groups.set_column(1, groups.schema.field("part"), pa.array([articles.key] * 4))
    message, failed = failure(config, (articles, groups, pairs))
    assert failed == {"headline_in_text": 1}
    assert "headline_in_text does not hold for 1 of 4 articles" in message


def make_corpus_articles(config):
    articles, _, _ = make_corpus(config, splits=SPLITS)
    return pq.read_table(articles.path("articles"))


def test_audit_corpus_detects_lost_pairs(config):
    articles, groups, pairs = make_corpus(config, splits=SPLITS)
    validated = validate_pairs(articles, pairs, config)
    fewer = write_part(config, "spin_articles", "fewer", {"train": make_pairs(texts(0)[:1])})
    chains = make_chains(config, articles=[articles], pairs=[fewer], validated=[validated])
    with pytest.raises(ValidationFailed, match="lost_pairs is -3, expected at least 0 and at most 0"):
        audit_corpus(Corpus(chains, write_groups(config, groups)), config)


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


# The split of unseen swaps

WITH_UNSEEN = ("train", "validation", "test", "test_unseen")


@pytest.fixture
def unseen(folder):
    return make_config(folder, audit_corpus=LENIENT, group_duplicates={"test_unseen": 0.25})


def corpus_with(config, part, planted):
    """Make a part with an article in each split; no swap is in two articles, except those planted in one."""
    swaps = [SWAPS | planted.get(split, {}) for split in WITH_UNSEEN]
    rows = [make_pairs([text], own) for text, own in zip(texts(part), swaps, strict=True)]
    return make_corpus(config, part=part, pairs=pa.concat_tables(rows), splits=WITH_UNSEEN)


def test_audit_corpus_passes_swaps_that_are_in_no_other_split(unseen):
    # One word with two replacements, and two words with one replacement, are different swaps.
    planted = {"train": {"the": "that", "bridge": "link"}, "test_unseen": {"the": "yonder", "firm": "link"}}
    part = audit(unseen, *(corpus_with(unseen, number, planted) for number in (0, 1)))
    found = checks(part, unseen)
    assert {name: found[name]["observed"] for name in ("test_unseen_pairs", "unseen_swaps_seen")} == {
        "test_unseen_pairs": 2,
        "unseen_swaps_seen": 0,
    }
    assert found["unseen_swaps_seen"]["severity"] == "critical"


@pytest.mark.parametrize(("split", "word"), [("train", "the"), ("validation", "a"), ("test", "to")])
def test_audit_corpus_stops_at_a_held_out_swap_in_another_split(unseen, split, word):
    good = corpus_with(unseen, 0, {"test_unseen": {"the": "yonder", "A": "Yonder", "to": "YONDER"}})
    bad = corpus_with(unseen, 1, {split: {word: "Yonder"}})
    message, failed = failure(unseen, good, bad)
    assert failed == {"unseen_swaps_seen": 1}
    assert f"{word} → yonder in {split}" in message


def test_audit_corpus_reports_an_empty_test_unseen(unseen):
    part = audit(unseen, make_corpus(unseen, splits=SPLITS))
    assert checks(part, unseen)["test_unseen_pairs"]["effect"] == "warning"
    without = make_config(Path(unseen.output), audit_corpus=LENIENT)
    found = checks(audit(without), without)
    assert {found[name]["effect"] for name in ("test_unseen_pairs", "unseen_rate_error", "unseen_swaps_seen")} == {
        "not run"
    }


def test_audit_corpus_warns_of_a_rate_missed_only_in_test_unseen(folder):
    config = make_config(folder, audit_corpus=LENIENT | {"max_rate_error": 0.1}, group_duplicates={"test_unseen": 0.25})
    corpora = []
    for part in (0, 1):
        rows = make_pairs(texts(part)).to_pylist()
        for row in rows:
            row["asked_rate"] = row["swap_rate"]
        rows[-1]["asked_rate"] += 0.15
        corpora.append(make_corpus(config, part=part, pairs=pa.Table.from_pylist(rows, PAIRS), splits=WITH_UNSEEN))
    found = checks(audit(config, *corpora), config)
    assert found["rate_error"]["success"]
    assert found["unseen_rate_error"]["effect"] == "warning"
    assert found["unseen_rate_error"]["observed"] == pytest.approx(0.15)


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


def test_audit_corpus_stops_if_a_near_duplicate_is_in_another_split(config):
    """The groups do not contain the near-duplicate, as if group_duplicates had missed it."""
    long = " ".join(f"{word}{number}" for number in range(30) for word in ("rain", "council", "new"))
    message, failed = failure(
        config, corpus_of(config, [*texts(0), f"First {long} rain", f"Last {long} rain"], SPLITS[:3])
    )
    assert failed == {"near_duplicates": 1}
    assert "(audit_corpus.near_similarity)" not in message
    assert re.search(r"\((train|validation)\), 0\.9", message)


def test_audit_corpus_stops_if_a_copy_is_in_another_split(config):
    text = NEWS[0].replace("vote on Monday", "VOTE,  on MONDAY")
    _, failed = failure(config, corpus_of(config, [*texts(0)[1:], NEWS[0], text], SPLITS[:3]))
    assert failed == {"copies_across_splits": 1, "near_duplicates": 1}


def test_audit_corpus_warns_of_copies_in_a_split(config):
    part = audit(config, corpus_of(config, [*texts(0), NEWS[0], NEWS[0] + "."], ("train",)))
    assert checks(part, config)["copy_share"]["effect"] == "warning"


def test_audit_corpus_warns_if_few_words_are_swapped(folder):
    config = make_config(folder, audit_corpus=LENIENT | {"min_vocabulary_coverage": 0.2, "max_rate_error": 1})
    pairs = make_pairs(texts(0), {"the": "that", "new": "fresh", "in": "inside"})
    check = checks(audit(config, make_corpus(config, pairs=pairs, splits=SPLITS)), config)["vocabulary_coverage"]
    assert (check["effect"], check["detail"]) == ("warning", "3 of 51 different words")


def test_audit_corpus_stops_if_white_space_is_a_shortcut(folder):
    """nlpaug's `augment` changes white space in this way."""
    config = make_config(folder, audit_corpus=LENIENT)
    message, failed = failure(config, shortcut(config, lambda text: text.replace(",", " ,")))
    assert failed.keys() == {"shortcut_auroc_critical"}
    assert "strongest alone: spaces before punctuation" in message


def test_audit_corpus_warns_of_a_weaker_shortcut(folder):
    config = make_config(folder, audit_corpus=LENIENT | {"critical_shortcut_auroc": 1})
    part = audit(config, shortcut(config, lambda text: text.replace(",", " ,")))
    assert checks(part, config)["shortcut_auroc"]["effect"] == "warning"


def test_audit_corpus_warns_of_drift(folder):
    config = make_config(folder, dataset="drifting", audit_corpus=LENIENT)
    first = audit(config)
    release = config.dataset_folder / f"20261124T140030Z-{'0' * 12}"
    (release / "quality").mkdir(parents=True)
    (release / "manifest.json").write_text("{}")
    (release / "quality" / "results.json").write_text(results_file(first, config).read_text())
    assert audit(config).reused, "the same corpus is not compared with itself"
    many = [f"{NEWS[number % 4]} {number}" for number in range(150)]
    pairs = make_pairs(many, {"the": "that", "new": "fresh", "in": "inside", "The": "That"})
    part = audit(config, corpus_of(config, many, SPLITS, pairs))
    found = results(part, config)
    assert found["drift"]["against"] == release.name
    (entry,) = (entry for entry in found["drift"]["distances"] if entry["name"] == "top_swaps")
    assert entry["distance"] > entry["threshold"] == 0.3
    effects = {name: check["effect"] for name, check in checks(part, config).items() if name.startswith("drift_")}
    assert effects == {
        "drift_swap_rate": "warning",
        "drift_n_words": "warning",
        "drift_length_ratio": "warning",
        "drift_profiles": "none",
        "drift_kinds": "none",
        "drift_origins": "none",
        "drift_top_swaps": "warning",
    }


def test_drift_is_measured_from_the_accepted_baseline(folder):
    """It is older than the newest release, of which the new corpus is like; its run is done again with the new tag."""
    config = make_config(folder, dataset="based", audit_corpus=LENIENT)
    many = [f"{NEWS[number % 4]} {number}" for number in range(150)]
    changed = corpus_of(config, many, SPLITS, make_pairs(many, {"the": "that", "new": "fresh", "in": "inside"}))
    for number, part in enumerate([audit(config), audit(config, changed)]):
        release = config.dataset_folder / f"2026112{number}T140030Z-{'0' * 12}"
        write_json(release / "quality" / "results.json", results(part, config))
        write_json(release / "manifest.json", {})
    more = [f"{text} {len(text)}" for text in many]
    like = corpus_of(config, more, SPLITS, make_pairs(more, {"the": "that", "new": "fresh", "in": "inside"}))
    before = audit(config, like)
    assert results(before, config)["drift"]["against"].startswith("20261121")
    assert checks(before, config)["drift_top_swaps"]["effect"] == "none"
    write_text(config.dataset_folder / "tags" / "baseline", f"20261120T140030Z-{'0' * 12}\n")
    found = audit(config, like)
    assert found.key != before.key
    drift = results(found, config)["drift"]
    assert (drift["against"][:8], drift["baseline"]) == ("20261120", True)
    check = checks(found, config)["drift_top_swaps"]
    assert check["effect"] == "warning"
    assert "% in the baseline, 20261120T140030Z" in check["detail"]


def shortcut(config, change):
    """Make a corpus of 120 articles in which `change` also changes the spun words of edits."""
    many = [", ".join(name_of(number, place) for place in range(6)) + ", rain, may." for number in range(120)]
    pairs = make_pairs(many, {"rain,": change("wet,")})
    return corpus_of(config, many, SPLITS, pairs)


def corpus_of(config, clean, splits, pairs=None):
    """Make parts (articles, groups, pairs) of any texts, each in its own group, and in the splits in turn."""
    table = make_pairs(clean) if pairs is None else pairs
    names = [splits[number % len(splits)] for number in range(len(clean))]
    label = name_of(*clean)
    articles = write_part(config, "ingest_articles", label, {"articles": make_articles(table)})
    rows = {"article_id": table["article_id"], "part": pa.array([articles.key] * len(clean))}
    groups = pa.table(rows | {"group_id": table["group_id"], "split": pa.array(names), "text_hash": pa.array(names)})
    files = {name: table.filter(pa.array([split == name for split in names])) for name in dict.fromkeys(names)}
    return articles, groups.cast(GROUPS), write_part(config, "spin_articles", label, files)


def test_every_figure_has_a_check_and_every_check_a_figure(config, monkeypatch):
    measured, run = {}, stage.run_on_figures
    monkeypatch.setattr(
        stage,
        "run_on_figures",
        lambda checks, figures, dataset: measured.update(figures) or run(checks, figures, dataset),
    )
    audit(config, make_corpus(config, part=77, splits=SPLITS))
    assert set(measured) == {check.kwargs["column"] for check in load_suite("corpus", config)}


def test_audit_corpus_warns_of_values_without_a_reading_and_of_shared_ids(tmp_path):
    config = make_config(tmp_path, audit_corpus=LENIENT)
    made = [make_corpus(config, part=number, splits=SPLITS) for number in range(2)]
    counts = [{"n_unread": {"source": 3}, "n_other_texts": 4}, {"n_unread": {"source": 1, "url": 1}}]
    corpora = [(replace(part, statistics=each), *rest) for (part, *rest), each in zip(made, counts, strict=True)]
    part = audit(config, *corpora)
    found = checks(part, config)
    assert results(part, config)["unread"] == {"source": 4, "url": 1}
    assert found["unread_share"]["effect"] == found["shared_id_share"]["effect"] == "warning"
    assert (found["unread_share"]["observed"], found["shared_id_share"]["observed"]) == (0.5, pytest.approx(4 / 12))
    assert "source 4, url 1" in found["unread_share"]["message"]
    assert "4 of 12 articles" in found["shared_id_share"]["message"]
    assert "columns: {id: null}" in found["shared_id_share"]["message"]
