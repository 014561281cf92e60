import re

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from pipelines.config.run import load_config
from pipelines.errors import ConfigError, InputError
from pipelines.sources.find import find_input_files


@pytest.fixture
def folder(tmp_path):
    for name in ("b.jsonl", "a/2.txt", "a/1.TXT", "a/notes.docx", ".hidden.jsonl", "_SUCCESS", "c[1].csv.gz"):
        path = tmp_path / "news" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return tmp_path / "news"


def names(uri):
    return [file.name for file in find_input_files(str(uri))]


def test_a_file_is_named_by_its_name(folder):
    assert names(folder / "b.jsonl") == ["b.jsonl"]
    assert names(f"file://{folder}/b.jsonl") == ["b.jsonl"]


def test_a_folder_gives_its_files_by_path(folder):
    found = find_input_files(str(folder))
    assert [(file.name, file.format) for file in found] == [
        ("a/1.TXT", "text"),
        ("a/2.txt", "text"),
        ("b.jsonl", "lines"),
        ("c[1].csv.gz", "csv"),
    ]
    assert names(f"{folder}/") == [file.name for file in found]


def test_skipped_files_of_a_folder_are_logged(folder, caplog):
    (folder / "empty.csv").touch()
    find_input_files(str(folder))
    assert "notes.docx" in caplog.text
    assert "empty.csv" in caplog.text


def test_a_glob(folder):
    assert names(folder / "*" / "*.txt") == ["a/2.txt"]
    assert names(folder / "**") == names(folder)


def test_a_file_name_with_glob_characters_names_the_file(folder):
    assert names(folder / "c[1].csv.gz") == ["c[1].csv.gz"]


def test_other_file_systems():
    fsspec.filesystem("memory").pipe("/find/news.jsonl", b"{}")
    (found,) = find_input_files("memory://find/news.jsonl")
    assert (found.path, found.name) == ("memory:///find/news.jsonl", "news.jsonl")
    assert names("memory://find") == ["news.jsonl"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("b.jsnl", "did you mean b.jsonl?"),
        ("a/3.txt", "did you mean 2.txt"),
        ("nowhere/b.jsonl", "there is no folder"),
        ("*.xml", "no such file"),
        ("a/notes.docx", "convert the news"),
    ],
)
def test_a_missing_input_is_explained(folder, name, said):
    with pytest.raises(InputError, match=said.replace("?", r"\?")):
        find_input_files(str(folder / name))


def test_an_empty_input_is_refused(tmp_path):
    with pytest.raises(InputError, match="the folder is empty"):
        find_input_files(str(tmp_path))
    (tmp_path / "news.jsonl").touch()
    with pytest.raises(InputError, match=r"news\.jsonl is empty"):
        find_input_files(str(tmp_path / "news.jsonl"))


def test_an_unknown_scheme_is_refused():
    with pytest.raises(ConfigError, match="gopher"):
        find_input_files("gopher://news/today.jsonl")


@pytest.mark.parametrize("uri", ["far://bucket/news.jsonl", "far://bucket/*.jsonl", "far://bucket/folder"])
def test_a_storage_that_cannot_be_asked_is_not_called_empty(monkeypatch, uri):
    class Far(MemoryFileSystem):
        """Like a bucket without network: what fsspec asks for is "not there", and only `info` says why."""

        def info(self, *_, **__):
            raise PermissionError("AWS Error ACCESS_DENIED\nduring HeadObject")

    monkeypatch.setattr("pipelines.sources.find.open_file_system", lambda uri: (Far(), uri.removeprefix("far://")))
    with pytest.raises(InputError, match=r"ACCESS_DENIED during HeadObject: check name, network and credentials$"):
        find_input_files(uri)


def test_the_missing_sample_is_named_with_the_command_that_fetches_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    uri = load_config("sample").input
    with pytest.raises(InputError, match=rf"fetch it with `python -m pipelines\.sources\.sample {re.escape(uri)}`"):
        find_input_files(uri)
