"""The tab of a DAG run, tested with runs of the real DAG."""

import json
import re
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from articles import write_news
from private_airflow import ROOT
from probed import make_figures
from sqlalchemy import select, update
from web.scripts import foreign_scripts

from pipelines.quality.corpus.probe_figures import summarise_probe
from pipelines.web import run as page
from pipelines.web.run_status import status_of


@pytest.fixture(scope="module")
def corpora(tmp_path_factory):
    return tmp_path_factory.mktemp("runs") / "corpora"


@pytest.fixture(scope="module")
def runs(database, corpora):
    """Run the DAG three times: to a release, to a check that stops it, and with a missing input."""
    from airflow.dag_processing.dagbag import DagBag

    dag = DagBag(dag_folder=str(ROOT / "dags" / "build_corpus.py"), bundle_name="tests").dags["build_corpus"]
    news = write_news(corpora.parent / "news.jsonl", 60)
    form = {"config": "sample", "input": str(news), "output": str(corpora), "dataset": "tiny", "probe": 0}
    return {
        "good": dag.test(run_conf=form),
        "again": dag.test(run_conf=form),
        "stopped": dag.test(run_conf=form | {"dataset": "strict", "rate": 0.0}),
        "failed": dag.test(run_conf=form | {"input": str(corpora / "<script>alert(1)</script>.jsonl")}),
    }


@pytest.fixture(autouse=True)
def configured(monkeypatch, corpora):
    monkeypatch.setenv("AIRFLOW__SPINDLE__ROOTS", str(corpora))


def page_of(run):
    return f"/spindle/run/{run.dag_id}/{quote(run.run_id, safe='')}"


def text_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL))


def test_a_run_with_a_release_shows_verdict_progress_and_links(reader, runs):
    answer = reader.get(page_of(runs["good"]))
    assert answer.status_code == 200
    text = text_of(answer.text)
    assert "passed with warnings" in text
    assert "Published: 60 pairs" in text
    assert re.search(r"probe_corpus done", text)
    assert "Not run: probe_corpus.train_words is 0." in text
    assert re.search(r"part 00000 done 60 rows, \d", text)
    assert re.search(r"spin_articles 1 done", text)
    assert 'http-equiv="refresh"' not in answer.text, "it has ended"
    links = dict(re.findall(r'<a href="([^"]+)">(Release|Report|Data Docs|Results)</a>', answer.text))
    assert {"Release", "Results"} <= set(links.values())
    assert all(reader.get(href).status_code == 200 for href in links)


def test_a_run_with_warnings_names_them_and_leads_to_its_dataset(reader, runs, corpora):
    answer = reader.get(page_of(runs["good"]))
    found = json.loads(next((corpora / "tiny").glob("*/quality/results.json")).read_text())["checks"]
    failed = [check["message"] for check in found if check["effect"] == "warning"]
    assert failed
    assert f"{len(failed)} check" in text_of(answer.text)
    assert [message for message in failed[:5] if message[:40] not in text_of(answer.text)] == []
    assert f'<a href="/spindle/corpora/{corpora.name}/tiny">tiny</a>' in answer.text
    assert "so far" not in text_of(answer.text)


def test_a_run_shows_the_figures_of_the_probe(reader, runs, monkeypatch):
    probe = summarise_probe(make_figures())
    monkeypatch.setattr(page, "status_of", lambda *args: replace(status_of(*args), probe=probe))
    text = text_of(reader.get(page_of(runs["good"])).text)
    assert "finds 71% of spun sentences at 1% false alarms, and 43% where the replacement words are new" in text
    assert "test_unseen, by sentence 0.900 AUROC; words alone 0.550" in text


def test_a_run_that_published_nothing_new_shows_the_release_that_was_there(reader, runs):
    answer = reader.get(page_of(runs["again"]))
    assert "The same content was published before" in text_of(answer.text)
    links = {name: href for href, name in re.findall(r'<a href="([^"]+)">(Release|Report|Data Docs)</a>', answer.text)}
    assert links["Report"] == f"{links['Release']}/files/quality/report.html"
    assert all(reader.get(href).status_code == 200 for href in links.values())


def test_a_run_whose_release_was_pruned_says_so(reader, runs, corpora):
    version = (corpora / "tiny" / "LATEST").read_text().strip()
    manifest, away = corpora / "tiny" / version / "manifest.json", corpora / "manifest.json"
    manifest.rename(away)
    try:
        answer = reader.get(page_of(runs["good"]))
    finally:
        away.rename(manifest)
    assert "of the words swapped. The release is gone since: it was pruned or deleted." in text_of(answer.text)
    assert ">Release</a>" not in answer.text
    assert "is gone" not in text_of(reader.get(page_of(runs["good"])).text)


