import pickle

import fsspec
import pytest
from pyarrow.fs import LocalFileSystem
from s3_server import SECRET

from pipelines.storage.arrow_s3 import ArrowS3, ready_stores
from pipelines.storage.files import write_text
from pipelines.storage.places import open_place


@pytest.fixture
def registered(monkeypatch):
    """The implementations registered with fsspec during the test."""
    found = {}
    monkeypatch.setattr(fsspec, "register_implementation", lambda name, cls, **_: found.update({name: cls}))
    return found


def test_s3_needs_no_extra_package(registered, monkeypatch):
    monkeypatch.setattr("pipelines.storage.arrow_s3.importlib.util.find_spec", lambda _: None)
    ready_stores()
    assert registered.pop("s3") is ArrowS3
    assert set(registered) == {"gs", "az"}


def test_an_installed_s3fs_is_preferred(registered, monkeypatch):
    monkeypatch.setattr("pipelines.storage.arrow_s3.importlib.util.find_spec", lambda _: object())
    ready_stores()
    assert registered == {}


def test_the_endpoint_comes_from_the_environment(monkeypatch):
    asked = {}
    monkeypatch.setattr(
        "pipelines.storage.arrow_s3.S3FileSystem", lambda **options: asked.update(options) or LocalFileSystem()
    )
    monkeypatch.delenv("AWS_ENDPOINT_URL_S3", raising=False)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9000")
    ArrowS3(encoding="utf-8", skip_instance_cache=True)
    assert asked["endpoint_override"] == "http://127.0.0.1:9000"


def test_files_of_a_store_are_listed_matched_and_read(s3):
    ready_stores()
    place = open_place(s3)
    for name in ("news/a.jsonl", "news/b c.jsonl", "news/sub/d.jsonl", "newspaper/e.jsonl"):
        write_text(place / name, f"{name}\n")
    file_system, root = fsspec.core.url_to_fs(f"{s3}/news")
    assert [path.removeprefix(f"{root}/") for path in file_system.find(root)] == ["a.jsonl", "b c.jsonl", "sub/d.jsonl"]
    assert file_system.glob(f"{root}/*.jsonl") == [f"{root}/a.jsonl", f"{root}/b c.jsonl"]
    assert file_system.isdir(root)
    assert not file_system.exists(f"{root}/none")
    with fsspec.open(f"{s3}/news/b c.jsonl") as file:
        assert file.read() == b"news/b c.jsonl\n"


def test_other_keys_are_used_at_once(s3, monkeypatch):
    ready_stores()
    write_text(open_place(s3) / "a", "text")
    assert fsspec.open(f"{s3}/a").open().read() == b"text"
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    with pytest.raises(OSError, match=r"ACCESS_DENIED|SIGNATURE|SignatureDoesNotMatch"):
        fsspec.open(f"{s3}/a").open()


def test_no_key_is_in_what_is_pickled_or_shown(s3):
    ready_stores()
    file_system = fsspec.filesystem("s3")
    assert SECRET not in repr(pickle.dumps(file_system)) + repr(file_system) + file_system.to_json()
