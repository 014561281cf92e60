"""A full disk, a work folder on another file system, and clocks that jump: builds end in one line, or as always."""

import errno
import json
import os
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from articles import write_news
from cli.commands import spindle
from kills.publisher import inline
from published import publish

from pipelines import run
from pipelines.parts.writer import PartWriter
from pipelines.release.find import find_versions, latest_version
from pipelines.release.publishing import publish as publishing
from pipelines.release.publishing import write
from pipelines.release.verification.verify import verify_release
from pipelines.storage.folders import committing_folder

# Folders of which one is usually on another file system than those of the tests.
ELSEWHERE = [Path("/dev/shm"), Path.cwd(), Path("/var/tmp")]  # noqa: S108 - for temporary folders of ours
STAGES = ("split_input", *(name for name in run.STAGES if name != "publish_release"))


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    """Run `spindle build` in this process; return its result."""
    news = write_news(tmp_path_factory.mktemp("input") / "news.jsonl", 60)
    with news.open("a") as file:
        file.write(json.dumps({"id": "short", "text": "Too short."}) + "\n")  # so that there are rejects
    arguments = ["build", "-c", "news", "--input", news, "--dataset", "tiny", "--quiet", "--probe", 0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "start_pool", inline)
        yield lambda output: spindle(*arguments, "--output", output)


@pytest.fixture(scope="module")
def undisturbed(build, tmp_path_factory):
    """The checksums of a build that nothing disturbs."""
    output = tmp_path_factory.mktemp("undisturbed")
    assert build(output).exit_code == 0
    return checksums(output / "tiny")


def checksums(folder):
    """Path -> SHA-256 of the data files of the one release, which is verified."""
    (release,) = (folder / version for version in find_versions(folder))
    assert [str(rule) for rule in verify_release(release) if not rule.holds] == []
    files = json.loads((release / "manifest.json").read_text())["files"]
    return {entry["path"]: entry["sha256"] for entry in files if "rows" in entry}


def test_a_read_only_output_is_said_with_its_place_and_a_rerun_completes(build, undisturbed, tmp_path, monkeypatch):
    def close(writer):
        raise OSError(errno.EROFS, "Read-only file system", str(tmp_path / "read_only" / ".work.lock"))

    with monkeypatch.context() as patch:
        patch.setattr(PartWriter, "close", close)
        failed = build(tmp_path / "read_only")
    assert failed.exit_code == 3
    (line,) = failed.stderr.splitlines()
    assert line == (
        f"error: expected to read and write {tmp_path}/read_only/.work.lock, but: Read-only file system. See to that "
        "storage, then run the same command: it goes on from what is finished"
    )
    assert build(tmp_path / "read_only").exit_code == 0
    assert checksums(tmp_path / "read_only" / "tiny") == undisturbed


@pytest.mark.parametrize("stage", [*STAGES, "publish_release"])
def test_a_full_disk_is_said_with_its_place_and_a_rerun_completes(build, undisturbed, tmp_path, monkeypatch, stage):
    def fail(*_):
        raise OSError(errno.ENOSPC, "Error writing bytes to file. Detail: [errno 28] No space left on device")

    def close(writer):
        if writer._stage == stage:
            fail()
        right(writer)

    right = PartWriter.close
    with monkeypatch.context() as patch:
        patch.setattr(PartWriter, "close", close)
        if stage == "publish_release":
            patch.setattr(write, "release_card", fail)
        failed = build(tmp_path / "full")
    assert failed.exit_code == 3
    (line,) = failed.stderr.splitlines()
    assert line.startswith(f"error: expected room to write below {tmp_path / 'full' / 'tiny'}/")
    assert "but the disk is full" in line
    assert find_versions(tmp_path / "full" / "tiny") == []
    assert build(tmp_path / "full").exit_code == 0
    assert checksums(tmp_path / "full" / "tiny") == undisturbed


@pytest.mark.parametrize("name", ["work", "rejects"])
def test_a_folder_on_another_file_system_changes_nothing(build, undisturbed, tmp_path, name):
    others = [each for each in ELSEWHERE if each.is_dir() and each.stat().st_dev != tmp_path.stat().st_dev]
    if not others:
        pytest.skip("needs another file system")
    with tempfile.TemporaryDirectory(dir=others[0], prefix=".spindle-") as elsewhere:
        (tmp_path / "linked" / "tiny").mkdir(parents=True)
        (tmp_path / "linked" / "tiny" / name).symlink_to(elsewhere)
        done = [build(tmp_path / "linked") for _ in range(2)]
        assert [result.exit_code for result in done] == [0, 0], done[0].stderr
        assert checksums(tmp_path / "linked" / "tiny") == undisturbed
        rejects = {path.name for path in (tmp_path / "linked" / "tiny" / "rejects").rglob("*.parquet")}
        assert rejects


class Clock:
    """The clock of publishing, `days` off."""

    def __init__(self, days):
        self.off = timedelta(days=days)

    def now(self, zone):
        return datetime.now(zone) + self.off

    def strptime(self, *arguments):
        return datetime.strptime(*arguments).replace(tzinfo=UTC)


@pytest.mark.parametrize("days", [(0, 400, 0, -4000), (-4000, 0, 1, 1), (0, -1, -2, -3), (9000, 0, 0, 0)])
def test_versions_only_go_up_though_the_clock_jumps(tmp_path, monkeypatch, days):
    made = []
    for number, off in enumerate(days):
        monkeypatch.setattr(publishing, "datetime", Clock(off))
        made.append(publish(tmp_path, publish_release={"title": str(number)}).version)
        assert latest_version(tmp_path / "tiny") == made[-1]
    assert made == sorted(set(made)) == find_versions(tmp_path / "tiny")
    for version in made:
        assert all(rule.holds for rule in verify_release(tmp_path / "tiny" / version))


def leave_behind(folder):
    """A temporary folder of a stage, as it looks when the clock has jumped two days ahead."""
    (folder / "a").write_text("half")
    for path in (folder / "a", folder):
        os.utime(path, (time.time() - 48 * 3600,) * 2)


def test_what_a_broken_off_run_left_is_deleted_after_a_day(tmp_path):
    publish(tmp_path)
    temporary = tmp_path / "tiny" / "work" / "spin_articles" / ".tmp-0"
    temporary.mkdir()
    leave_behind(temporary)
    publishing.remove_stale(tmp_path / "tiny")
    assert not temporary.exists()


def test_the_temporary_folder_of_a_running_build_stays_though_the_clock_jumps(tmp_path):
    publish(tmp_path)
    with committing_folder(tmp_path / "tiny" / "work" / "spin_articles" / "key", "receipt.json") as draft:
        leave_behind(draft.local)
        publishing.remove_stale(tmp_path / "tiny")
        assert draft.local.exists()
        (draft.local / "receipt.json").write_text("{}")
    assert (tmp_path / "tiny" / "work" / "spin_articles" / "key" / "receipt.json").is_file()
