"""Data files of a release that are missing, or have another size, on a disk and in a store."""

import pytest
from memory_store import use_memory
from release.small_releases import data_of, write_release

from pipelines.errors import StorageError
from pipelines.release.find import read_manifest
from pipelines.release.presence import check_data_files
from pipelines.storage.files import write_text
from pipelines.storage.places import open_place


@pytest.fixture(params=["disk", "store"])
def release(request, tmp_path, monkeypatch):
    """The folder of a dataset and the version of its only release."""
    if request.param == "store":
        use_memory(monkeypatch)
    folder = open_place("s3://memory/news" if request.param == "store" else tmp_path / "news")
    return folder, write_release(folder, 1)


def check(release):
    folder = release[0] / release[1]
    check_data_files(folder, read_manifest(folder))


def test_whole_files_are_found(release):
    check(release)


def test_a_missing_file_is_named(release):
    data_of(*release).unlink()
    with pytest.raises(StorageError, match=r"but data/train/part-00000\.parquet is missing: `spindle verify` reports"):
        check(release)


def test_a_file_of_another_size_is_named(release):
    data_of(*release).unlink()
    write_text(data_of(*release), "x")
    with pytest.raises(StorageError, match=r"part-00000\.parquet has 1 bytes, not 29: `spindle verify` reports"):
        check(release)
