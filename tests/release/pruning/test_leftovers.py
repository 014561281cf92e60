"""Files of broken-off runs, on a disk and in an object store."""

import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from release.pruning.test_unused import make_older, make_part
from release.small_releases import version_of, write_releases

from pipelines.release.pruning import leftovers
from pipelines.release.pruning.leftovers import find_leftovers, remove_leftovers
from pipelines.release.pruning.prune import hide_release
from pipelines.storage.files import list_files, write_text

OLD = 2


@pytest.fixture
def left(folder):
    """Names of leftovers of each kind, two days old; beside them a whole release, a hidden one and a part."""
    first, _ = write_releases(folder, 2)
    hide_release(folder, first)
    part = make_part(folder, "part")
    names = [".tmp-0/data"]
    if not isinstance(folder, Path):
        lost = "0f" * 16
        names = [
            f".claims/{version_of(3)}",
            ".probe-0",
            f"{version_of(3)}/data/train/part-00000.parquet",
            f"rejects/stage/{lost}.parquet",
            f"work/stage/{lost}/attempt/data",
            f"work/stage/{part.key}/other/data",
        ]
    for name in names:
        write_text(folder / name, "left")
    return names


def age(folder, days):
    for name in list_files(folder):
        make_older(folder, name, days)
        if isinstance(folder, Path):
            make_older(folder, Path(name).parent, days)


def test_what_is_younger_than_a_day_may_still_be_named(folder, left):
    assert remove_leftovers(folder) == {}


def test_only_what_nothing_names_goes(folder, left):
    age(folder, OLD)
    before = list_files(folder)
    assert sorted(find_leftovers(folder)) == left
    assert sorted(remove_leftovers(folder)) == left
    assert set(before) - set(list_files(folder)) == set(left)


def test_a_clock_that_is_days_ahead_makes_nothing_old(folder, left, monkeypatch):
    ahead = SimpleNamespace(time=lambda: time.time() + 3 * 24 * 3600)
    monkeypatch.setattr(leftovers, "time", ahead)
    before = list_files(folder)
    if not isinstance(folder, Path):
        assert remove_leftovers(folder) == {}
        assert list_files(folder) == before


def test_a_group_with_one_young_file_stays(folder, left):
    age(folder, OLD)
    for name in left:
        write_text(folder / name.rpartition("/")[0] / "more" if "/" in name else folder / name, "young")
    # A claim and a file of dropped rows are groups of their own.
    assert set(find_leftovers(folder)) == {name for name in left if name.startswith(("rejects", ".claims"))}


def test_an_attempt_whose_receipt_cannot_be_read_stays(folder, left):
    age(folder, OLD)
    for name in [name for name in list_files(folder) if name.endswith("receipt.json")]:
        write_text(folder / name, "{")
    assert not [name for name in find_leftovers(folder) if name.endswith("/other/data")]
