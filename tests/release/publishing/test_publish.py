import os
import re
import shutil
import time

import pytest
from memory_store import use_memory
from published import publish
from release.small_releases import write_releases

from pipelines.errors import StorageError
from pipelines.release.publishing import publish as publishing
from pipelines.release.publishing.publish import CLAIMS, next_version, remove_stale
from pipelines.storage.files import list_files
from pipelines.storage.places import open_place

VERSIONS = ["20260101T000000Z-aaaaaaaaaaaa", "29991231T235958Z-bbbbbbbbbbbb"]


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return publish(tmp_path_factory.mktemp("published"), parts=1)


@pytest.fixture
def dataset(published, tmp_path):
    """The folder of a dataset with two releases, without LATEST."""
    for version in VERSIONS:
        shutil.copytree(published.folder, tmp_path / version)
    return tmp_path


def test_versions_increase_even_if_the_clock_does_not(dataset):
    version, created = next_version(dataset, "ab" * 16)
    assert version == "29991231T235959Z-abababababab"
    assert created.isoformat() == "2999-12-31T23:59:59+00:00"


@pytest.mark.parametrize("stamp", ["20269999T000000Z", "99991231T235959Z"])
def test_a_folder_that_is_named_like_a_version_of_no_time_is_named(tmp_path, stamp):
    folder = tmp_path / f"{stamp}-abababababab"
    folder.mkdir()
    (folder / "manifest.json").write_text("{}")
    with pytest.raises(StorageError, match=rf"{stamp}.* to begin with a time"):
        next_version(tmp_path, "ab" * 16)


def test_first_version_is_now(tmp_path):
    version, created = next_version(tmp_path, "0123456789abcdef" * 2)
    assert re.fullmatch(r"\d{8}T\d{6}Z-0123456789ab", version)
    assert abs(created.timestamp() - time.time()) < 5
    assert created.strftime("%Y%m%dT%H%M%SZ") == version[:16]


@pytest.mark.parametrize(
    ("place", "hours", "stays"),
    [
        (".tmp-0", 25, False),
        (".tmp-0", 1, True),
        ("work/spin_articles/.tmp-0", 25, False),
        ("rejects/spin_articles/.tmp-0-key.parquet", 25, False),
        ("work/spin_articles/key", 25, True),
        ("20260101T000000Z-aaaaaaaaaaaa", 25, True),
    ],
)
def test_only_old_temporary_files_are_removed(tmp_path, place, hours, stays):
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch() if path.suffix else path.mkdir()
    os.utime(path, (time.time() - hours * 3600,) * 2)
    remove_stale(tmp_path)
    assert path.exists() == stays


def test_a_growing_folder_is_not_removed(tmp_path):
    folder = tmp_path / ".tmp-0"
    folder.mkdir()
    (folder / "train.parquet").touch()
    os.utime(folder, (time.time() - 1e6,) * 2)
    remove_stale(tmp_path)
    assert folder.exists()


def test_no_two_processes_write_one_version(monkeypatch, tmp_path):
    """In an object store nothing locks, and the same content published in the same second has the same name."""
    use_memory(monkeypatch)
    folder = open_place("s3://memory/corpora/news")
    first, second = (publishing._claim_version(folder, "ab" * 16) for _ in range(2))
    assert second[0] > first[0]
    assert second[1] > first[1]
    publishing._drop_claim(folder, first[0])
    assert list_files(folder) == {f"{CLAIMS}/{second[0]}": 32}
    assert publishing._claim_version(tmp_path, "ab" * 16)[0].endswith("-abababababab")
    assert list_files(tmp_path) == {}


def test_a_version_that_was_published_meanwhile_is_not_written_again(monkeypatch):
    use_memory(monkeypatch)
    folder = open_place("s3://memory/corpora/news")
    (version,) = write_releases(folder, 1)
    fingerprint, created = version[-12:], next_version(folder, "0")[1].replace(2026, 1, 1, 0, 0, 1)
    monkeypatch.setattr(publishing, "next_version", lambda *_: (version, created))
    assert publishing._claim_version(folder, fingerprint)[0] == version.replace("T000001Z", "T000002Z")
