"""Rows that a corpus lost, and values that could not be read: few are a warning or nothing, many stop the run."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from corpus import make_chains, make_config, make_corpus, write_groups, write_part
from pairs import make_pairs
from stages.audited import LENIENT, SPLITS, audit, checks, failure, results, texts

from pipelines.errors import ValidationFailed
from pipelines.parts.part import Corpus
from pipelines.report import write as pages
from pipelines.stages.audit_corpus import audit_corpus
from pipelines.stages.validate_pairs import validate_pairs
from schemas import PAIRS

pytestmark = pytest.mark.usefixtures("without_docs")


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
