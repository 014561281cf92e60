import json
import os

import fsspec
import pytest
from articles import article, write_news

from pipelines.config.ingest import IngestArticles
from pipelines.errors import InputError
from pipelines.sources.changes import remote_state
from pipelines.sources.read import read_input


def read_and_change(uri, change):
    """Read the first table of two files, change something, and read the rest."""
    tables = read_input(str(uri), IngestArticles())
    rows = [next(tables)]
    change()
    return rows + list(tables)


@pytest.fixture
def news(tmp_path, monkeypatch):
    monkeypatch.setattr("pipelines.sources.read.BATCH_ROWS", 1)
    for name in ("a", "b"):
        write_news(tmp_path / f"{name}.jsonl", 3)
    return tmp_path


def append(path):
    with path.open("a") as file:
        file.write(json.dumps(article(9)) + "\n")


@pytest.mark.parametrize("name", ["a", "b"])
def test_a_file_that_grows_meanwhile_is_an_error(news, name):
    path = news / f"{name}.jsonl"
    with pytest.raises(InputError, match=rf"{name}\.jsonl to stay as it is .*size \d+ -> \d+\): run again"):
        read_and_change(news, lambda: append(path))


def test_a_file_of_the_same_size_is_told_by_its_time(news):
    path = news / "b.jsonl"
    with pytest.raises(InputError, match=r"b\.jsonl .*changed: mtime"):
        read_and_change(news, lambda: os.utime(path, (1, 1)))


def test_a_file_that_is_replaced_is_an_error(news):
    def replace():
        state = (news / "b.jsonl").stat()
        (news / "new").write_bytes((news / "b.jsonl").read_bytes())
        os.utime(news / "new", ns=(state.st_atime_ns, state.st_mtime_ns))
        (news / "new").rename(news / "b.jsonl")

    with pytest.raises(InputError, match="changed: ino"):
        read_and_change(news, replace)


def test_a_file_that_goes_is_an_error(news):
    with pytest.raises(InputError, match=r"b\.jsonl"):
        read_and_change(news, (news / "b.jsonl").unlink)


def test_a_file_of_a_store_that_changes_is_an_error(news):
    memory = fsspec.filesystem("memory")
    for name in ("a", "b"):
        memory.pipe(f"/changes/{name}.jsonl", (news / f"{name}.jsonl").read_bytes())
    with pytest.raises(InputError, match=r"b\.jsonl to stay as it is"):
        read_and_change("memory://changes", lambda: memory.pipe("/changes/b.jsonl", b'{"text": "Rain"}\n'))


def test_files_that_stay_are_read(news):
    assert sum(map(len, read_and_change(news, lambda: None))) == 6


def test_the_state_of_a_file_is_what_its_store_tells():
    info = {"name": "a", "size": 7, "ETag": '"x"', "type": "file", "mtime": None}
    assert remote_state(info) == {"size": 7, "ETag": '"x"'}


def test_a_store_that_cannot_be_asked_is_a_warning(news, monkeypatch, caplog):
    memory = fsspec.filesystem("memory")
    memory.pipe("/asked/a.jsonl", (news / "a.jsonl").read_bytes())

    def fail():
        raise TimeoutError("the store does not answer")

    monkeypatch.setattr(type(memory), "invalidate_cache", lambda *_: fail())
    assert sum(map(len, read_input("memory://asked", IngestArticles()))) == 3
    assert "cannot tell whether a.jsonl has changed while it was read: the store does not answer" in caplog.text
