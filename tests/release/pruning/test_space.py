import os

from pipelines.release.pruning.space import StoredFile, freed_bytes, list_stored
from pipelines.storage.files import write_text


def test_only_the_last_name_of_a_file_frees_its_bytes(tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
    (tmp_path / "a" / "own").write_bytes(b"x" * 10)
    (tmp_path / "a" / "shared").write_bytes(b"x" * 300)
    os.link(tmp_path / "a" / "shared", tmp_path / "b" / "shared")
    os.link(tmp_path / "a" / "shared", tmp_path / "c" / "shared")

    def freed(*tops):
        return freed_bytes(list_stored(tmp_path, tops).values())

    assert freed("a") == (10, 300)
    assert freed("a", "b") == (10, 300)
    assert freed("a", "b", "c") == freed(".") == (310, 0)
    assert freed("a/own") == (10, 0)
    assert freed("none") == freed() == freed_bytes([]) == (0, 0)


def test_a_store_shares_nothing():
    assert freed_bytes([StoredFile(300, 0.0), StoredFile(300, 0.0)]) == (600, 0)


def test_files_are_listed_by_path_with_size_and_time(folder):
    for name in ("work/a/b", "work/c", "rejects/d", "workshop/e"):
        write_text(folder / name, name)
    found = list_stored(folder, ["work", "rejects"])
    assert {name: file.bytes for name, file in found.items()} == {"work/a/b": 8, "work/c": 6, "rejects/d": 9}
    assert abs(found["work/c"].modified - (folder / "work" / "c").stat().st_mtime) < 1
    assert "workshop/e" in list_stored(folder)
