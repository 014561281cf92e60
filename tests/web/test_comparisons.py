import threading

import pytest
from fastapi import HTTPException
from release.by_hand import make_pair, write_release

from pipelines.errors import StorageError
from pipelines.web import comparisons
from pipelines.web.comparisons import Compared, ComparisonProgress, Comparisons


@pytest.fixture
def made(tmp_path):
    return [write_release(tmp_path, [make_pair(1, spin=spin)], number=spin + 1) for spin in range(3)]


def test_a_comparison_is_computed_once(made, monkeypatch):
    calls = []
    compare = comparisons.find_all_differences
    monkeypatch.setattr(
        comparisons, "find_all_differences", lambda *two, **rest: calls.append(two) or compare(*two, **rest)
    )
    kept = Comparisons()
    first = kept.find(*made[:2], patience=60)
    assert isinstance(first, Compared)
    assert kept.find(*made[:2]) is first
    assert kept.find(*reversed(made[:2]), patience=60) is not first
    assert len(calls) == 2


def test_a_page_that_waits_too_long_shows_the_progress(made, monkeypatch):
    go_on = threading.Event()

    def slow(before, after, *, on_file):
        on_file(3, 8)
        go_on.wait(60)
        return before, after

    monkeypatch.setattr(comparisons, "find_all_differences", slow)
    kept = Comparisons()
    found = kept.find(*made[:2], patience=0.5)
    assert isinstance(found, ComparisonProgress)
    assert (found.done, found.total) == (3, 8)
    go_on.set()


def test_a_damaged_release_is_told_once_and_tried_again(made):
    (made[0].folder / "data" / "train").rename(made[0].folder / "gone")
    kept = Comparisons()
    for _ in range(2):
        with pytest.raises(StorageError, match="spindle verify"):
            kept.find(*made[:2], patience=60)
    (made[0].folder / "gone").rename(made[0].folder / "data" / "train")
    assert isinstance(kept.find(*made[:2], patience=60), Compared)


def test_too_many_at_once_are_refused(made, monkeypatch):
    monkeypatch.setattr(comparisons, "MOST_WAITING", 0)
    with pytest.raises(HTTPException) as refused:
        Comparisons().find(*made[:2])
    assert refused.value.status_code == 503


def test_the_oldest_make_room(made, monkeypatch):
    monkeypatch.setattr(comparisons, "MOST_BYTES", 1)
    kept = Comparisons()
    first = kept.find(*made[:2], patience=60)
    kept.find(*made[1:], patience=60)
    assert len(kept.kept) == 1
    assert kept.find(*made[:2], patience=60) is not first


def test_the_manifest_names_the_comparison(made):
    """A release in the place of a pruned one is another."""
    kept = Comparisons()
    first = kept.find(*made[:2], patience=60)
    path = made[0].folder / "manifest.json"
    path.write_text(path.read_text() + " ")
    assert kept.find(*made[:2], patience=60) is not first
