"""The store of the tests itself: as strict as a real one about conditions."""

import pytest
from memory_store import use_memory

from pipelines.storage.files import delete_files, list_files, write_text
from pipelines.storage.places import open_place
from pipelines.storage.swaps import Seen, create_text, read_seen, swap_text


@pytest.fixture
def store(monkeypatch):
    return use_memory(monkeypatch)


def test_objects_are_files_and_their_prefixes_folders(store):
    root = open_place("s3://memory/corpora")
    write_text(root / "news" / "LATEST", "one")
    write_text(root / "news" / "a" / "b", "two")
    assert [place.name for place in (root / "news").iterdir()] == ["LATEST", "a"]
    assert list_files(root) == {"news/LATEST": 3, "news/a/b": 3}
    assert [str(place) for place in root.glob("*/a")] == ["s3://memory/corpora/news/a"]
    delete_files(root, ["news/a/b", "missing"])
    assert not (root / "news" / "a").is_dir()
    assert list(store) == ["s3://memory"]


def test_conditions_hold(store):
    place = open_place("s3://memory/LATEST")
    assert create_text(place, "one")
    assert not create_text(place, "two")
    seen = read_seen(place)
    assert swap_text(place, seen, "two")
    assert not swap_text(place, seen, "three")
    assert not swap_text(open_place("s3://memory/none"), Seen("gone", {}), "new")
    store["s3://memory"].make_older("LAT", 3600)
    assert place.stat().st_mtime < store["s3://memory"].get("LATEST")[1].modified + 1
