import logging

import pyarrow as pa
import pytest

from pipelines.parts import progress
from pipelines.parts.progress import RowLog, StepLog


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_a_line_every_few_seconds_tells_rows_and_speed(clock, caplog):
    rows = RowLog("spin_articles", 2_000)
    table = pa.table({"n_words": [200] * 100})
    with caplog.at_level(logging.INFO, "pipelines"):
        for _ in range(12):
            clock[0] += 1
            rows.add(table)
    assert caplog.messages == [
        "spin_articles: 500 of 2,000 rows, 25%, 20,000 words/s",
        "spin_articles: 1,000 of 2,000 rows, 50%, 20,000 words/s",
    ]


def test_rows_without_words_have_no_speed(clock, caplog):
    rows = RowLog("ingest_articles", 10)
    clock[0] += 9
    with caplog.at_level(logging.INFO, "pipelines"):
        rows.add(pa.table({"text": ["a"]}))
    assert caplog.messages == ["ingest_articles: 1 of 10 rows, 10%"]


def test_short_parts_say_nothing(caplog):
    with caplog.at_level(logging.INFO, "pipelines"):
        RowLog("spin_articles", 1).add(pa.table({"n_words": [3]}))
        StepLog("audit_corpus").begin("shortcuts")
    assert caplog.messages == []


def test_steps_are_named_with_the_time_that_has_passed(clock, caplog):
    steps = StepLog("audit_corpus")
    with caplog.at_level(logging.INFO, "pipelines"):
        for step in ("statistics", "shortcuts", "figures"):
            clock[0] += 4
            steps.begin(step)
    assert caplog.messages == ["audit_corpus: shortcuts, after 8 s"]
