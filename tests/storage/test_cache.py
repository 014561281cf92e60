"""Copies of objects are whole, right, shared between processes, and deleted when there are too many."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from memory_store import use_memory

from pipelines.errors import ConfigError, StorageError
from pipelines.storage import cache
from pipelines.storage.cache import ChangedError, cache_folder, fetch, hash_file, keep, scratch
from pipelines.storage.files import write_bytes
from pipelines.storage.places import open_place

TEXT = b"some text" * 1000
SUM = sha256(TEXT).hexdigest()


@pytest.fixture
def place(s3):
    place = open_place(s3) / "object"
    write_bytes(place, TEXT)
    return place


def test_a_file_on_a_disk_is_its_own_copy(tmp_path):
    assert fetch(tmp_path / "a") == tmp_path / "a"


def test_a_copy_is_made_once(place, monkeypatch):
    copy = fetch(place, SUM)
    assert copy.read_bytes() == TEXT
    place.unlink()
    assert fetch(place, SUM) == copy


def test_a_spoilt_copy_is_fetched_again(place):
    for spoilt in (b"", TEXT[:100], b"x" + TEXT[1:]):
        fetch(place, SUM).write_bytes(spoilt)
        assert fetch(place, SUM).read_bytes() == TEXT


def test_an_object_with_another_content_is_refused_and_not_kept(place):
    write_bytes(place, b"x" + TEXT[1:])
    with pytest.raises(ChangedError, match=r"expected .*object as it was written, but its checksum differs"):
        fetch(place, SUM)
    assert list(cache_folder().iterdir()) == []


@pytest.mark.parametrize("wrong", ["", "..", SUM.upper(), SUM + "\n", SUM[:-1], 7, "{victim}", "../" * 30 + "{victim}"])
def test_a_checksum_that_is_none_names_no_file_of_the_cache(tmp_path, monkeypatch, wrong):
    """A manifest or a receipt of a stranger names it: a file at that path was deleted."""
    store = use_memory(monkeypatch)["s3://memory"]
    store.put("object", TEXT)
    victim = tmp_path / "notes"
    victim.write_text("precious")
    wrong = wrong.format(victim=str(victim)) if isinstance(wrong, str) else wrong
    with pytest.raises(ChangedError, match=r"expected a checksum of s3://memory/object of 64 hex digits, got"):
        fetch(open_place("s3://memory/object"), wrong)
    assert victim.read_text() == "precious"


def test_without_a_checksum_the_version_names_the_copy(place):
    first = fetch(place)
    assert fetch(place) == first
    write_bytes(place, b"new")
    assert fetch(place).read_bytes() == b"new"
    assert first.read_bytes() == TEXT
    place.unlink()
    with pytest.raises(FileNotFoundError):
        fetch(place)


def test_a_download_that_breaks_off_leaves_nothing(place, monkeypatch):
    def break_off(self, key):
        yield TEXT[:10]
        raise StorageError("reset")

    monkeypatch.setattr("pipelines.storage.objects.ObstoreClient.stream", break_off)
    with pytest.raises(StorageError, match="reset"):
        fetch(place, SUM)
    assert list(cache_folder().iterdir()) == []


def fill(numbers, age):
    for number in numbers:
        with scratch() as folder:
            (folder / "x").write_bytes(bytes(1 << 20))
            copy = keep(folder / "x", f"copy-{number}")
        os.utime(copy, (time.time() - age + number,) * 2)


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A cache of 4 MB."""
    monkeypatch.setenv("SPINDLE_CACHE", str(tmp_path / "small"))
    monkeypatch.setenv("SPINDLE_CACHE_GB", str(4 / 1024))
    return tmp_path / "small"


def test_the_copies_that_were_not_used_for_longest_go_first(small):
    fill(range(4), age=10_000)
    os.utime(small / "copy-0")
    fill([9], age=0)
    assert sorted(path.name for path in small.iterdir()) == ["copy-0", "copy-2", "copy-3", "copy-9"]


def test_a_copy_that_was_used_lately_stays(small):
    fill(range(8), age=60)
    assert len(list(small.iterdir())) == 8


def test_a_copy_that_is_used_is_young(place, monkeypatch):
    copy = fetch(place, SUM)
    os.utime(copy, (0, 0))
    fetch(place, SUM)
    assert time.time() - copy.stat().st_mtime < 60


def test_what_a_killed_process_left_is_deleted_after_a_week(small):
    for name, days in (("tmp-old", 8), ("tmp-new", 6)):
        (small / name).mkdir(parents=True)
        os.utime(small / name, (time.time() - days * 24 * 3600,) * 2)
    fill([1], age=0)
    assert sorted(path.name for path in small.iterdir()) == ["copy-1", "tmp-new"]


@pytest.mark.parametrize("text", ["many", "-1", "nan"])
def test_an_odd_size_is_named(small, monkeypatch, text):
    monkeypatch.setenv("SPINDLE_CACHE_GB", text)
    with pytest.raises(ConfigError, match=r"expected SPINDLE_CACHE_GB to be a number of gigabytes, got"):
        fill([1], age=0)


def test_a_folder_of_somebody_else_is_refused(tmp_path, monkeypatch):
    monkeypatch.delenv("SPINDLE_CACHE", raising=False)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    (tmp_path / f"spindle-cache-{os.getuid()}").symlink_to(tmp_path)
    with pytest.raises(StorageError, match=r"expected .* to be a folder of this user"):
        cache_folder()


def test_a_cache_that_cannot_be_made_is_named(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SPINDLE_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(StorageError, match="set SPINDLE_CACHE to a folder"):
        cache_folder()


def test_threads_and_processes_share_copies(place, s3):
    root = Path(__file__).parents[2]
    code = (
        "import sys\nfrom pipelines.storage.cache import fetch, hash_file\n"
        "from pipelines.storage.places import open_place\n"
        "assert {hash_file(fetch(open_place(sys.argv[1]), sys.argv[2])) for _ in range(20)} == {sys.argv[2]}"
    )
    others = [subprocess.Popen([sys.executable, "-c", code, str(place), SUM], cwd=root) for _ in range(2)]
    with ThreadPoolExecutor(8) as pool:
        copies = set(pool.map(lambda _: fetch(place, SUM), range(50)))
    assert [other.wait(60) for other in others] == [0, 0]
    assert {hash_file(copy) for copy in copies} == {SUM}
    assert [path.name for path in cache_folder().iterdir()] == [SUM]


def test_a_copy_that_vanishes_meanwhile_is_fetched_again(place, monkeypatch):
    """Somebody deletes it after it was found."""
    copy = fetch(place, SUM)

    def vanishing(path):
        path.unlink()
        return hash_file(path)

    monkeypatch.setattr(cache, "hash_file", vanishing)
    assert fetch(place, SUM) == copy
    assert copy.read_bytes() == TEXT
