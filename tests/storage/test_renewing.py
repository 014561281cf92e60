import os
import time

import pytest
from memory_store import use_memory

from pipelines.storage.files import list_files, write_bytes, write_text
from pipelines.storage.places import open_place
from pipelines.storage.swaps import Seen, create_text, read_clock, read_seen, renew, swap_text


@pytest.fixture(params=["disk", "store"])
def folder(request, tmp_path, monkeypatch):
    if request.param == "disk":
        return tmp_path
    use_memory(monkeypatch)
    return open_place("s3://memory/folder")


def test_one_of_two_creates_and_swaps(folder):
    assert create_text(folder / "a", "one")
    assert create_text(folder / "a", "one")  # as a writer whose reply was lost does
    assert not create_text(folder / "a", "two")
    seen = read_seen(folder / "a")
    assert swap_text(folder / "a", seen, "two")
    assert not swap_text(folder / "a", seen, "three")
    assert not swap_text(folder / "missing", Seen("one", {}), "two")


def test_a_file_that_is_no_text_can_be_read_and_swapped(folder):
    write_bytes(folder / "a", b"\xffone")
    seen = read_seen(folder / "a")
    assert seen.text == "\ufffdone"
    assert swap_text(folder / "a", seen, "two")


def test_the_clock_is_that_of_the_files(folder):
    assert abs(read_clock(folder) - time.time()) < 60
    assert list_files(folder) == {}


def test_a_file_that_is_renewed_looks_new(tmp_path):
    write_text(tmp_path / "a", "one")
    os.utime(tmp_path / "a", (0, 0))
    renew(tmp_path / "a")
    assert time.time() - (tmp_path / "a").stat().st_mtime < 60


def test_a_deleted_object_is_not_made_again_by_renewing_it(monkeypatch):
    store = use_memory(monkeypatch)["s3://memory"]
    place = open_place("s3://memory/a")
    write_text(place, "one")
    store.make_older("a", 2 * 24 * 3600)
    renew(place)
    assert time.time() - place.stat().st_mtime < 60
    store.make_older("a", 2 * 24 * 3600)
    monkeypatch.setattr(store, "get", store.content.pop)
    renew(place)
    assert store.content == {}
