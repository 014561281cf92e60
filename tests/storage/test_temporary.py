import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from pipelines.storage import temporary
from pipelines.storage.temporary import LOCK, remove_left, temporary_folder

KILLED = """
import sys, time
from pipelines.storage.temporary import temporary_folder
with temporary_folder("train") as folder:
    (folder / "rows").write_bytes(bytes(1000))
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """The folder for temporary files, in this process and below it."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    temporary._clear_once.cache_clear()
    return tmp_path


def age(folder, seconds=temporary.YOUNG_SECONDS + 10):
    os.utime(folder, (time.time() - seconds,) * 2)


def test_a_folder_is_empty_and_deleted_at_the_end(here):
    with temporary_folder("train") as folder:
        assert not list(folder.iterdir())
        assert folder.parent.name.startswith("spindle-train-")
        (folder / "rows").write_text("1")
    assert not list(here.iterdir())


@pytest.mark.parametrize("seconds", [70, -100_000], ids=["a minute ago", "by a clock that was ahead"])
def test_what_a_killed_process_left_is_deleted_by_the_next_one(here, seconds):
    with subprocess.Popen([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, text=True) as process:
        left = Path(process.stdout.readline().strip()).parent
        age(left, seconds)
        remove_left(str(here))
        assert left.is_dir(), "its process is at work"
        process.send_signal(signal.SIGKILL)
    with temporary_folder("probe") as other:
        assert not left.exists()
        assert [each.name for each in here.iterdir()] == [other.parent.name]


def test_nothing_else_is_deleted(here):
    kept = [here / "spindle-train-12345678", here / "other", here / "spindle-young", here / "spindle-link"]
    for folder in kept[:3]:
        folder.mkdir()
    for folder in kept[1:3]:
        (folder / LOCK).touch()
    kept[3].symlink_to(here / "other")
    for folder in kept[:2]:
        age(folder)
    remove_left(str(here))
    assert sorted(here.iterdir()) == sorted(kept)


def test_folders_stay_where_locks_do_not_work(here, monkeypatch):
    left = here / "spindle-train-12345678"
    left.mkdir()
    (left / LOCK).touch()
    age(left)
    monkeypatch.setattr(temporary, "is_held", lambda _: None)
    remove_left(str(here))
    assert left.is_dir()
    monkeypatch.undo()
    remove_left(str(here))
    assert not left.exists()
