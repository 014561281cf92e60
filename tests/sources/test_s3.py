import fsspec
import pytest
from pyarrow.fs import LocalFileSystem

from pipelines.sources.s3 import ArrowS3, ready_s3


@pytest.fixture
def registered(monkeypatch):
    """The implementations registered with fsspec during the test."""
    found = {}
    monkeypatch.setattr(fsspec, "register_implementation", lambda name, cls, **_: found.update({name: cls}))
    return found


def test_s3_needs_no_extra_package(registered, monkeypatch):
    monkeypatch.setattr("pipelines.sources.s3.importlib.util.find_spec", lambda _: None)
    ready_s3()
    assert registered == {"s3": ArrowS3}


def test_an_installed_s3fs_is_preferred(registered, monkeypatch):
    monkeypatch.setattr("pipelines.sources.s3.importlib.util.find_spec", lambda _: object())
    ready_s3()
    assert registered == {}


def test_the_endpoint_comes_from_the_environment(monkeypatch):
    asked = {}
    monkeypatch.setattr(
        "pipelines.sources.s3.S3FileSystem", lambda **options: asked.update(options) or LocalFileSystem()
    )
    monkeypatch.delenv("AWS_ENDPOINT_URL_S3", raising=False)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9000")
    ArrowS3(encoding="utf-8", skip_instance_cache=True)
    assert asked == {"endpoint_override": "http://127.0.0.1:9000"}
