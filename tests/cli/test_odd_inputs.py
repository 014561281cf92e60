"""Inputs as people have them, through the command: its exit code, and one line for what is wrong."""

import gzip
import json
import os
from pathlib import Path

import pytest
from articles import article, name_case, write_news
from cli.commands import error_of, spindle, write_profile

from pipelines.config.run import load_config
from pipelines.sources.split import split_input

pytestmark = pytest.mark.usefixtures("one_process")

LFS = f"version https://git-lfs.github.com/spec/v1\noid sha256:{64 * 'c'}\nsize 81\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def build(*arguments):
    profile = write_profile(Path.cwd().parent)  # so that it is no part of the input
    return spindle("build", "-c", "news", "--set", f"spin_articles.profiles=[{json.dumps(profile)}]", *arguments)


def plan(*arguments):
    done = build(*arguments, "--dry-run", "--json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def refused(*arguments, code=3):
    message = error_of(build(*arguments), code)
    assert message.count("\n") == 1
    assert all(character.isprintable() for character in message.rstrip("\n"))
    return message


def test_an_output_within_the_input_is_left_out(here, caplog):
    write_news(here / "a.jsonl", 30)
    first = build("--input", ".")
    assert first.exit_code == 0, first.stderr
    second = build("--input", ".")
    assert "already published" in second.stdout
    assert "30 read, 30 kept" in second.stdout
    assert "folders that Spindle wrote: corpora/news/" in caplog.text
    caplog.clear()
    assert plan("--input", ".")["files"] == ["a.jsonl"]
    assert caplog.text.count("folders that Spindle wrote") == 1  # though the input is listed twice


def test_the_work_of_an_interrupted_run_is_no_input(here):
    write_news(here / "a.jsonl", 30)
    split_input(load_config("news", input=".", output="corpora"))
    found = plan("--input", ".")
    assert (found["files"], found["rows"], found["stages"]["split_input"]["reused"]) == (["a.jsonl"], 30, 1)


def test_the_work_of_its_own_run_is_refused_as_the_input(here):
    (here / "corpora" / "news" / "work").mkdir(parents=True)
    assert "outside the folder that the run writes to" in refused("-i", "corpora/news/work", "-o", "corpora", code=2)


def test_news_in_any_plain_disguise_are_read(here, caplog):
    rows = [article(number) for number in range(30)]
    lines = "".join(json.dumps(row) + "\n" for row in rows[20:])
    folder = here / os.fsdecode(b"n\xffws")
    folder.mkdir()
    for name, content in (
        (b"M\xfcnchen.json", json.dumps(rows[:10], indent=2).encode()),
        (b"a::b[1].jsonl", "".join(json.dumps(row) + "\n" for row in rows[10:20]).encode("utf-16")),
        (b"\x1b[31m\n.jsonl", gzip.compress(lines.encode(), mtime=0)),
    ):
        (folder / os.fsdecode(name)).write_bytes(content)
    (here / "again").symlink_to(".")
    found = plan("--input", ".")
    assert found["rows"] == 30
    assert found["files"] == [r"n\xffws/\x1b[31m\x0a.jsonl", r"n\xffws/M\xfcnchen.json", r"n\xffws/a::b[1].jsonl"]
    assert r"n\xffws/a::b[1].jsonl (utf-16)" in caplog.text
    assert "\x1b" not in caplog.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (LFS, "Git LFS pointer"),
        ("<!DOCTYPE html>\n<p>404", "HTML page"),
        (bytes(400), "NUL bytes"),
        (gzip.compress(b'{"text": "Rain"}\n' * 90, mtime=0)[:40], "repair the file"),
        ("id,text\n1,Rain\n", "text that begins with 'id,text'"),
        ('[\n{"text": "Rain"},\n{"text": "Su', "fetch the whole file again"),
    ],
    ids=name_case,
)
def test_one_odd_file_of_several_is_named(here, content, said):
    write_news(here / "2019.jsonl", 30)
    (here / "2020.jsonl").write_bytes(content if isinstance(content, bytes) else content.encode())
    message = refused("--input", ".")
    assert said in message
    assert "2020.jsonl" in message
    assert not (here / "corpora" / "news" / "work").exists()


def test_pipes_links_and_hidden_files_are_named(here):
    os.mkfifo("pipe.jsonl")
    (here / "gone.jsonl").symlink_to("nowhere")
    (here / "hidden" / ".cache").mkdir(parents=True)
    assert "a pipe, socket or device" in refused("--input", "pipe.jsonl")
    assert "nowhere" in refused("--input", "gone.jsonl")
    assert "holds only hidden files" in refused("--input", "hidden")


def test_a_name_that_is_not_utf8_is_refused_with_a_glob_that_works(here):
    write_news(here / "a", 30).rename(os.fsdecode(b"M\xfcn.jsonl"))
    message = refused("--input", os.fsdecode(b"M\xfcn.jsonl"), code=2)
    assert r"got M\xfcn.jsonl" in message
    assert "the glob 'M?n.jsonl'" in message
    assert plan("--input", "M?n.jsonl")["rows"] == 30


def test_a_configuration_that_is_not_utf8_is_an_error(here):
    (here / "mine.yaml").write_bytes("dataset: news\npublish_release: {title: Zürich}\n".encode("latin-1"))
    assert "save the file in UTF-8" in error_of(spindle("build", "-c", "mine.yaml", "-i", "a.jsonl"), 2)
