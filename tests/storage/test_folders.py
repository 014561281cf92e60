import pyarrow as pa
import pytest

from pipelines.errors import StorageError
from pipelines.storage.cache import cache_folder
from pipelines.storage.files import list_files, sha256_file, write_text
from pipelines.storage.folders import committing_folder, make_folder
from pipelines.storage.places import open_place

SCHEMA = pa.schema([pa.field("n", pa.int64(), nullable=False)])


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_committing_folder_shows_all_or_nothing(tmp_path):
    target = tmp_path / "part"

    def write(fail):
        with committing_folder(target, "one") as draft:
            (draft.local / "one").write_text("1")
            assert not target.exists()
            if fail:
                raise RuntimeError

    with pytest.raises(RuntimeError):
        write(fail=True)
    assert names(tmp_path) == []
    write(fail=False)
    assert (target / "one").read_text() == "1"


def test_the_first_of_two_writers_of_one_folder_wins(tmp_path):
    target = tmp_path / "part"
    with committing_folder(target, "one") as slow:
        (slow.local / "one").write_text("slow")
        with committing_folder(target, "one") as fast:
            (fast.local / "one").write_text("fast")
    assert (target / "one").read_text() == "fast"
    assert names(tmp_path) == ["part"]


def test_make_folder_says_what_to_do_where_it_cannot_write(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="choose another output"):
        make_folder(tmp_path / "file" / "below")


@pytest.fixture
def store(s3):
    return open_place(s3)


def test_a_folder_of_a_store_is_there_once_its_last_file_is(store):
    with committing_folder(store / "part", "receipt", attempt="try") as draft:
        assert draft.final == store / "part" / "try"
        (draft.local / "receipt").write_text("done")
        (draft.local / "a").write_text("1")
        (draft.local / "sub").mkdir()
        (draft.local / "sub" / "b").write_text("2")
        assert list_files(store) == {}
    assert list(list_files(store)) == ["part/receipt", "part/try/a", "part/try/sub/b"]


def test_a_store_keeps_nothing_of_a_writer_that_fails(store):
    def write():
        with committing_folder(store / "part", "receipt") as draft:
            (draft.local / "a").write_text("1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write()
    assert list_files(store) == {}
    assert list(cache_folder().iterdir()) == []


def test_the_last_file_is_not_put_if_another_one_fails(store, monkeypatch):
    def fail(*_):
        raise StorageError("no answer")

    monkeypatch.setattr("pipelines.storage.objects.ObstoreClient.put", fail)

    def write():
        with committing_folder(store / "part", "receipt") as draft:
            (draft.local / "a").write_text("1")
            (draft.local / "receipt").write_text("done")

    with pytest.raises(StorageError, match="no answer"):
        write()
    assert list_files(store) == {}


def test_the_first_of_two_writers_in_a_store_wins_and_the_other_leaves_nothing(store):
    with committing_folder(store / "part", "receipt", attempt="slow") as slow:
        (slow.local / "a").write_text("slow")
        (slow.local / "receipt").write_text("slow")
        with committing_folder(store / "part", "receipt", attempt="fast") as fast:
            (fast.local / "a").write_text("fast")
            (fast.local / "receipt").write_text("fast")
    assert list(list_files(store)) == ["part/fast/a", "part/receipt"]
    assert (store / "part/receipt").read_text() == "fast"


def test_a_finished_file_is_added_from_a_store_or_a_disk(store, tmp_path):
    write_text(store / "old", "old")
    (tmp_path / "local").write_text("local")
    for place in (store / "part", tmp_path / "part"):
        with committing_folder(place, "last") as draft:
            draft.add("of/store", store / "old")
            draft.add("of/disk", tmp_path / "local")
            (draft.local / "last").write_text("")
            described = draft.describe()
        assert {name: entry["bytes"] for name, entry in described.items()} == {"last": 0, "of/disk": 5, "of/store": 3}
        assert all(sha256_file(place / name) == entry["sha256"] for name, entry in described.items())
