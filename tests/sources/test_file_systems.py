import fsspec
import pytest

from pipelines.errors import ConfigError
from pipelines.sources.file_systems import is_local, open_file_system, reopenable


def test_a_local_path_with_a_double_colon_is_a_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a::b.jsonl").touch()
    file_system, path = open_file_system("a::b.jsonl")
    assert is_local(file_system)
    assert path == str(tmp_path / "a::b.jsonl")


@pytest.mark.parametrize("uri", ["gopher://a/b", "no::such.jsonl"])
def test_an_unknown_scheme_is_refused(uri):
    with pytest.raises(ConfigError, match="expected the input to be a local path or a URI"):
        open_file_system(uri)


def test_an_address_keeps_its_scheme_and_a_path_gets_none(tmp_path):
    assert reopenable(fsspec.filesystem("memory"), "/a.jsonl") == "memory:///a.jsonl"
    assert reopenable(fsspec.filesystem("file"), f"{tmp_path}/a") == f"{tmp_path}/a"
