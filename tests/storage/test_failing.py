import errno

import pytest

from pipelines.errors import StorageError
from pipelines.storage.failing import naming_full_disk


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_said_in_one_line_with_its_place(tmp_path, number):
    with pytest.raises(StorageError) as caught, naming_full_disk(tmp_path):
        raise OSError(number, "Error writing bytes to file")
    assert f"expected room to write below {tmp_path}, but the disk is full: free some space" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("error", [PermissionError(errno.EACCES, "no"), OSError("no number"), ValueError("other")])
def test_another_error_stays(tmp_path, error):
    with pytest.raises(type(error)) as caught, naming_full_disk(tmp_path):
        raise error
    assert caught.value is error
