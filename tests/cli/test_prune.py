"""spindle prune: the releases and parts that go, those that stay, and the bytes that are freed."""

import os
import time

import pytest
from cli.commands import error_of, spindle
from published import publish

from pipelines.cli.numbers import human_bytes
from pipelines.parts.finish import WORK_LOCK
from pipelines.release.find import LATEST
from pipelines.release.listing import list_releases
from pipelines.storage.locks import using


def names(folder):
    return sorted(path.name for path in folder.glob("2*"))


def test_prune_keeps_the_newest(root, releases):
    result = spindle("prune", root, "--keep", 2, "--yes")
    assert result.exit_code == 0, result.stderr
    assert releases[0].version in result.stdout
    assert releases[1].version not in result.stdout
    assert [release.version for release in list_releases(root)] == [release.version for release in releases[1:]]
    assert "expected the folder of a release" in error_of(spindle("verify", releases[0].path), 2)
    assert spindle("verify", releases[1].path).exit_code == 0


def test_prune_deletes_the_files_after_the_time_of_grace(root, releases):
    spindle("prune", root, "--keep", 2, "--delete")
    assert names(root / "tiny") == [release.version for release in releases]
    waiting = spindle("prune", root, "--keep", 2)
    assert f"tiny/{releases[0].version}: pruned 0.0 h ago, its files go 24 h after that" in waiting.stdout
    assert "with the next prune after 24 h" in waiting.stdout
    assert "which freed 0 B" in spindle("prune", root, "--keep", 2, "--delete").stdout
    result = spindle("prune", root, "--keep", 2, "--grace", 0, "--delete")
    assert "deleted the files of releases pruned before, which freed" in result.stdout
    assert names(root / "tiny") == [release.version for release in releases[1:]]
    assert not list((root / "tiny").glob(".tmp-*"))


def test_prune_never_deletes_what_latest_or_a_tag_names(root, releases):
    (root / "tiny" / LATEST).write_text(releases[0].version + "\n")
    assert spindle("tag", releases[1].path, "paper").exit_code == 0
    assert "nothing to delete" in spindle("prune", root / "tiny", "--keep", 1, "-y").stdout
    assert [release.version for release in list_releases(root)] == [release.version for release in releases]
    spindle("tag", root / "tiny", "paper", "--delete")
    assert spindle("prune", root / "tiny", "--keep", 1, "-y", "--grace", 0).exit_code == 0
    assert names(root / "tiny") == [releases[0].version, releases[2].version]


@pytest.mark.parametrize("options", [[], ["--dry-run"], ["--dry-run", "--yes"]])
def test_prune_is_a_dry_run_unless_it_is_told_to_delete(root, options):
    before = sorted(root.rglob("*"))
    result = spindle("prune", root, "--keep", 1, *options)
    assert result.exit_code == 0
    assert "nothing was deleted: a dry run, which found 2 release(s)" in result.stdout
    assert sorted(root.rglob("*")) == before
    command = result.stdout.splitlines()[-1].removeprefix("to delete: spindle ")
    assert command == f"prune {root} --keep 1 --older-than 30 --grace 24 --delete"
    assert "deleted 2 release(s)" in spindle(*command.split()).stdout
    assert len(list_releases(root)) == 1


def test_prune_with_nothing_to_delete(root):
    result = spindle("prune", root, "--keep", 3)
    assert result.exit_code == 0
    assert "nothing to delete" in result.stdout


def test_prune_keeps_at_least_one(tmp_path):
    assert "--keep" in error_of(spindle("prune", tmp_path, "--keep", 0), 2)


def test_prune_reports_failed_deletions(root, releases, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pipelines.release.pruning.plan.prune_releases", refuse)
    error = error_of(spindle("prune", root, "--keep", 1, "--yes"), 3)
    assert f"expected to delete files in {root / 'tiny'}, but Permission denied" in error


@pytest.fixture
def linked(tmp_path):
    """Two releases whose files are links into work/, as a run leaves them."""
    return [publish(tmp_path, parts=parts) for parts in (1, 2)]


def disk(folder):
    """Bytes of all files, each counted once."""
    entries = [path.stat() for path in folder.rglob("*") if path.is_file()]
    return sum({entry.st_ino: entry.st_size for entry in entries}.values())


def used_at(folder, days_ago):
    for receipt in folder.glob("work/*/*/receipt.json"):
        os.utime(receipt, (time.time() - days_ago * 24 * 3600,) * 2)


def test_prune_says_what_it_truly_frees(tmp_path, linked):
    before = disk(tmp_path)
    result = spindle("prune", tmp_path, "--keep", 1, "--no-work", "--grace", 0, "--yes")
    assert result.exit_code == 0, result.stderr
    freed = before - disk(tmp_path)
    assert 0 < freed < linked[0].bytes
    # The manifest is counted with the release, and kept in no mark.
    assert f"which freed {human_bytes(freed)}" in result.stdout
    assert "stay on disk" in result.stdout
    assert "--no-work" in result.stdout


def test_prune_work_deletes_what_no_release_and_no_recent_run_uses(tmp_path, linked):
    dataset = tmp_path / "tiny"
    used_at(dataset, 10)
    assert "nothing to delete" in spindle("prune", tmp_path, "--keep", 2, "--work", "--yes").stdout
    used_at(dataset, 40)
    before, files = disk(tmp_path), sorted(tmp_path.rglob("*"))
    tried = spindle("prune", tmp_path, "--keep", 1, "--grace", 0)
    assert (tried.exit_code, sorted(tmp_path.rglob("*"))) == (0, files)
    assert "nothing was deleted: a dry run" in tried.stdout
    result = spindle("prune", tmp_path, "--keep", 1, "--work", "--grace", 0, "--yes")
    assert result.exit_code == 0, result.stderr
    assert f"which freed {human_bytes(before - disk(tmp_path))}" in result.stdout
    assert f"frees {human_bytes(before - disk(tmp_path))}" in tried.stdout
    assert spindle("verify", linked[1].path).exit_code == 0
    assert linked[1].folder.joinpath("manifest.json").is_file()
    left = {path.stat().st_ino for path in (dataset / "work").rglob("*") if path.is_file()}
    assert left & {path.stat().st_ino for path in linked[1].folder.rglob("*")}
    assert not list(dataset.rglob(".tmp-*"))


def test_prune_work_asks_for_an_age_that_outlasts_an_approval(tmp_path):
    assert "--older-than" in error_of(spindle("prune", tmp_path, "--work", "--older-than", 7), 2)


def test_prune_work_deletes_nothing_while_a_run_is_at_work(tmp_path, linked):
    used_at(tmp_path / "tiny", 40)
    with using(tmp_path / "tiny" / WORK_LOCK):
        result = spindle("prune", tmp_path, "--keep", 1, "--work", "--yes")
    assert "at work" in error_of(result, 3)
    assert list_releases(tmp_path) == linked
