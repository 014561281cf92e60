import pyarrow as pa
import pytest

from pipelines.errors import StorageError
from pipelines.storage.folders import committing_folder, make_folder

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
