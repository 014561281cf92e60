"""spindle promote and tag, on a disk and in an object store; prune there, too."""

import json

import pytest
from cli.commands import error_of, spindle
from memory_store import use_memory
from release.small_releases import version_of, write_releases

from pipelines.release.find import latest_version
from pipelines.release.listing import list_releases
from pipelines.release.pointers.latest import promote
from pipelines.storage.places import open_place


@pytest.fixture(params=["disk", "store"])
def folder(request, tmp_path, monkeypatch):
    """The folder of the dataset news with three releases; LATEST names the newest."""
    if request.param == "store":
        use_memory(monkeypatch)
    made = tmp_path / "news" if request.param == "disk" else open_place("s3://memory/corpora/news")
    promote(made, write_releases(made, 3)[-1])
    return made


FIRST, SECOND, THIRD = map(version_of, (1, 2, 3))


def test_promote_moves_latest_and_reports_it(folder):
    result = spindle("promote", folder / FIRST)
    assert (result.exit_code, result.stdout) == (0, f"LATEST of news moved back from {THIRD} to {FIRST}\n")
    result = spindle("promote", folder, SECOND)
    assert result.stdout == f"LATEST of news moved forward from {FIRST} to {SECOND}\n"
    assert spindle("promote", folder, SECOND).stdout == f"LATEST of news names {SECOND} already\n"
    assert spindle("promote", folder, "--back").stdout == f"LATEST of news moved back from {SECOND} to {FIRST}\n"
    assert spindle("promote", folder, "--back").stdout == f"LATEST of news moved forward from {FIRST} to {SECOND}\n"
    assert latest_version(folder) == SECOND


def test_promote_names_the_dataset_of_the_folder_it_is_in(tmp_path, monkeypatch):
    promote(tmp_path / "news", write_releases(tmp_path / "news", 3)[-1])
    monkeypatch.chdir(tmp_path / "news")
    assert spindle("promote", ".", "--back").stdout.startswith("LATEST of news moved back from ")


def test_promote_says_what_it_needs(folder):
    assert "add a version or a tag" in error_of(spindle("promote", folder), 2)
    assert "its versions are listed by" in error_of(spindle("promote", folder, version_of(9)), 2)
    assert "leave out the version" in error_of(spindle("promote", folder, FIRST, "--back"), 2)
    assert "leave out the version" in error_of(spindle("promote", folder / FIRST, "--back"), 2)
    assert latest_version(folder) == THIRD


def test_a_tag_is_set_listed_followed_moved_and_deleted(folder):
    assert spindle("tag", folder).stderr == f"no tags in {folder}\n"
    assert spindle("tag", folder / FIRST, "paper").stdout == f"paper names {FIRST}: {folder}@paper\n"
    assert spindle("tag", folder).stdout == spindle("tag", f"{folder}@paper").stdout == f"paper  {FIRST}\n"
    assert f"names {FIRST}: --move" in error_of(spindle("tag", folder, "paper"), 2)
    moved = f"paper moved from {FIRST} to {THIRD}: {folder}@paper\n"
    assert spindle("tag", folder, "paper", "--move").stdout == moved
    assert spindle("promote", f"{folder}@paper").stdout == f"LATEST of news names {THIRD} already\n"
    deleted = spindle("tag", folder, "paper", "--delete")
    assert deleted.stdout == f"deleted the tag paper, which named {THIRD}\n"
    assert "its tags are none" in error_of(spindle("tag", folder, "paper", "--delete"), 2)
    assert "a name with --move" in error_of(spindle("tag", folder, "--delete"), 2)


def test_list_shows_latest_and_tags(folder):
    spindle("tag", folder / FIRST, "paper")
    spindle("tag", folder / THIRD, "best")
    rows = spindle("list", folder).stdout.splitlines()[1:]
    assert ["latest, best" in row for row in rows] == [True, False, False]
    assert ["paper" in row for row in rows] == [False, False, True]
    found = json.loads(spindle("list", folder, "--json").stdout)
    assert [(row["is_latest"], row["tags"]) for row in found] == [(True, ["best"]), (False, []), (False, ["paper"])]


def test_prune_of_a_store_or_disk_counts_and_deletes(folder):
    spindle("tag", folder / FIRST, "paper")
    tried = spindle("prune", folder.parent, "--keep", 1)
    assert "which found 1 release(s)" in tried.stdout
    done = spindle("prune", folder.parent, "--keep", 1, "--grace", 0, "--delete")
    assert done.exit_code == 0, done.stderr
    freed = tried.stdout.partition("frees 0 B, and ")[2].partition(" with")[0]
    assert f"deleted 1 release(s), which freed {freed}\n" in done.stdout
    assert [release.version for release in list_releases(folder)] == [FIRST, THIRD]
    assert not (folder / SECOND).exists()


@pytest.mark.parametrize("command", ["show", "tag", "verify", "promote"])
def test_a_name_that_there_is_not_is_an_error(folder, command):
    assert "expected a version or a tag" in error_of(spindle(command, f"{folder}@none"), 2)
    assert error_of(spindle(command, f"{folder}-none@paper"), 3)
