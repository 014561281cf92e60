import json
import os
from contextlib import suppress
from pathlib import Path

import pytest
from memory_store import use_memory

from pipelines.errors import StorageError
from pipelines.storage import receipts
from pipelines.storage.files import sha256_file
from pipelines.storage.places import open_place
from pipelines.storage.receipts import FILES, DamagedError, check_files, read_receipt, write_receipt


@pytest.fixture
def written(tmp_path):
    """A receipt of two files below `tmp_path`."""
    (tmp_path / "inner").mkdir()
    files = {"a.bin": tmp_path / "a.bin", "inner/b.bin": tmp_path / "inner" / "b.bin"}
    for number, path in enumerate(files.values()):
        path.write_bytes(bytes(range(200)) * (number + 1))
    entries = {name: {"bytes": path.stat().st_size, "sha256": sha256_file(path)} for name, path in files.items()}
    write_receipt(tmp_path / "receipt.json", {"rows": {"a": 2}}, entries)
    return tmp_path


def entries(folder):
    return read_receipt(folder / "receipt.json")[FILES]


def test_a_receipt_has_its_facts_and_its_files(written):
    receipt = read_receipt(written / "receipt.json")
    assert receipt["rows"] == {"a": 2}
    assert {name: entry["bytes"] for name, entry in receipt[FILES].items()} == {"a.bin": 200, "inner/b.bin": 400}
    check_files(receipt[FILES], written, "stored")


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"7", b"{}", b'{"files": {}}', b"\xff\xfe", b"[" * 100_000, b'{"receipt_sha256": 1}']
    + [b'{"receipt_sha256": "", "files": %b}' % value for value in (b"NaN", b"1e999", rb'"\ud800"')],
)
def test_a_nonsensical_receipt_is_damaged(written, content):
    (written / "receipt.json").write_bytes(content)
    with pytest.raises(DamagedError, match=r"receipt\.json"):
        read_receipt(written / "receipt.json")


def test_a_lost_receipt_is_damaged(written):
    (written / "receipt.json").unlink()
    with pytest.raises(DamagedError, match="found none"):
        read_receipt(written / "receipt.json")


def test_every_flipped_bit_of_a_receipt_is_noticed(written):
    path = written / "receipt.json"
    content, whole = path.read_bytes(), json.loads(path.read_text())
    for position in range(len(content)):
        for bit in range(8):
            flipped = bytearray(content)
            flipped[position] ^= 1 << bit
            path.write_bytes(flipped)
            with suppress(DamagedError):  # white space between values may be any
                assert read_receipt(path).items() <= whole.items()


@pytest.mark.parametrize("name", ["a.bin", "inner/b.bin"])
def test_a_missing_or_truncated_file_is_damage(written, name):
    (written / name).write_bytes(b"short")
    with pytest.raises(DamagedError, match="but it has 5"):
        check_files(entries(written), written, "sizes")
    (written / name).unlink()
    with pytest.raises(DamagedError, match="but it is missing"):
        check_files(entries(written), written, "sizes")


def test_a_flipped_bit_of_a_file_is_found_by_its_checksum_alone(written):
    content = bytearray((written / "a.bin").read_bytes())
    content[77] ^= 4
    (written / "a.bin").write_bytes(content)
    check_files(entries(written), written, "sizes")
    for comparison in ("copies", "stored"):
        with pytest.raises(DamagedError, match=r"a\.bin as it was written, but its checksum differs"):
            check_files(entries(written), written, comparison)


@pytest.mark.parametrize(("settled", "comparison", "n_read"), [(-1, "copies", 1), (-1, "stored", 2), (60, "copies", 2)])
def test_a_copy_is_read_once_while_it_is_settled_and_unchanged(written, monkeypatch, settled, comparison, n_read):
    read = []
    monkeypatch.setattr(receipts, "SETTLED_SECONDS", settled)
    monkeypatch.setattr(receipts, "sha256_file", lambda place: read.append(place) or sha256_file(place))
    for _ in range(2):
        check_files(entries(written), written, comparison)
    assert len(read) == 2 * n_read
    before = (written / "a.bin").stat()
    (written / "a.bin").write_bytes(bytes(range(1, 201)))
    os.utime(written / "a.bin", ns=(before.st_atime_ns, before.st_mtime_ns))  # as a copying tool may do
    with pytest.raises(DamagedError, match="its checksum differs"):
        check_files(entries(written), written, comparison)


def test_a_store_that_does_not_answer_is_no_damage(monkeypatch):
    """Else a failed request would delete a finished part."""
    store = use_memory(monkeypatch)["s3://memory"]
    place = open_place("s3://memory/receipt.json")
    write_receipt(place, {}, {})

    def refuse(_):
        raise StorageError("503")

    monkeypatch.setattr(store, "get", refuse)
    with pytest.raises(StorageError) as caught:
        read_receipt(place)
    assert not isinstance(caught.value, DamagedError)


def test_a_receipt_of_a_stranger_in_a_store_deletes_no_file(tmp_path, monkeypatch):
    """Its own checksum is right, but that of a file is a path: the file there was taken for a spoilt copy."""
    store = use_memory(monkeypatch)["s3://memory"]
    store.put("a.bin", b"some bytes")
    victim = tmp_path / "notes"
    victim.write_text("precious")
    place = open_place("s3://memory/receipt.json")
    write_receipt(place, {}, {"a.bin": {"bytes": 10, "sha256": str(victim)}})
    with pytest.raises(DamagedError, match="64 hex digits"):
        check_files(read_receipt(place)[FILES], place.parent, "copies")
    assert victim.read_text() == "precious"


def test_a_file_that_vanishes_while_it_is_checked_is_missing(written, monkeypatch):
    def vanish(place: Path):
        place.unlink()
        return sha256_file(place)

    monkeypatch.setattr(receipts, "sha256_file", vanish)
    with pytest.raises(DamagedError, match="it is missing"):
        check_files(entries(written), written, "stored")
