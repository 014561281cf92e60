"""A pipe or a device at the place of a file is said to be none, at once."""

import os
from pathlib import Path

import pytest
from memory_store import use_memory

from pipelines.storage.cache import fetch, hash_file
from pipelines.storage.json_files import read_json
from pipelines.storage.places import open_place
from pipelines.storage.plain_files import NoPlainFileError, read_plain
from pipelines.storage.receipts import DamagedError, read_receipt
from pipelines.storage.swaps import read_seen


@pytest.fixture(params=["pipe", "device"])
def odd(request, tmp_path):
    path = tmp_path / "odd"
    os.mkfifo(path) if request.param == "pipe" else path.symlink_to("/dev/zero")
    return path


def test_a_file_is_read(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"rain\r\n")
    assert read_plain(tmp_path / "a", 6) == b"rain\r\n"
    use_memory(monkeypatch)["s3://memory"].put("a", b"snow")
    assert read_plain(open_place("s3://memory/a"), 4) == b"snow"


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    with (tmp_path / "a").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(NoPlainFileError, match=r"expected at most 1,000 bytes in .*a, but it has more"):
        read_plain(tmp_path / "a", 1000)


def test_folders_and_missing_files_are_as_for_other_readers(tmp_path):
    before = len([*Path("/proc/self/fd").iterdir()])
    for path, error in ((tmp_path, IsADirectoryError), (tmp_path / "none", FileNotFoundError)):
        with pytest.raises(error, match=str(path)):
            read_plain(path, 10)
    assert len([*Path("/proc/self/fd").iterdir()]) == before


@pytest.mark.parametrize("read", [lambda path: read_plain(path, 10), read_json, read_seen, fetch, hash_file])
def test_every_reader_refuses_what_would_never_end(odd, read):
    with pytest.raises(NoPlainFileError, match=r"expected a file at .*odd, but there is a pipe, a device or a socket"):
        read(odd)


@pytest.mark.parametrize(
    ("make", "what"), [(Path.mkdir, "a folder"), (lambda path: path.symlink_to(path), "a link to")]
)
def test_a_pointer_that_is_a_folder_or_a_link_to_itself_is_none(tmp_path, make, what):
    make(tmp_path / "LATEST")
    with pytest.raises(NoPlainFileError, match=f"expected a file at .*LATEST, but there is {what}"):
        read_seen(tmp_path / "LATEST")


def test_such_a_receipt_is_damage(odd):
    with pytest.raises(DamagedError, match="it cannot be read"):
        read_receipt(odd)
