"""Places in a store answer as paths on a disk do."""

from pathlib import Path

import pytest

from pipelines.errors import ConfigError
from pipelines.storage.files import delete_files, list_files, sha256_file, share_file, write_bytes, write_text
from pipelines.storage.folders import make_folder
from pipelines.storage.json_files import read_json, write_json
from pipelines.storage.places import ObjectPath, is_below, open_place, parent_of

FILES = ("a.json", "b/c.txt", "b/d/e.txt", "b 2/100%/é+1.txt")
PATTERNS = ("*", "*.json", "b/*", "*/*", "*/d/*", "b/c.txt", "none", "*/none", "[a]*", "b?2/*/*")


@pytest.fixture(params=["disk", "store"])
def folder(request, tmp_path):
    """A folder on a disk, and one in a store, with the same files."""
    folder = tmp_path / "folder" if request.param == "disk" else open_place(request.getfixturevalue("s3"))
    for name in FILES:
        write_text(folder / name, name)
    return folder


def below(folder, places):
    return sorted(place.relative_to(folder).as_posix() for place in places)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns_match_the_same(folder, pattern, tmp_path):
    twin = tmp_path / "twin"
    for name in FILES:
        write_text(twin / name, name)
    assert below(folder, folder.glob(pattern)) == below(twin, twin.glob(pattern))


def test_files_and_folders_are_told_apart(folder):
    assert below(folder, folder.iterdir()) == ["a.json", "b", "b 2"]
    assert below(folder, folder.rglob("*.txt")) == sorted(FILES[1:])
    for name, is_file, is_dir in (("a.json", True, False), ("b", False, True), ("b/d/e.txt", True, False)):
        place = folder / name
        assert (place.is_file(), place.is_dir(), place.exists()) == (is_file, is_dir, True), name
    for name in ("none", "a", "b/c", "a.json/x"):
        place = folder / name
        assert [place.is_file(), place.is_dir(), place.exists()] == [False] * 3, name
    assert list_files(folder) == {name: len(name.encode()) for name in sorted(FILES)}
    assert list_files(folder / "none") == {}


def test_content_is_read_hashed_shared_and_deleted(folder):
    place = folder / "a.json"
    assert place.read_text(encoding="utf-8") == "a.json"
    with place.open("rb") as file:
        assert file.read() == place.read_bytes() == b"a.json"
    assert place.stat().st_size == 6
    share_file(place, folder / "copy")
    assert sha256_file(folder / "copy") == sha256_file(place)
    write_bytes(place, b"new")
    assert place.read_bytes() == b"new"
    delete_files(folder, ["copy", "never"])
    place.unlink()
    place.unlink(missing_ok=True)
    with pytest.raises(FileNotFoundError):
        place.unlink()
    for act in (place.stat, place.read_bytes, lambda: sha256_file(place)):
        with pytest.raises(FileNotFoundError):
            act()
    assert below(folder, folder.rglob("*.json")) == []


def test_names_and_parents(folder):
    place = folder / "b" / "d" / "e.txt"
    assert (place.name, place.stem, place.suffix) == ("e.txt", "e", ".txt")
    assert parent_of(place, 3) == folder
    assert place.with_name("f") == folder / "b/d/f"
    assert is_below(place, folder)
    assert not is_below(folder, place)
    assert not is_below(folder / "b 2", folder / "b")
    assert not is_below(folder / "b" / "../../x", folder)


def test_json_is_written_and_read(folder):
    write_json(folder / "x.json", {"b": ["é"], "a": 1})
    assert read_json(folder / "x.json") == {"a": 1, "b": ["é"]}


def test_a_folder_is_probed_and_left_as_it_was(folder):
    before = list_files(folder)
    make_folder(folder / "b")
    assert list_files(folder) == before


@pytest.mark.parametrize(
    "address",
    [
        "s3://key:secret@bucket/x",
        "s3://bucket/x?versionId=1",
        "s3://bucket/*/x",
        "s3://bucket/[x]",
        "s3://bucket//x",
        "s3://bucket/../x",
        "s3://",
        "hf://datasets/owner/name",
        "https://bucket.example.org/x",
        "ftp://host/x",
    ],
)
def test_odd_addresses_of_an_output_are_refused(address):
    with pytest.raises(ConfigError, match=r"expected .*s3://bucket/corpora") as caught:
        open_place(address)
    assert "secret" not in str(caught.value)


def test_addresses_and_paths_are_opened(tmp_path):
    assert open_place("s3://bucket/a/b/") == ObjectPath("s3://bucket", "a/b")
    assert str(open_place("gs://bucket/a")) == "gs://bucket/a"
    assert open_place(str(tmp_path)) == tmp_path.resolve()
    assert open_place(f"file://{tmp_path}") == tmp_path.resolve()
    assert isinstance(open_place("relative"), Path)


def test_the_home_of_no_user_is_refused():
    with pytest.raises(
        ConfigError, match="got '~nobody-of-that-name/news', and ~nobody-of-that-name is the home of no"
    ):
        open_place("~nobody-of-that-name/news")
