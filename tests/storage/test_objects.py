"""All operations on a real store, and what its errors look like."""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from threading import Barrier

import pytest
from s3_server import SECRET

from pipelines.errors import StorageError
from pipelines.storage.objects import ConflictError, connect
from pipelines.storage.places import open_place

ODD = [
    "a b",
    "100%",
    "50%25",
    "1+1",
    "Zürich 新聞 📰",
    'it\'s "so"',
    "#x?y=1",
    "~tilde",
    "a&b;c",
    "dot.",
    "..a",
    "[x]*",
]


@pytest.fixture
def place(s3):
    return open_place(s3)


@pytest.fixture
def objects(place):
    return place.objects


def test_an_object_is_put_read_and_deleted(place, objects):
    key = (place / "a").key
    assert objects.head(key) is None
    with pytest.raises(FileNotFoundError):
        objects.get(key)
    objects.put(key, b"one")
    data, info = objects.get(key)
    assert (data, info) == (b"one", objects.head(key))
    assert (info.key, info.size) == (key, 3)
    assert abs(info.modified - time.time()) < 60
    objects.put(key, b"other")
    assert b"".join(objects.stream(key)) == b"other"
    assert objects.head(key).version != info.version
    objects.delete([key, key + "-missing"])
    objects.delete([])
    assert objects.head(key) is None


def test_only_a_missing_object_is_created(place, objects):
    key = (place / "a").key
    objects.create(key, b"mine")
    with pytest.raises(ConflictError, match="another process was quicker"):
        objects.create(key, b"theirs")
    assert objects.get(key)[0] == b"mine"


def test_only_the_object_that_was_seen_is_swapped(place, objects):
    key = (place / "a").key
    objects.create(key, b"one")
    seen = objects.head(key).version
    objects.swap(key, b"two", seen)
    with pytest.raises(ConflictError):
        objects.swap(key, b"three", seen)
    assert objects.get(key)[0] == b"two"


def test_a_deleted_object_is_not_swapped(place, objects):
    key = (place / "a").key
    objects.create(key, b"one")
    seen = objects.head(key).version
    objects.delete([key])
    with pytest.raises((ConflictError, FileNotFoundError)):
        objects.swap(key, b"two", seen)
    assert objects.head(key) is None


ROUNDS, RACERS = 20, 6


def race(act):
    """Call `act(round, number)` of 6 racers at once, in all rounds; return the winners of each round."""
    starts = [Barrier(RACERS) for _ in range(ROUNDS)]

    def run(place):
        round_number, number = divmod(place, RACERS)
        starts[round_number].wait()
        try:
            act(round_number, number)
        except ConflictError:
            return []
        return [number]

    with ThreadPoolExecutor(ROUNDS * RACERS) as pool:
        found = list(pool.map(run, range(ROUNDS * RACERS)))
    return [list(chain(*found[first : first + RACERS])) for first in range(0, len(found), RACERS)]


def test_six_racing_creates_have_one_winner(place, objects):
    keys = [(place / f"round-{number}").key for number in range(ROUNDS)]
    winners = race(lambda round_number, number: objects.create(keys[round_number], b"%d" % number))
    assert [objects.get(key)[0] for key in keys] == [b"%d" % winner for (winner,) in winners]


def test_six_racing_swaps_have_one_winner(place, objects):
    keys = [(place / f"round-{number}").key for number in range(ROUNDS)]
    for key in keys:
        objects.create(key, b"start")
    seen = [objects.head(key).version for key in keys]
    winners = race(lambda round_number, number: objects.swap(keys[round_number], b"%d" % number, seen[round_number]))
    assert [objects.get(key)[0] for key in keys] == [b"%d" % winner for (winner,) in winners]


def test_objects_are_listed_by_key_at_all_depths_or_one(place, objects):
    for name in ("b/2", "b/1", "b/c/3", "bb/4", "b-5"):
        objects.put((place / name).key, b"x" * 3)
    root = place.key
    assert [info.key for info in objects.list_all(f"{root}/b")] == [f"{root}/b/{n}" for n in ("1", "2", "c/3")]
    folders, infos = objects.list_below(root)
    assert [folder.strip("/") for folder in folders] == [f"{root}/b", f"{root}/bb"]
    assert [info.key for info in infos] == [f"{root}/b-5"]
    assert objects.list_all(f"{root}/none") == []
    assert objects.list_below(f"{root}/none") == ([], [])


def test_more_objects_than_a_page_are_listed_and_deleted(place, objects):
    keys = [(place / f"many/{number:04}").key for number in range(1_050)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda key: objects.put(key, b""), keys))
    assert [info.key for info in objects.list_all((place / "many").key)] == keys
    objects.delete(keys)
    assert objects.list_all((place / "many").key) == []


def test_large_objects_go_in_pieces_and_come_back_whole(place, objects, tmp_path):
    content = bytes(range(256)) * (30 << 12)  # 30 MB
    (tmp_path / "large").write_bytes(content)
    objects.put((place / "from-file").key, tmp_path / "large")
    objects.put((place / "from-memory").key, content)
    for name in ("from-file", "from-memory"):
        pieces = list(objects.stream((place / name).key))
        assert b"".join(pieces) == content
        assert len(pieces) > 1
    objects.copy((place / "from-file").key, (place / "copy").key)
    assert objects.head((place / "copy").key).size == len(content)


@pytest.mark.parametrize("name", ODD, ids=ascii)
def test_odd_keys_are_keys(place, objects, name):
    odd = place / "odd" / name / name
    objects.put(odd.key, b"1")
    objects.copy(odd.key, (odd.parent / "copy").key)
    assert objects.get(odd.key)[0] == b"1"
    assert [info.key for info in objects.list_all((place / "odd").key)] == sorted([odd.key, (odd.parent / "copy").key])
    assert [each.name for each in (place / "odd").iterdir()] == [name]
    objects.delete([odd.key])
    assert objects.head(odd.key) is None


def fails(act, seconds=30):
    """Return the message of the StorageError that `act` ends in soon."""
    began = time.monotonic()
    with pytest.raises(StorageError) as caught:
        act()
    assert time.monotonic() - began < seconds
    message = str(caught.value)
    assert "\n" not in message
    assert SECRET not in message
    assert "wrong-secret" not in message
    return message


EACH = {
    "get": lambda objects: objects.get("a"),
    "stream": lambda objects: list(objects.stream("a")),
    "put": lambda objects: objects.put("a", b""),
    "create": lambda objects: objects.create("a", b""),
    "list_all": lambda objects: objects.list_all("a"),
    "list_below": lambda objects: objects.list_below("a"),
    "copy": lambda objects: objects.copy("a", "b"),
}


@pytest.mark.parametrize("operation", EACH)
def test_a_missing_bucket_is_named(s3, operation):
    message = fails(lambda: EACH[operation](connect("s3://missing-bucket")))
    assert message.startswith("expected a bucket at s3://missing-bucket, found none")


@pytest.mark.parametrize("operation", [*EACH, "head"])
def test_a_wrong_key_is_an_error_that_names_the_settings(place, monkeypatch, operation):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong-secret")
    act = EACH.get(operation, lambda objects: objects.head("a"))
    message = fails(lambda: act(connect(place.bucket)))
    assert "AWS_SECRET_ACCESS_KEY" in message


def test_a_server_that_is_not_there_is_an_error_that_names_its_address(place, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    message = fails(lambda: connect(place.bucket).get("a"))
    assert "AWS_ENDPOINT_URL" in message
    assert "http://127.0.0.1:9" in message
