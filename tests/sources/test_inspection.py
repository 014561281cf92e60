import gzip

import fsspec
import pytest
from articles import write_news

from pipelines.config.ingest import IngestArticles
from pipelines.errors import ConfigError, InputError
from pipelines.sources.find import find_input_files
from pipelines.sources.inspection import inspect_file, inspect_files
from pipelines.sources.read import read_input
from pipelines.storage.roots import parse_roots


@pytest.fixture
def news(tmp_path):
    for name in ("a", "b", "c"):
        write_news(tmp_path / f"{name}.jsonl", 3)
    return tmp_path


def test_the_last_file_is_looked_at_before_the_first_is_read(news):
    (news / "c.jsonl").write_text("<html>")
    tables = read_input(str(news), IngestArticles())
    with pytest.raises(InputError, match=r"c\.jsonl, found an HTML page"):
        next(tables)


def test_several_faults_are_counted_in_one_message(news):
    (news / "b.jsonl").write_text("<html>")
    (news / "c.jsonl").write_bytes(gzip.compress(b"x" * 9_000, mtime=0)[:30])
    with pytest.raises(InputError, match=r"b\.jsonl, found an HTML page.*\(1 more files are not what they should be"):
        list(read_input(str(news), IngestArticles()))


def test_files_whose_names_are_right_raise_no_warning(news, caplog):
    assert [file.name for file in inspect_files(find_input_files(str(news)))] == ["a.jsonl", "b.jsonl", "c.jsonl"]
    assert caplog.text == ""


def test_any_further_file_is_looked_at_when_it_is_read(news, monkeypatch):
    monkeypatch.setattr("pipelines.sources.inspection.LOOKED_AT_FIRST", 1)
    monkeypatch.setattr("pipelines.sources.read.BATCH_ROWS", 1)
    (news / "c.jsonl").write_text("<html>")
    tables = read_input(str(news), IngestArticles())
    assert [next(tables)["place"][0].as_py() for _ in range(2)] == ["a.jsonl line 1", "b.jsonl line 1"]
    with pytest.raises(InputError, match="HTML"):
        next(tables)


def test_files_of_a_store_are_looked_at_when_they_are_read(news, caplog):
    memory = fsspec.filesystem("memory")
    memory.pipe("/inspection/a.jsonl", gzip.compress((news / "a.jsonl").read_bytes(), mtime=0))
    memory.pipe("/inspection/b.jsonl.gz", gzip.compress(b"", mtime=0))
    assert sum(map(len, read_input("memory://inspection", IngestArticles()))) == 3
    assert "a.jsonl (gzip)" in caplog.text
    assert "empty when decompressed: b.jsonl.gz" in caplog.text
    memory.pipe("/inspection/c.jsonl", b"<html>")
    with pytest.raises(InputError, match=r"c\.jsonl, found an HTML page"):
        list(read_input("memory://inspection", IngestArticles()))


def test_a_file_that_is_known_is_not_looked_at_again(news):
    (file, _, _) = inspect_files(find_input_files(str(news)))
    (news / "a.jsonl").unlink()
    assert inspect_file(file) is file


def test_a_file_that_leads_out_of_the_roots_is_not_looked_at(news, tmp_path_factory):
    secret = tmp_path_factory.mktemp("secret") / "s.jsonl"
    secret.write_text("<html>")
    files = find_input_files(str(news))
    (news / "c.jsonl").unlink()
    (news / "c.jsonl").symlink_to(secret)
    with pytest.raises(ConfigError, match="every file of the input"):
        inspect_files(files, parse_roots(str(news), "input_roots", remote=True))


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.txt"])
def test_a_file_that_is_not_utf8_is_named_with_what_to_do(tmp_path, caplog, name):
    lines = {"csv": "id,text\n1,Rain caf\xe9\n", "jsonl": '{"text": "Rain caf\xe9"}\n', "txt": "Rain caf\xe9\n"}
    line = lines[name.removeprefix("a.")]
    (tmp_path / name).write_bytes(line.encode("latin-1"))
    list(read_input(str(tmp_path / name), IngestArticles()))
    assert f"not in UTF-8, so that rows with other characters than ASCII are rejected: {name}" in caplog.text
    caplog.clear()
    (tmp_path / name).write_text(line)
    list(read_input(str(tmp_path / name), IngestArticles()))
    assert caplog.text == ""


def test_a_character_that_the_look_cuts_off_is_no_fault(tmp_path, caplog):
    (tmp_path / "a.txt").write_text("x" + 8_000 * "\xe9")
    list(read_input(str(tmp_path / "a.txt"), IngestArticles()))
    assert caplog.text == ""
