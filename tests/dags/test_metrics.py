"""Metrics of a task that Airflow runs, as StatsD packets that arrive on the loopback."""

import re
import socket

import pytest
from articles import write_news

from pipelines.run import STAGES
from pipelines.workflow import metrics

pytestmark = pytest.mark.usefixtures("database")
pytest.importorskip("statsd")


@pytest.fixture
def listener(monkeypatch):
    """A UDP socket that Airflow sends its metrics to."""
    from airflow.configuration import conf
    from airflow.sdk.observability import stats
    from airflow.sdk.observability.metrics import stats_utils

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
        found.bind(("127.0.0.1", 0))
        found.settimeout(0.5)
        settings = {"STATSD_ON": "True", "STATSD_HOST": "127.0.0.1", "STATSD_PORT": str(found.getsockname()[1])}
        for name, value in (settings | {"STATSD_INFLUXDB_ENABLED": "True"}).items():
            monkeypatch.setenv(f"AIRFLOW__METRICS__{name}", value)
        # As the process of a task does it; `dag.test` runs tasks in this one.
        stats.initialize(
            factory=stats_utils.get_stats_factory(), export_legacy_names=conf.getboolean("metrics", "legacy_names_on")
        )
        yield found
    monkeypatch.undo()
    stats.initialize(factory=stats_utils.get_stats_factory(), export_legacy_names=False)


def read_packets(listener):
    """Name with tags -> values, of the metrics of Spindle."""
    found = {}
    while True:
        try:
            packet = listener.recv(65_536).decode()
        except TimeoutError:
            return found
        for line in packet.splitlines():
            if match := re.fullmatch(r"airflow\.(spindle\.[^:]+):(.+)", line):
                found.setdefault(match[1], []).append(match[2])


def test_every_stage_of_a_run_sends_what_it_wrote(dags, tmp_path, listener):
    news = write_news(tmp_path / "news.jsonl", 40)
    news.write_text(news.read_text() + '{"text": "Too short."}\n')
    form = {"config": "sample", "input": str(news), "output": str(tmp_path / "o"), "dataset": "tiny", "probe": 0}
    assert dags["build_corpus"].test(run_conf=form).state == "success"
    sent = read_packets(listener)
    for stage in STAGES:
        assert sent[f"spindle.{stage}.parts,dataset=tiny"] == ["1|c"], stage
        assert float(sent[f"spindle.{stage}.seconds,dataset=tiny"][0].removesuffix("|ms")) > 0
        assert f"spindle.{stage}.reused,dataset=tiny" not in sent
    assert sent["spindle.ingest_articles.rows,dataset=tiny"] == ["40|c"]
    assert sent["spindle.ingest_articles.rejects,dataset=tiny,reason=too_short"] == ["1|c"]
    (size,) = sent["spindle.ingest_articles.bytes,dataset=tiny"]
    files = list((tmp_path / "o" / "tiny").glob("work/ingest_articles/*/*"))
    assert 0 < int(size.removesuffix("|c")) <= sum(path.stat().st_size for path in files)
    for stage in ("ingest_articles", "spin_articles", "validate_pairs", "publish_release"):
        assert int(sent[f"spindle.{stage}.words_per_second,dataset=tiny"][0].removesuffix("|g")) > 0
    assert sent["spindle.validate_pairs.words,dataset=tiny"] == sent["spindle.spin_articles.words,dataset=tiny"]
    assert sent["spindle.publish_release.rows,dataset=tiny"] == sent["spindle.validate_pairs.rows,dataset=tiny"]


def test_a_task_that_one_of_our_errors_ends_is_counted(dags, tmp_path, listener):
    form = {"config": "sample", "input": str(tmp_path / "nothing.jsonl"), "output": str(tmp_path / "o")}
    assert dags["build_corpus"].test(run_conf=form | {"dataset": "tiny"}).state == "failed"
    sent = read_packets(listener)
    assert sent["spindle.split_input.stopped,dataset=tiny,error=InputError"] == ["1|c"]


def test_a_part_that_is_reused_counts_as_such_alone(listener):
    metrics.send("spin_articles", {"reused": True}, "tiny")
    assert read_packets(listener) == {
        "spindle.spin_articles.parts,dataset=tiny": ["1|c"],
        "spindle.spin_articles.reused,dataset=tiny": ["1|c"],
    }
