import fcntl
import logging

import pytest

from pipelines.errors import StorageError
from pipelines.storage import locks
from pipelines.storage.locks import clearing, using, writing_alone


def take(lock, kind):
    with lock.open("a") as file:
        fcntl.flock(file, kind | fcntl.LOCK_NB)


def test_many_use_a_folder_at_once(tmp_path):
    lock = tmp_path / "made" / ".lock"
    with using(lock), using(lock):
        take(lock, fcntl.LOCK_SH)
        with pytest.raises(BlockingIOError):
            take(lock, fcntl.LOCK_EX)
    take(lock, fcntl.LOCK_EX)


def test_a_user_alone_shuts_out_all_others(tmp_path):
    lock = tmp_path / ".lock"
    with using(lock, alone=True), pytest.raises(BlockingIOError):
        take(lock, fcntl.LOCK_SH)
    take(lock, fcntl.LOCK_EX)


def test_a_folder_in_use_is_not_cleared(tmp_path):
    lock = tmp_path / ".lock"
    with using(lock), pytest.raises(StorageError, match="but one is at work"), clearing(lock):
        pass
    with clearing(lock), pytest.raises(BlockingIOError):
        take(lock, fcntl.LOCK_SH)


def test_a_mount_without_locks_can_be_used_but_not_cleared(tmp_path, monkeypatch, caplog):
    def fail(*_):
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(locks.fcntl, "flock", fail)
    with caplog.at_level(logging.WARNING), using(tmp_path / ".lock", alone=True):
        pass
    assert "Function not implemented" in caplog.text
    with pytest.raises(StorageError, match="Function not implemented"), clearing(tmp_path / ".lock"):
        pass


def test_a_folder_has_one_writer_and_no_file_for_its_lock(tmp_path):
    with writing_alone(tmp_path):
        assert not list(tmp_path.iterdir())
        with pytest.raises(StorageError, match="nobody else to write into"), writing_alone(tmp_path):
            pass
        with pytest.raises(StorageError), writing_alone(tmp_path):  # a refused one takes the lock from nobody
            pass
    with writing_alone(tmp_path):
        pass


def test_a_mount_that_locks_no_folders_can_be_written(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(9, "Bad file descriptor")

    monkeypatch.setattr(locks.fcntl, "flock", refuse)
    with writing_alone(tmp_path):
        pass