def test_a_stopped_run_names_the_checks_that_stopped_it(reader, runs):
    answer = reader.get(page_of(runs["stopped"]))
    text = text_of(answer.text)
    assert runs["stopped"].state == "failed"
    assert "Nothing is published" in text
    assert "reject_share is 1, expected at most 0.5" in text
    links = dict(re.findall(r'<a href="([^"]+)">(Release|Report|Data Docs|Results)</a>', answer.text))
    assert "Release" not in links.values()
    assert "Results" in links.values()
    assert all(reader.get(href).status_code == 200 for href in links)


def test_a_failed_run_shows_its_error_escaped(reader, runs):
    answer = reader.get(page_of(runs["failed"]))
    assert "the run failed in split_input" in text_of(answer.text)
    assert "&lt;script&gt;alert(1)" in answer.text
    assert foreign_scripts(answer.text) == []


@contextmanager
def states_of(run, state, tasks):
    """Let a run and some of its tasks be in other states than they are: a cleared task keeps its XComs."""
    from airflow.models import DagRun, TaskInstance
    from airflow.utils.session import create_session

    def put(of_run, of_tasks):
        with create_session() as session:
            session.execute(update(DagRun).where(DagRun.run_id == run.run_id).values(_state=of_run))
            for task, of_task in of_tasks.items():
                here = TaskInstance.run_id == run.run_id, TaskInstance.task_id == task
                session.execute(update(TaskInstance).where(*here).values(state=of_task))

    before = {ti.task_id: ti.state for ti in run.get_task_instances() if ti.task_id in tasks}
    put(state, tasks)
    try:
        yield
    finally:
        put(run.state, before)


def test_the_page_of_a_running_run_reloads(reader, runs):
    from airflow.models.xcom import XComModel
    from airflow.utils.session import create_session

    run = runs["good"]

    def leave(summary):
        """Let spin_articles have left a summary; return the one before."""
        here = XComModel.run_id == run.run_id, XComModel.task_id == "spin_articles", XComModel.key == "summary"
        with create_session() as session:
            before = session.scalars(select(XComModel.value).where(*here)).one()
            session.execute(update(XComModel).where(*here).values(value=summary))
        return before

    before = leave(json.dumps({"labels": ["part 00000"], "parts": []}))
    try:
        with states_of(run, "running", {"spin_articles": "running"}):
            answer = reader.get(page_of(run))
            still = reader.get(page_of(run) + "?still=1")
    finally:
        leave(before)
    assert "spin_articles 1 running 0 of 1" in text_of(answer.text)
    assert "<title>1 running</title>\n</svg>" in answer.text, "the bar is empty"
    assert '<meta http-equiv="refresh" content="5">' in answer.text
    assert 'still=1">stop that</a>' in answer.text
    assert 'http-equiv="refresh"' not in still.text
    assert ">refresh by itself</a>" in still.text


@pytest.mark.parametrize(
    ("state", "tasks", "says"),
    [
        ("running", {"audit_corpus": "running"}, "Running: audit_corpus."),
        ("running", {"approve_release": "awaiting_input"}, "The release waits for somebody"),
        ("success", {"publish_release": "skipped", "approve_release": "success"}, "the release was not approved."),
        ("failed", {"train_models": "failed", "publish_release": "upstream_failed"}, "the run failed in train_models."),
    ],
)
def test_a_cleared_run_says_what_is_so_now(reader, runs, state, tasks, says):
    with states_of(runs["good"], state, {"publish_release": None} | tasks):
        answer = reader.get(page_of(runs["good"]))
    assert says in text_of(answer.text)
    assert "Published" not in text_of(answer.text)
    assert ">Release</a>" not in answer.text
    assert "Published" in text_of(reader.get(page_of(runs["good"])).text)


def test_checks_of_the_time_before_do_not_stop_a_cleared_run(reader, runs):
    with states_of(runs["stopped"], "running", {"audit_corpus": None, "drop_copies": "running"}):
        text = text_of(reader.get(page_of(runs["stopped"])).text)
    assert "Running: drop_copies." in text
    assert "reject_share" not in text


def test_batches_that_a_cleared_run_has_no_more_are_not_shown(reader, runs):
    with states_of(runs["good"], "success", dict.fromkeys(("ingest_articles", "spin_articles"), "removed")):
        text = text_of(reader.get(page_of(runs["good"])).text)
    assert "validate_pairs 1 done" in text
    assert "spin_articles" not in text


@pytest.mark.parametrize(
    "path", ["build_corpus/nothing", "nothing/manual__1", "build_corpus/%2e%2e", "build_corpus/..%2f.."]
)
def test_a_missing_run_is_not_found(reader, path):
    assert reader.get(f"/spindle/run/{path}").status_code == 404


