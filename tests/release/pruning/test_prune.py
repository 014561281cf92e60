"""Pruning, on a disk and in an object store: what goes, what stays, what an interrupted pruner leaves."""

import pytest
from release.actors import run_actors
from release.small_releases import data_of, version_of, write_releases

from pipelines.release.find import MANIFEST, find_versions, is_whole, latest_version
from pipelines.release.listing import list_releases
from pipelines.release.pointers.latest import named_versions, promote
from pipelines.release.pointers.marks import (
    DELETING,
    HIDING,
    RESTORED,
    RESTORING,
    Mark,
    list_marked,
    read_mark,
    set_mark,
)
from pipelines.release.pointers.tags import set_tag
from pipelines.release.pruning import prune
from pipelines.release.pruning.prune import choose_old, finish_pruning, hidden_releases, hide_release, prune_releases
from pipelines.storage.files import list_files, write_text

DAY = 24 * 3600


@pytest.fixture
def versions(folder):
    """Four releases; LATEST names the newest."""
    found = write_releases(folder, 4)
    promote(folder, found[-1])
    return found


def test_the_newest_and_the_named_releases_are_kept(folder, versions):
    promote(folder, versions[0])
    set_tag(folder, "paper", versions[2])
    old = choose_old(folder, list_releases(folder), keep=1)
    assert [release.version for release in old] == [versions[1]]


@pytest.mark.parametrize("keep", range(1, 10))
def test_no_more_go_than_there_are_above_those_to_keep(folder, versions, keep):
    old = choose_old(folder, list_releases(folder), keep=keep)
    assert [release.version for release in old] == [each for each in versions if versions.index(each) < 4 - keep]


def test_a_hidden_release_is_gone_for_new_readers_and_there_for_others(folder, versions):
    assert prune_releases(folder, versions[:1], grace=DAY) == (versions[:1], [])
    assert find_versions(folder) == versions[1:]
    assert data_of(folder, versions[0]).read_text() == versions[0]
    assert list(hidden_releases(folder)) == versions[:1]
    assert prune_releases(folder, [], grace=DAY) == ([], [])
    assert prune_releases(folder, [], grace=0) == ([], versions[:1])
    assert not (folder / versions[0]).exists()
    assert (hidden_releases(folder), list_marked(folder)) == ({}, [])


def test_nothing_is_left_without_a_grace(folder, versions):
    assert prune_releases(folder, versions[:2], grace=0) == (versions[:2], versions[:2])
    left = {name.partition("/")[0] for name in list_files(folder)}
    assert left - {".swap.lock", ".publish.lock", "pruned"} == {*versions[2:], "LATEST", "README.md"}


def test_what_latest_or_a_tag_names_stays(folder, versions):
    set_tag(folder, "paper", versions[0])
    assert prune_releases(folder, [versions[0], versions[3]], grace=0) == ([], [])
    assert find_versions(folder) == versions
    promote(folder, versions[3])  # no mark is left


@pytest.mark.parametrize("step", ["set_mark", "named_versions", "is_ours"])
def test_a_tag_that_comes_meanwhile_saves_a_release(folder, versions, monkeypatch, step):
    """The tag is set without a check of the mark, as by a process that has just checked it."""
    first, original = versions[0], getattr(prune, step)

    def tag_first(*arguments):
        found = original(*arguments)
        write_text(folder / "tags" / "paper", f"{first}\n")
        return found

    with monkeypatch.context() as patched:
        patched.setattr(prune, step, tag_first)
        assert not hide_release(folder, first)
    assert is_whole(folder, first)
    assert read_mark(folder, first).state in ("", RESTORED)


def test_a_hidden_release_that_is_named_is_restored(folder, versions):
    manifest = (folder / versions[0] / MANIFEST).read_bytes()
    assert hide_release(folder, versions[0])
    write_text(folder / "tags" / "paper", f"{versions[0]}\n")  # by a process that has ended since
    assert hidden_releases(folder) == {}
    assert finish_pruning(folder, grace=0) == []
    assert (folder / versions[0] / MANIFEST).read_bytes() == manifest
    assert read_mark(folder, versions[0]).state == RESTORED


@pytest.mark.parametrize("state", [HIDING, RESTORING, DELETING])
@pytest.mark.parametrize("has_manifest", [True, False])
def test_what_an_interrupted_pruner_left_is_finished(folder, versions, monkeypatch, state, has_manifest):
    first = versions[0]
    manifest = (folder / first / MANIFEST).read_text()
    set_mark(read_mark(folder, first), state, manifest)
    if not has_manifest:
        (folder / first / MANIFEST).unlink()
    monkeypatch.setattr(Mark, "is_left", True)
    deleted = finish_pruning(folder, grace=0)
    goes = state == DELETING or (state == HIDING and not has_manifest)
    assert deleted == ([first] if goes else [])
    assert is_whole(folder, first) == data_of(folder, first).exists() == (not goes)
    assert read_mark(folder, first).state in ("", RESTORED)
    assert prune_releases(folder, [first], grace=0) == (([], []) if goes else ([first], [first]))


def test_a_release_that_another_process_is_pruning_is_left_to_it(folder, versions, monkeypatch):
    set_mark(read_mark(folder, versions[0]), HIDING, "{}")
    monkeypatch.setattr(Mark, "is_left", False)
    assert not hide_release(folder, versions[0])
    assert finish_pruning(folder, grace=0) == []
    assert is_whole(folder, versions[0])


def test_a_latest_and_a_readme_that_name_no_release_are_mended_first(folder, versions):
    write_text(folder / "LATEST", f"{version_of(9)}\n")
    write_text(folder / "README.md", f"{versions[0]}")
    prune_releases(folder, versions[:1], grace=0)
    assert latest_version(folder) == versions[-1]
    assert versions[0] not in (folder / "README.md").read_text()


def test_pruning_what_is_gone_does_nothing(folder, versions):
    prune_releases(folder, versions[:1], grace=0)
    assert not hide_release(folder, versions[0])
    assert not hide_release(folder, version_of(99))


def test_publishers_pruners_and_people_at_the_same_time(folder):
    """On a disk they are processes, in a store in memory threads."""
    assert run_actors(folder, n_rounds=40) == []
    prune_releases(folder, [], grace=0)
    for version in named_versions(folder):
        assert is_whole(folder, version)
        assert data_of(folder, version).exists()
    assert latest_version(folder) in (folder / "README.md").read_text()


def test_a_restored_release_comes_back_if_its_manifest_is_deleted_late(folder, versions, monkeypatch):
    """A request to delete it, which got no reply, may be carried out minutes after another process restored it."""
    manifest = (folder / versions[0] / MANIFEST).read_bytes()
    assert hide_release(folder, versions[0])
    write_text(folder / "tags" / "paper", f"{versions[0]}\n")
    finish_pruning(folder, grace=0)
    (folder / versions[0] / MANIFEST).unlink()
    finish_pruning(folder, grace=0)
    assert (folder / versions[0] / MANIFEST).read_bytes() == manifest
    monkeypatch.setattr(Mark, "is_left", True)
    finish_pruning(folder, grace=0)
    assert not read_mark(folder, versions[0]).state
    assert is_whole(folder, versions[0])
