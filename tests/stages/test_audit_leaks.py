"""Leaks from one split into another: of articles, groups, ids, copies and near-duplicates, and of swaps held out."""

import re
from pathlib import Path

import pyarrow as pa
import pytest
from corpus import make_config, make_corpus
from pairs import NEWS, SWAPS, make_pairs
from stages.audited import LENIENT, SPLITS, audit, checks, corpus_of, failure, texts

from schemas import PAIRS

pytestmark = pytest.mark.usefixtures("without_docs")


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
