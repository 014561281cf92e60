"""Builds that fail or are ended: the exit code, the message, and what is left; some run in processes of their own."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool

import pyarrow as pa
import pytest
from articles import write_news
from cli.builds import build
from cli.commands import error_of, spindle

from pipelines.errors import StorageError

pytestmark = pytest.mark.usefixtures("one_process")


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (["--set", "rate=0.1"], 2, "'spin_articles.rate'"),
        (["--profiles", "autoblock"], 2, "'autoblog'"),
        (["--rate", "1.5"], 2, "spin_articles.rate"),
        (["--variants", "0"], 2, "spin_articles.variants"),
        (["--limit", "0"], 2, "ingest_articles.limit"),
        (["--limit", "x"], 2, "--limit"),
        (["--set", "spin_articles.ratee=0.1"], 2, "'rate'"),
        (["--set", "spin_article.rate=0.1"], 2, "'spin_articles'"),
        (["--set", "spin_articles.rate=1.5"], 2, "1.5"),
        (["--set", "spin_articles.rate"], 2, "KEY=VALUE"),
        (["--set", "spin_articles.profiles=[autoblock]"], 2, "'autoblog'"),
        (["--config", "newz"], 2, "'news'"),
        (["--dataset", "No Name"], 2, "No Name"),
        (["--seed", "x"], 2, "--seed"),
        (["--workers", "0"], 2, "--workers"),
        (["--input", "no/such/news.jsonl"], 3, "no/such/news.jsonl"),
    ],
)
def test_wrong_options_and_bad_input_have_their_exit_codes(tmp_path, arguments, code, named):
    write_news(tmp_path / "news.jsonl", 1)
    defaults = {"--config": "news", "--input": tmp_path / "news.jsonl", "--output": tmp_path / "out"}
    given = [word for name, value in defaults.items() if name not in arguments for word in (name, value)]
    assert named in error_of(spindle("build", *given, *arguments), code)
    assert not list((tmp_path / "out").glob("*/2*"))


def test_an_unwritable_output_is_detected_at_once(tmp_path):
    write_news(tmp_path / "news.jsonl", 1)
    (tmp_path / "file").write_text("not a folder")
    result = spindle("build", "-c", "news", "-i", tmp_path / "news.jsonl", "-o", tmp_path / "file" / "out")
    assert str(tmp_path / "file") in error_of(result, 3)
    assert "ingest_articles" not in result.stderr


def test_a_failed_gate_is_exit_1_and_publishes_nothing(tmp_path):
    (tmp_path / "news.jsonl").write_text('{"text": "Too short."}\n' * 3)
    result = build(tmp_path)
    assert "too_short 3" in error_of_last(result, 1)
    assert not list((tmp_path / "out").glob("*/2*"))


def error_of_last(result, code):
    """Return the message of a command that failed after it had reported progress."""
    assert result.exit_code == code, (result.stdout, result.stderr)
    assert "Traceback" not in result.stderr
    return result.stderr[result.stderr.index("error: ") :]


@pytest.mark.parametrize("error", [BrokenProcessPool(), MemoryError(), pa.ArrowMemoryError("malloc failed")], ids=repr)
@pytest.mark.parametrize(("workers", "remedy"), [(2, "fewer --workers"), (1, "free some")])
def test_a_killed_worker_and_the_end_of_memory_are_explained(tmp_path, monkeypatch, error, workers, remedy):
    from pipelines.cli import build as command

    def fail(*_, **__):
        raise error

    monkeypatch.setattr(command, "build_corpus", fail)
    write_news(tmp_path / "news.jsonl", 1)
    said = error_of(build(tmp_path, "--workers", workers), 3)
    assert ("worker process was killed" in said) == isinstance(error, BrokenProcessPool)
    assert "memory ran out with" in said
    assert remedy in said
    assert "what is finished is not computed again" in said


def test_failing_storage_is_exit_3(tmp_path, monkeypatch):
    from pipelines.cli import build as command

    def full(*_, **__):
        raise StorageError("expected to write, but the disk is full")

    monkeypatch.setattr(command, "build_corpus", full)
    write_news(tmp_path / "news.jsonl", 1)
    assert "disk is full" in error_of(build(tmp_path), 3)


COMMAND = [sys.executable, "-c", "from pipelines.cli import main; main()", "build", "--config", "news"]
ARGUMENTS = ["--input", "news.jsonl", "--output", "out", "--workers", "2", "--set", "ingest_articles.part_bytes=9000"]


@pytest.mark.slow
def test_a_real_build_on_two_processes(tmp_path):
    write_news(tmp_path / "news.jsonl", 60)
    done = subprocess.run([*COMMAND, *ARGUMENTS], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "60 read" in done.stdout


def is_alive(group):
    """True if any process of the group is there."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["split_input", "ingest_articles"])
@pytest.mark.parametrize(("number", "said", "code"), [("SIGINT", "interrupted", 130), ("SIGTERM", "terminated", 143)])
def test_a_signal_ends_all_processes_and_leaves_nothing_half_written(tmp_path, stage, number, said, code):
    write_news(tmp_path / "news.jsonl", 60)
    build = subprocess.Popen(
        [*COMMAND, *ARGUMENTS], cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    lines = iter(build.stderr.readline, "")
    assert any(line.startswith(stage) for line in lines)
    if number == "SIGINT":
        os.killpg(build.pid, signal.SIGINT)  # a terminal tells all processes, a scheduler the first one
    else:
        build.terminate()
    said_last = list(lines)
    assert said_last == [f"{said}: the same command goes on from what is finished\n"]
    assert build.wait(timeout=30) == code
    for _ in range(100):  # the watcher of multiprocessing goes a moment after the others
        if not is_alive(build.pid):
            break
        time.sleep(0.1)
    assert not is_alive(build.pid)
    assert not list((tmp_path / "out").rglob(".tmp-*"))
    again = subprocess.run([*COMMAND, *ARGUMENTS, "--json"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    if stage == "ingest_articles":
        assert json.loads(again.stdout)["parts"]["ingest_articles"]["reused"] > 0


@pytest.mark.slow
def test_a_bucket_that_cannot_be_reached_is_an_error_in_one_line(tmp_path):
    environment = os.environ | {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_EC2_METADATA_DISABLED": "true"}
    command = [*COMMAND, "--input", "s3://no-bucket/news.jsonl", "--output", "out"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: expected to read 's3://no-bucket/news.jsonl', but ")
    assert line.endswith("check name, network and credentials")


def test_python_without_docstrings_is_refused_before_the_build(tmp_path):
    write_news(tmp_path / "news.jsonl", 3)
    asked = ["-OO", "-m", "spindle", "build", "-c", "news", "-i", "news.jsonl", "-o", "out"]
    run = subprocess.run([sys.executable, *asked], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert run.stderr.startswith("error: expected Python with docstrings, which Great Expectations needs")
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "out").exists()
