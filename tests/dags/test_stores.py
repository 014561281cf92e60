"""The DAG for real, with input, work and releases in an object store, whose keys a connection of Airflow holds."""

import json
import os
from dataclasses import replace

import pytest
from articles import write_news
from inline import run_inline
from s3_server import KEY, SECRET

from pipelines import run
from pipelines.config.run import load_config
from pipelines.errors import ConfigError
from pipelines.parts.part import Part
from pipelines.release.find import find_release, read_manifest
from pipelines.release.verification.verify import verify_release
from pipelines.storage.access import set_finder
from pipelines.storage.files import write_bytes
from pipelines.storage.places import open_place
from pipelines.workflow.confine import confine, read_form, read_part

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def connection(s3, monkeypatch):
    """Take the keys out of the environment, into a connection; return the fields of the connection."""
    extra = {"endpoint_url": os.environ["AWS_ENDPOINT_URL"], "region_name": "us-east-1"}
    fields = {"conn_type": "aws", "login": KEY, "password": SECRET, "extra": extra}
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL", "AWS_REGION"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AIRFLOW_CONN_AWS_DEFAULT", json.dumps(fields))
    yield fields
    set_finder(None)


@pytest.fixture
def news(s3, tmp_path):
    path = write_news(tmp_path / "news.jsonl", 60)
    write_bytes(open_place(f"{s3}/input/news.jsonl"), path.read_bytes())
    return path


def sums(manifest):
    return {entry["path"]: entry["sha256"] for entry in manifest["files"] if "rows" in entry}


def run_dag(dags, **form):
    run = dags["build_corpus"].test(run_conf={"config": "sample", "dataset": "tiny", "seed": 3, "probe": 0, **form})
    return run, {task.task_id: task.state for task in run.get_task_instances()}


def test_the_dag_builds_in_a_store_what_a_local_build_makes(  # noqa: PLR0917
    dags, s3, news, connection, tmp_path, monkeypatch, capfd, caplog
):
    form = {"input": f"{s3}/input", "output": f"{s3}/out"}
    first, _ = run_dag(dags, **form)
    assert first.state == "success"
    release = find_release(f"{s3}/out/tiny")
    assert all(rule.holds for rule in verify_release(release.folder))
    before = {place.key: info for place, info in open_place(f"{s3}/out/tiny/work").list_files()}
    again, _ = run_dag(dags, **form)
    assert again.state == "success"
    assert {place.key: info for place, info in open_place(f"{s3}/out/tiny/work").list_files()} == before
    assert find_release(f"{s3}/out/tiny") == release

    run_inline(monkeypatch)
    tree = {"input": str(news), "output": str(tmp_path / "out"), "dataset": "tiny", "seed": 3}
    local = run.build_corpus(load_config("sample", ["probe_corpus.train_words=0"], **tree), workers=1).release
    assert sums(read_manifest(release.folder)) == sums(read_manifest(local.folder))

    shown = capfd.readouterr()
    assert SECRET not in shown.out + shown.err + caplog.text
    for place, _ in open_place(f"{s3}/out").list_files():
        assert SECRET.encode() not in place.read_bytes(), place
    assert SECRET not in "".join(xcoms())


def xcoms():
    from airflow.models.xcom import XComModel
    from airflow.utils.session import create_session

    with create_session() as session:
        return [str(value) for (value,) in session.query(XComModel.value).all()]


def test_a_wrong_key_ends_the_first_task_and_is_not_shown(  # noqa: PLR0917
    dags, s3, news, connection, monkeypatch, capfd, caplog
):
    monkeypatch.setenv("AIRFLOW_CONN_AWS_DEFAULT", json.dumps(connection | {"password": "not-the-right-secret"}))
    _, states = run_dag(dags, input=f"{s3}/input", output=f"{s3}/out")
    assert states["check_run"] == "failed"
    shown = capfd.readouterr()
    assert "access was refused" in shown.out + shown.err + caplog.text
    assert "not-the-right-secret" not in shown.out + shown.err + caplog.text


def test_a_run_is_confined_to_prefixes_of_a_store(s3, monkeypatch):
    monkeypatch.setenv("AIRFLOW__SPINDLE__INPUT_ROOTS", f"{s3}/input")
    monkeypatch.setenv("AIRFLOW__SPINDLE__OUTPUT_ROOTS", f"{s3}/out")
    form = {"config": "sample", "dataset": "tiny", "input": f"{s3}/input/*.jsonl", "output": f"{s3}/out"}
    assert confine(read_form(form)).dataset_folder == open_place(f"{s3}/out/tiny")
    for wrong in (
        {"input": f"{s3}/other"},
        {"input": f"{s3}/input/../other"},
        {"output": f"{s3}/outer"},
        {"output": f"{s3}/out/../other"},
        {"output": s3},
        {"output": "/tmp/out"},  # noqa: S108 - not written to
    ):
        with pytest.raises(ConfigError, match=r"expected (the input|the output|an address)"):
            confine(read_form(form | wrong))


def test_a_part_of_another_prefix_is_refused(s3, monkeypatch):
    monkeypatch.setenv("AIRFLOW__SPINDLE__OUTPUT_ROOTS", f"{s3}/out")
    config = read_form({"config": "sample", "dataset": "tiny", "input": "news", "output": f"{s3}/out"})
    part = Part("spin_articles", "k", "part", f"{s3}/out/tiny/work/spin_articles/k", {})
    assert read_part(part.to_json(), config) == part
    for folder in (f"{s3}/out/other/work/spin_articles/k", f"{s3}/out/tiny2/k", "/etc"):
        with pytest.raises(ConfigError, match="the XCom of a task has been changed"):
            read_part(replace(part, folder=folder).to_json(), config)
    outside = "../../../../other"
    for change in ({"rows": {outside: 3}}, {"sums": {outside: "0"}}, {"rejects_file": f"{s3}/out/other/a.parquet"}):
        with pytest.raises(ConfigError, match="the XCom of a task has been changed"):
            read_part(replace(part, **change).to_json(), config)
