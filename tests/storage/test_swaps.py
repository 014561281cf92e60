"""One of several writers creates or swaps a file, on a disk and in a store."""

import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from memory_store import use_memory

from pipelines.errors import StorageError
from pipelines.storage import swaps
from pipelines.storage.files import list_files, write_bytes, write_text
from pipelines.storage.objects import ConflictError, ObstoreClient
from pipelines.storage.places import open_place
from pipelines.storage.swaps import Seen, create_text, read_clock, read_seen, renew, swap_text


@pytest.fixture(params=["disk", "store"])
def folder(request, tmp_path):
    return tmp_path / "folder" if request.param == "disk" else open_place(request.getfixturevalue("s3"))


@pytest.fixture
def remote(s3):
    return open_place(s3)


def test_a_text_is_created_once(folder):
    place = folder / "a"
    assert create_text(place, "mine")
    assert create_text(place, "mine"), "a writer that finds its own text has written it"
    assert not create_text(place, "theirs")
    assert read_seen(place).text == "mine"


def test_a_text_is_swapped_by_whoever_saw_the_last(folder):
    place = folder / "a"
    nothing = read_seen(place)
    assert nothing == Seen(None)
    assert swap_text(place, nothing, "one")
    assert not swap_text(place, nothing, "other")
    first = read_seen(place)
    assert swap_text(place, first, "two")
    assert swap_text(place, first, "two"), "the reply to the first try may be lost"
    assert not swap_text(place, first, "three")
    assert read_seen(place).text == "two"


def test_a_deleted_text_is_not_swapped(folder):
    place = folder / "a"
    write_text(place, "one")
    seen = read_seen(place)
    place.unlink()
    assert not swap_text(place, seen, "two")
    assert not place.exists()


def test_one_of_six_creates(folder):
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda number: create_text(folder / "a", str(number)), range(6)))
    assert sum(made) == 1
    assert read_seen(folder / "a").text == str(made.index(True))


def test_six_counters_lose_no_count(folder):
    write_text(folder / "n", "0")

    def count(_):
        while True:
            seen = read_seen(folder / "n")
            if swap_text(folder / "n", seen, f"{int(seen.text.split()[0]) + 1} {os.urandom(4).hex()}"):
                return

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(count, range(12)))
    assert read_seen(folder / "n").text.split()[0] == "12"


@pytest.mark.parametrize("error", [ConflictError, StorageError])
def test_a_lost_reply_is_no_conflict(remote, monkeypatch, error):
    """The put succeeds, its reply is lost, and the client's own repetition is refused, or ends without a reply too."""

    def losing(real):
        def act(*arguments):
            real(*arguments)
            raise error("lost")

        return act

    for operation in ("create", "swap"):
        monkeypatch.setattr(ObstoreClient, operation, losing(getattr(ObstoreClient, operation)))
    assert create_text(remote / "a", "mine")
    assert swap_text(remote / "a", read_seen(remote / "a"), "two")
    assert read_seen(remote / "a").text == "two"


def test_an_error_before_the_put_is_raised(remote, monkeypatch):
    def fail(*_):
        raise StorageError("no answer")

    monkeypatch.setattr(ObstoreClient, "create", fail)
    with pytest.raises(StorageError, match="no answer"):
        create_text(remote / "a", "mine")


def test_a_text_is_renewed(folder, monkeypatch):
    place = folder / "a"
    write_text(place, "text")
    if not hasattr(place, "key"):
        os.utime(place, (0, 0))
    monkeypatch.setattr(swaps, "DAY", -1)
    before = time.time() - 2
    renew(place)
    assert place.stat().st_mtime >= before
    assert place.read_text(encoding="utf-8") == "text"


def test_a_young_object_is_not_put_again(remote):
    write_text(remote / "a", "text")
    before = read_seen(remote / "a")
    renew(remote / "a")
    assert read_seen(remote / "a") == before


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
    read = store.get
    monkeypatch.setattr(store, "get", lambda key: (read(key), store.content.pop(key))[0])
    renew(place)
    assert store.content == {}
