import time
from types import SimpleNamespace

import pytest
from memory_store import use_memory
from release.small_releases import version_of, write_releases

from pipelines.release.find import MANIFEST
from pipelines.release.pointers import marks
from pipelines.release.pointers.marks import (
    DELETING,
    HIDING,
    PATIENCE,
    Mark,
    clear_mark,
    is_lasting,
    is_ours,
    list_marked,
    read_mark,
    set_mark,
)
from pipelines.storage.files import write_text
from pipelines.storage.places import open_place


def test_a_mark_keeps_the_manifest_until_it_is_taken_back(folder):
    (version,) = write_releases(folder, 1)
    manifest = (folder / version / MANIFEST).read_text()
    mark = set_mark(read_mark(folder, version), HIDING, manifest)
    assert is_ours(mark)
    found = read_mark(folder, version)
    assert (found.state, found.manifest, list_marked(folder)) == (HIDING, manifest, [version])
    assert found.age < 60
    assert not is_lasting(folder, version)
    clear_mark(mark)
    assert (read_mark(folder, version).state, is_lasting(folder, version), is_ours(mark)) == ("", True, False)


def test_of_two_processes_one_changes_a_mark(folder):
    seen = read_mark(folder, version_of(1))
    first, second = (set_mark(seen, HIDING, "{}") for _ in range(2))
    assert first is not None
    assert second is None
    later = set_mark(first, DELETING, "{}")
    clear_mark(first)
    assert read_mark(folder, version_of(1)).state == DELETING
    assert is_ours(later)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "nonsense", '{"state": "hiding", "manifest": 1}', '{"state": "hiding", "manifest": "\\ud800"}'],
)
def test_a_mark_that_cannot_be_read_is_none(folder, text):
    write_text(folder / "pruned" / version_of(1), text)
    assert read_mark(folder, version_of(1)).state == ""
    assert set_mark(read_mark(folder, version_of(1)), HIDING, "{}") is not None


def test_in_a_store_a_mark_is_left_after_an_hour_on_a_disk_at_once(folder, tmp_path):
    mark = set_mark(read_mark(folder, version_of(1)), HIDING, "{}")
    is_disk = folder == tmp_path / "news"
    assert mark.is_left == is_disk
    assert Mark(mark.place, mark.seen, changed=mark.changed - PATIENCE - 1).is_left


@pytest.mark.parametrize(
    ("hours_ahead", "hours_old", "older"), [(0, 0, False), (72, 0, False), (0, 2, True), (-72, 2, False)]
)
def test_a_mark_is_as_old_as_the_store_tells(monkeypatch, hours_ahead, hours_old, older):
    """The clock of a process may be days ahead; one that is behind only makes it wait."""
    store = use_memory(monkeypatch)["s3://memory"]
    folder = open_place("s3://memory/corpora/news")
    set_mark(read_mark(folder, version_of(1)), HIDING, "{}")
    store.make_older("corpora", hours_old * 3600)
    monkeypatch.setattr(marks, "time", SimpleNamespace(time=lambda: time.time() + hours_ahead * 3600))
    mark = read_mark(folder, version_of(1))
    assert mark.is_older(PATIENCE) == older
    assert mark.is_left == older
