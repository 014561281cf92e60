import errno
import tempfile

import pytest

from pipelines.errors import StorageError
from pipelines.storage.failing import naming_full_disk, naming_full_temporary, naming_target


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_said_in_one_line_with_its_place(tmp_path, number):
    with pytest.raises(StorageError) as caught, naming_full_disk(tmp_path):
        raise OSError(number, "Error writing bytes to file")
    assert f"expected room to write below {tmp_path}, but the disk is full: free some space" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_full_disk_of_temporary_files_is_said_with_the_variable_that_chooses_it():
    with pytest.raises(StorageError) as caught, naming_full_temporary():
        raise OSError(errno.ENOSPC, "No space left on device")
    assert f"expected room for temporary files in {tempfile.gettempdir()}, but" in str(caught.value)
    assert "TMPDIR" in str(caught.value)


@pytest.mark.parametrize(
    "error",
    [
        PermissionError(errno.EACCES, "Permission denied", "/data/.tmp-1-a.txt"),
        PermissionError(errno.EACCES, "Failed to open local file '/data/.tmp-1-a.txt'. Detail: [errno 13]"),
        OSError(errno.EROFS, "Read-only file system", "/data/.tmp-1-a.txt"),
    ],
)
def test_the_file_asked_for_is_named_in_place_of_its_temporary_one(tmp_path, error):
    with pytest.raises(StorageError) as caught, naming_target(tmp_path / "a.txt", tmp_path / ".tmp-1-a.txt"):
        raise error
    assert ".tmp-1" not in str(caught.value)
    assert f"expected to write to {tmp_path}/a.txt, but {error.strerror.split('Fail')[0] or 'Permission'}" in str(
        caught.value
    )


def test_an_error_of_another_file_stays(tmp_path):
    error = PermissionError(errno.EACCES, "Permission denied", "/data/input.txt")
    with pytest.raises(PermissionError) as caught, naming_target(tmp_path / "a.txt", tmp_path / ".tmp-1-a.txt"):
        raise error
    assert caught.value is error


@pytest.mark.parametrize("error", [PermissionError(errno.EACCES, "no"), OSError("no number"), ValueError("other")])
def test_another_error_stays(tmp_path, error):
    with pytest.raises(type(error)) as caught, naming_full_disk(tmp_path):
        raise error
    assert caught.value is error