def test_no_link_leaves_the_roots(reader, runs, monkeypatch, tmp_path):
    monkeypatch.setenv("AIRFLOW__SPINDLE__ROOTS", str(tmp_path))
    answer = reader.get(page_of(runs["good"]))
    assert answer.status_code == 200
    assert not re.search(r'href="[^"]*/corpora/', answer.text)


@pytest.mark.parametrize("run", ["good", "stopped"])
def test_a_run_outside_the_roots_says_how_to_show_its_folder(reader, runs, corpora, monkeypatch, run):
    shown = text_of(reader.get(page_of(runs[run])).text)
    assert "AIRFLOW__SPINDLE__ROOTS" not in shown
    monkeypatch.setenv("AIRFLOW__SPINDLE__ROOTS", f"{corpora}-of-others")
    text = text_of(reader.get(page_of(runs[run])).text)
    assert f"AIRFLOW__SPINDLE__ROOTS does not list {corpora} ." in text
    assert "restart the API server" in text


def test_a_dataset_says_why_its_runs_were_stopped(reader, runs, corpora):
    """The input of one was not there, so there is no audit; a check stopped the other."""
    for dataset, run, says in (
        ("tiny", "failed", "alert(1)&lt;/script&gt;.jsonl"),
        ("strict", "stopped", "reject_share is 1, expected at most 0.5"),
    ):
        text = reader.get(f"/spindle/corpora/{corpora.name}/{dataset}").text
        assert says in text
        assert f'<a href="{page_of(runs[run])}">The run</a>' in text
        assert foreign_scripts(text) == []
    assert "a run was stopped on" in reader.get("/spindle/").text, "strict never had a release"


def test_a_stopped_task_is_named_with_a_link_to_its_log(reader, runs):
    text = reader.get(page_of(runs["failed"])).text
    assert "Stopped in <b>split_input</b>" in text
    assert re.search(r'href="[^"]*/dags/build_corpus/runs/[^"]+/tasks/split_input" target="_top">Its log', text)
    assert "✗</span> stopped</span>" in text


def test_a_task_that_left_no_reason_shows_the_last_lines_of_its_log(reader, runs, monkeypatch):
    """As after SIGKILL: here its XCom is not read, and the log has lines."""
    lines = [f"line {number}" for number in range(40)] + ["<script>alert(1)</script> password=hunter2"]
    messages = [SimpleNamespace(event="::group::"), *[SimpleNamespace(event=line) for line in lines]]
    detail = [{"exc_type": "MemoryError", "exc_value": "no more"}]
    messages.append(SimpleNamespace(event="Task failed", error_detail=detail))
    monkeypatch.setattr("pipelines.web.task_log.TaskLogReader.read_log_chunks", lambda *_: (iter(messages), {}))
    monkeypatch.setattr(page, "has_shape", lambda key, _: key != "stopped")
    text = reader.get(page_of(runs["failed"])).text
    assert "MemoryError: no more" in text
    assert "line 39" in text
    assert "line 20" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert foreign_scripts(text) == []

    from airflow.api_fastapi.app import get_auth_manager

    kind = type(get_auth_manager())
    really = kind.is_authorized_dag

    def no_logs(self, **asked):
        return str(asked.get("access_entity", "")).endswith("TASK_LOGS") is False and really(self, **asked)

    monkeypatch.setattr(kind, "is_authorized_dag", no_logs)
    assert "MemoryError" not in reader.get(page_of(runs["failed"])).text, "only for those who may read logs"


def test_a_log_that_cannot_be_read_is_left_out(reader, runs, monkeypatch):
    def fail(*_):
        raise OSError("no such host")

    monkeypatch.setattr("pipelines.web.task_log.TaskLogReader.read_log_chunks", fail)
    monkeypatch.setattr(page, "has_shape", lambda key, _: key != "stopped")
    assert "Stopped in <b>split_input</b>" in reader.get(page_of(runs["failed"])).text


JUNK = [None, 5, "x", [], {}, {"checks": 5}, {"message": 7}, {"version": 3}, {"rows": "many"}, {"rejected": [1]}]
JUNK += [{"probe": {"says": 1}}, {"n_words": -1}, {"seconds": "x"}, {"checks": [{"effect": "x"}]}]


@pytest.mark.parametrize("junk", JUNK, ids=str)
def test_xcoms_of_another_form_never_break_the_page(reader, runs, monkeypatch, junk):
    monkeypatch.setattr(page, "_parse", lambda _: junk)
    for run in ("good", "stopped", "failed"):
        answer = reader.get(page_of(runs[run]))
        assert answer.status_code == 200


def test_runs_require_permission_for_the_dag(reader, runs, monkeypatch):
    from airflow.api_fastapi.app import get_auth_manager

    monkeypatch.setattr(type(get_auth_manager()), "is_authorized_dag", lambda *_, **__: False)
    assert reader.get(page_of(runs["good"])).status_code == 403
