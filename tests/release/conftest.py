import pytest
from memory_store import use_memory

from pipelines.storage.places import open_place


@pytest.fixture(params=["disk", "store"])
def folder(request, tmp_path, monkeypatch):
    """The folder of the dataset news, on a disk and in an object store."""
    if request.param == "disk":
        return tmp_path / "news"
    use_memory(monkeypatch)
    return open_place("s3://memory/corpora/news")
