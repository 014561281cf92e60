"""The files that an address names: one file, a folder or a glob, by odd names too. A missing input is explained."""

import os
import re

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from sources.found import names, write

from pipelines.config.run import load_config
from pipelines.errors import ConfigError, InputError
from pipelines.sources.find import find_input_files
from pipelines.sources.raw.files import open_bytes


@pytest.fixture
def folder(tmp_path):
    for name in ("b.jsonl", "a/2.txt", "a/1.TXT", "a/notes.docx", ".hidden.jsonl", "_SUCCESS", "c[1].csv.gz"):
        path = tmp_path / "news" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return tmp_path / "news"


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


ODD = [
    *(
        "a::b.jsonl",
        "a[1].jsonl",
        "a*?.jsonl",
        "a#b.jsonl",
        "a%20b.jsonl",
        "a b.jsonl",
        " a.jsonl",
        "a.jsonl ",
        "-a.jsonl",
    ),
    *(
        "{a}.jsonl",
        "memory:a.jsonl",
        "a?x=1.jsonl",
        "A.JSONL",
        "é" * 100 + ".jsonl",
        "~a.jsonl",
        "a'\"b.jsonl",
        "$a.jsonl",
    ),
]


@pytest.mark.parametrize("name", ODD)
def test_odd_names_are_found_and_opened(tmp_path, name):
    write(tmp_path / "news" / name)
    for place in (tmp_path / "news", tmp_path / "news" / name):
        (file,) = find_input_files(str(place))
        assert (file.name, file.format) == (name, "lines")
        with open_bytes(file) as stream:
            assert stream.read() == b'{"text": "Rain"}\n'


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"M\xfcnchen.jsonl", r"M\xfcnchen.jsonl"),
        (b"a\nb.jsonl", r"a\x0ab.jsonl"),
        (b"\x1b[31m\x07.jsonl", r"\x1b[31m\x07.jsonl"),
        ("news\u202elnosj.jsonl".encode(), r"news\u202elnosj.jsonl"),
    ],
)
def test_names_that_cannot_be_shown_are_escaped(tmp_path, name, shown):
    write(tmp_path / "news" / "a").rename(os.fsdecode(os.fsencode(tmp_path / "news") + b"/" + name))
    (file,) = find_input_files(str(tmp_path / "news"))
    assert file.name == shown
    with open_bytes(file) as stream:
        assert stream.read() == b'{"text": "Rain"}\n'


def test_files_are_sorted_by_path(tmp_path):
    for name in ("b/1.jsonl", "a.jsonl", "a/2.jsonl", "B.jsonl", "a-b.jsonl"):
        write(tmp_path / name)
    assert names(tmp_path) == ["B.jsonl", "a-b.jsonl", "a.jsonl", "a/2.jsonl", "b/1.jsonl"]


def test_a_very_long_address_is_cut(tmp_path):
    with pytest.raises(InputError) as caught:
        find_input_files(f"{tmp_path}/{'x' * 4_000}.jsonl")
    assert len(str(caught.value)) < 1_000
