import pyarrow as pa
import pytest

from pipelines.storage.files import link_or_copy, replacing

SCHEMA = pa.schema([pa.field("n", pa.int64(), nullable=False)])


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_replacing_keeps_the_old_file_when_the_block_fails(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")

    def write_half():
        with replacing(path) as temporary:
            temporary.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_half()
    assert path.read_text() == "old"
    assert names(tmp_path) == ["a.txt"]


def test_link_or_copy_gives_the_same_content(tmp_path):
    (tmp_path / "a").write_text("x")
    link_or_copy(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_text() == "x"
